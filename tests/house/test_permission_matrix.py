"""The permission matrix: no address without a row, no cell that differs."""

import re
from contextlib import nullcontext

import pytest
from django.db import connection, transaction

from reports.models import Subscription
from reports.packs.digest_mail import seal_of as seal_of_digest
from stories.pages.reminder import seal_of
from tests.house import world as worlds
from tests.house.addresses import Address, admin_addresses, own_addresses
from tests.house.matrix import ACTORS, ROWS
from tests.signing_in import client_with, session_of
from tests.unrendered import unrendered

# What these are answered takes no HTML to know: their pages are the others' and those of the
# growth proofs, which are written out.
WITHOUT_HTML = {"lead_elsewhere", "leader", "owner"}
ADDRESSES = {address.name: address for address in own_addresses()}
pytestmark = [pytest.mark.django_db, pytest.mark.trust("A01")]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Build once for all rows: each request is undone, so none sees another's doing."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = worlds.build()
        for actor, person in world.people.items():
            world.sessions[actor] = session_of(person)
        yield world
        transaction.set_rollback(True)


def path_of(address: Address, world: worlds.World, *, hidden: bool = False) -> str:
    """Fill an address with the ids of things that exist."""
    ids = world.hidden_ids if hidden else world.ids

    def fill(match: re.Match[str]) -> str:
        noun = match["noun"].rstrip("/").rsplit("/", 1)[-1]
        value = {
            "int": ids.get(noun, 0),
            "uuid": world.token,
            "str": _word(address, match["name"], world, hidden=hidden),
            "date": str(worlds.DAY),
            "slug": "pdf",
        }[match["kind"]]
        return f"{match['noun']}{value}"

    return "/" + re.sub(
        r"(?P<noun>[a-z/-]*)<(?P<kind>[a-z]+):(?P<name>[a-z_]+)>", fill, address.route
    )


def _word(address: Address, name: str, world: worlds.World, *, hidden: bool) -> str:
    """Return what an address wants by a name that is a text."""
    if address.route.startswith("api/"):
        return {"ref": world.refs[hidden], "on": str(worlds.DAY)}[name]
    if address.name == "reports:digest-end":
        return seal_of_digest(Subscription(pk=world.ids["digests"]))
    return seal_of(world.people["owner"])


def headers_of(actor: str, path: str) -> dict[str, str]:
    """Return how an actor signs in: to the API with a token."""
    if actor == "anonymous" or not path.startswith("/api/"):
        return {}
    return {"Authorization": f"Bearer tl_{actor}"}


def answer(world: worlds.World, actor: str, method: str, path: str) -> str:
    """Ask as an actor, in a transaction that leaves nothing behind."""
    client = client_with(world.sessions.get(actor, ""), raise_request_exception=False)
    with transaction.atomic(), unrendered() if actor in WITHOUT_HTML else nullcontext():
        response = client.generic(
            method,
            path,
            content_type="application/x-www-form-urlencoded",
            headers=headers_of(actor, path),
        )
        transaction.set_rollback(True)
    to_sign_in = response.status_code == 302 and response["Location"].startswith("/sign-in/")
    return "in" if to_sign_in else str(response.status_code)


def footprint() -> list[tuple[str, int]]:
    """Return how many rows each table has, sessions apart."""
    tables = [
        name
        for name in connection.introspection.table_names()
        if not name.startswith(("django_session", "axes_"))
    ]
    counted = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(counted)
        return sorted(cursor.fetchall())


def test_every_address_has_a_row_for_each_method_and_no_row_is_left_over():
    assert {name for name, _ in ROWS} == set(ADDRESSES)


def test_a_missing_row_would_be_noticed():
    assert {name for name, _ in list(ROWS.items())[:0]} != set(ADDRESSES)


@pytest.mark.parametrize(("name", "method"), sorted(ROWS), ids=lambda value: value)
def test_each_actor_gets_the_answer_of_the_matrix(world, name, method):
    path = path_of(ADDRESSES[name], world)

    answers = [answer(world, actor, method, path) for actor in ACTORS]

    assert " ".join(answers) == ROWS[name, method]


@pytest.mark.parametrize(
    ("name", "method"),
    sorted(
        row
        for row, answers in ROWS.items()
        if "<int:" in ADDRESSES[row[0]].route
        and "405" not in answers
        # A focus area itself is never confidential.
        and not ADDRESSES[row[0]].route.startswith("focus-areas/")
    ),
    ids=lambda value: value,
)
@pytest.mark.trust("A03")
def test_what_hangs_on_a_confidential_objective_answers_like_an_unknown_number(world, name, method):
    path = path_of(ADDRESSES[name], world, hidden=True)

    answers = [answer(world, actor, method, path) for actor in ACTORS[:-2]]

    assert answers == ["in", "404", "404", "404", "404"]


@pytest.mark.parametrize(
    ("name", "method"),
    [row for row in sorted(ROWS) if "<str:ref>" in ADDRESSES[row[0]].route],
    ids=lambda value: value,
)
@pytest.mark.trust("A03")
def test_to_programs_too_a_hidden_kpi_is_one_that_does_not_exist(world, name, method):
    path = path_of(ADDRESSES[name], world, hidden=True)

    answers = {answer(world, actor, method, path) for actor in ACTORS[1:-2]}

    assert answers <= {"404", "405"}


@pytest.mark.parametrize(
    "name", sorted({name for name, method in ROWS if method == "POST"}), ids=lambda value: value
)
@pytest.mark.trust("A07")
def test_a_refused_post_leaves_no_trace(world, name):
    path = path_of(ADDRESSES[name], world)
    before = footprint()

    for actor, expected in zip(ACTORS, ROWS[name, "POST"].split(), strict=True):
        if expected in {"403", "404"}:
            client = client_with(world.sessions[actor])
            client.post(path, {"title": "Mine now", "reason": "because", "because": "so"})

    assert footprint() == before


@pytest.mark.uncounted
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_admin_site_is_for_admins(world, method):
    for address in admin_addresses():
        path = "/" + re.sub(r"<[^>]*>|\(\?P<url>[^)]*\)\$", "1", address.route)
        if address.name in {"admin:login", "admin:logout", "admin:jsi18n"}:
            continue
        for actor in ACTORS[:-1]:
            assert answer(world, actor, method, path) in {"in", "302", "403", "404"}, (path, actor)
