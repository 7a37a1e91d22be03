"""The description of the API holds: whatever schemathesis asks is answered as it says."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Config, openapi, serializer
from schemathesis.checks import (
    allow_header_conformance,
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from schemathesis.pytest.lazy import get_all_tests

from alignment.api import described
from alignment.wsgi import application
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.uncounted]
# Not that all is taken that the description allows: a reference may name nothing.
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
    unsupported_method,
    allow_header_conformance,
    ignored_auth,
)
PATIENT = settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
SECRET = "tl_asking"
DESCRIBED = described()
OPERATIONS = [
    (path, method)
    for path, methods in DESCRIBED["paths"].items()
    for method in methods
    if method != "parameters"
]


@serializer("application/openmetrics-text")
def as_text(_context, value):
    return str(value).encode()


@pytest.fixture
def token(settings):
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    lead = make.user(role="tech_lead", teams=[make.team()])
    kpi = make.kpi(ref="0", team=lead.teams.get())
    make.measurement(kpi, make.AT.date(), 1)
    make.token(lead, SECRET)
    # A request that ends closes its connection, and with it the transaction of the test.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(case):
    case.call_and_validate(checks=CHECKS)


# Not by `schema.parametrize()`: it thinks out what to ask in every process that collects tests.
@pytest.mark.trust("C06")
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=str)
@pytest.mark.usefixtures("token")
def test_what_schemathesis_asks_is_answered_as_described(path, method):
    config = {"headers": {"Authorization": f"Bearer {SECRET}"}}
    schema = openapi.from_dict(DESCRIBED, config=Config.from_dict(config))
    schema.app = application

    (found,) = get_all_tests(
        schema=schema.include(path=path, method=method.upper()),
        test_func=ask,
        settings=PATIENT,
        given_kwargs=None,
    )

    _, asked = found.ok()
    asked()
