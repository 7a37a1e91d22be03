"""A server of the test's own that sources may be read from."""

import pytest

from alignment.lib.outbound.addresses import read_listed
from tests import listening


@pytest.fixture(scope="module")
def running():
    with listening.http_server() as server:
        yield server


@pytest.fixture
def server(running, settings):
    """Return the server, which the operator lists; it answers nothing yet."""
    settings.OUTBOUND_ALLOWED = [read_listed(f"127.0.0.1:{running.port}")]
    running.answers.clear()
    running.asked.clear()
    return running
