"""Sets up where a KPI's values are read from, and keeps the secret for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.audit import facts_of, record
from accounts.models import User
from accounts.refusals import stale
from accounts.saving import check, in_one_go, locked, set_facts
from alignment.lib.ciphers import decrypted, encrypted, rotated
from alignment.lib.errors import DomainError, field_refusal
from kpis.models import Connector, Kpi
from kpis.sources.asking import check_spec, origin_of
from kpis.sources.masking import masked
from kpis.sources.values import Spec

WHERE = (
    *("kind", "address", "query", "date_at", "days_back", "way_in", "way_in_name"),
    *("every", "is_on"),
)
KEPT_FOR = 3600  # seconds that a secret waits for its form to be sent again
TYPE_IT = "Type the secret."
TYPE_IT_AGAIN = (
    "The address leads to another place than before: type the secret again, so that it is told "
    "only to whom it is meant for."
)


@in_one_go
def set_connector(
    *, kpi: Kpi, facts: Mapping[str, object], secret: str, version: int, by: User, at: datetime
) -> Connector:
    """Let a KPI's values be read from somewhere, as it was set up at `version`; 0 is not at all.

    `secret` is in the clear; it is kept encrypted, for this KPI and this address only. The same
    once more, as by a second click, changes nothing.

    Raises:
        DomainError: a fact is refused, or somebody saved meanwhile.
    """
    locked(kpi)
    row = Connector.objects.filter(kpi=kpi).first() or Connector(kpi=kpi, created_at=at, version=0)
    if row.version != version:
        if _stands(row, facts, secret):
            return row
        raise stale(kpi)
    before, was = (_told(row), row.address) if row.pk else ({}, "")
    set_facts(row, facts, WHERE)
    check(row, WHERE)
    check_spec(spec_of(row, ""))
    _close_the_way(row, secret)
    row.version, row.changed_at, row.next_due_at = row.version + 1, at, at
    _forgive(row)
    row.save()
    told = _told(row) | ({"secret": "given"} if row.secret else {})
    if was != row.address and masked(was) == masked(row.address):
        before, told = before | {"key": "another"}, told | {"key": "given anew"}
    record(verb="set_source", thing=kpi, by=by, at=at, before=before, after=told)
    return row


@in_one_go
def remove_connector(*, kpi: Kpi, by: User, at: datetime) -> None:
    """Read a KPI's values from nowhere any more; what was read stays.

    Raises:
        DomainError: it was removed meanwhile.
    """
    locked(kpi)
    row = Connector.objects.filter(kpi=kpi).first()
    if row is None:
        raise DomainError("gone", "The source was removed meanwhile.")
    record(verb="remove_source", thing=kpi, by=by, at=at, before=_told(row))
    row.delete()


@in_one_go
def read_soon(*, kpi: Kpi, by: User, at: datetime) -> None:
    """Let the source of a KPI be read within a minute, however long it rests after failing.

    Raises:
        DomainError: there is none, or it is switched off.
    """
    if not Connector.objects.reading().filter(kpi=kpi).update(next_due_at=at):
        raise DomainError("gone", "There is no source to be read for this KPI now.")
    record(verb="read_source", thing=kpi, by=by, at=at)


def spec_of(row: Connector, secret: str) -> Spec:
    """Return what is asked of a source."""
    return Spec(
        kind=row.kind,
        address=row.address,
        query=row.query,
        date_at=row.date_at,
        days_back=row.days_back,
        way_in=row.way_in,
        way_in_name=row.way_in_name,
        secret=secret,
    )


def drafted(kpi: Kpi, facts: Mapping[str, object], secret: str) -> Spec:
    """Return what would be asked of a source that is not kept.

    Raises:
        DomainError: a fact is refused.
    """
    row = Connector(kpi=kpi)
    set_facts(row, facts, WHERE)
    check(row, WHERE)
    spec = spec_of(row, secret)
    check_spec(spec)
    return spec


def secret_of(row: Connector) -> str:
    """Return the secret of a source in the clear; "" where it needs none.

    Raises:
        DomainError: this installation cannot read it.
    """
    return decrypted(row.secret, _purpose(row)) if row.secret else ""


def secret_for(kpi: Kpi, facts: Mapping[str, Any], typed: str, held: str, by: User) -> str:
    """Return the secret that is meant: typed now, typed before in the same form, or kept.

    Raises:
        DomainError: none of them fits the address.
    """
    if not needs_secret(str(facts["kind"]), str(facts["way_in"])):
        return ""
    if typed:
        return typed
    spec = Spec(str(facts["kind"]), str(facts["address"]), str(facts["query"]))
    check_origin(spec)
    if held:
        return _sentence_beside_secret(held, _held_for(spec, kpi, by))
    row = Connector.objects.filter(kpi=kpi).exclude(secret="").first()
    if row is None:
        raise _refusal(TYPE_IT)
    if origin_of(row.kind, row.address) != origin_of(spec.kind, spec.address):
        raise _refusal(TYPE_IT_AGAIN)
    return secret_of(row)


def held_secret(kpi: Kpi, facts: Mapping[str, Any], secret: str, by: User) -> str:
    """Return a secret as a form may carry it to and fro: only this person's form can use it."""
    spec = Spec(str(facts["kind"]), str(facts["address"]), str(facts["query"]))
    return encrypted(secret, _held_for(spec, kpi, by)) if secret else ""


def check_origin(spec: Spec) -> None:
    """Refuse an address that is none.

    Raises:
        DomainError: beside the field of the address.
    """
    try:
        origin_of(spec.kind, spec.address)
    except DomainError as error:
        said = {"address": [error.sentence]}
        raise DomainError("invalid", error.sentence, fields=said) from error


def needs_secret(kind: str, way_in: str) -> bool:
    """Say whether a source is told a secret."""
    return kind == Connector.Kind.SQL or way_in != Connector.WayIn.NONE


@in_one_go
def rotate_secrets() -> tuple[int, int]:
    """Encrypt every secret with the newest key; return how many, and how many no key reads."""
    done = unreadable = 0
    for row in Connector.objects.with_secret().select_for_update().order_by("pk"):
        try:
            row.secret = rotated(row.secret)
        except DomainError:
            unreadable += 1
            continue
        row.save(update_fields=["secret"])
        done += 1
    return done, unreadable


def _told(row: Connector) -> dict[str, Any]:
    """Return what is written down of a source, without a key in its address."""
    return facts_of(row, WHERE) | {"address": masked(row.address)}


def _stands(row: Connector, facts: Mapping[str, object], secret: str) -> bool:
    """Say whether a source is set up just like this already."""
    same = Connector(kpi=row.kpi)
    set_facts(same, facts, WHERE)
    return facts_of(same, WHERE) == facts_of(row, WHERE) and secret_of(row) == secret


def _close_the_way(row: Connector, secret: str) -> None:
    if not needs_secret(row.kind, row.way_in):
        row.secret = row.way_in_name = ""
    elif not secret:
        raise _refusal(TYPE_IT)
    elif row.way_in in ("basic", "header") and row.kind != "sql" and not row.way_in_name:
        sentence = "Say the name that goes with the secret."
        raise field_refusal("way_in_name", sentence)
    else:
        row.secret = encrypted(secret, _purpose(row))


def _forgive(row: Connector) -> None:
    """Begin anew: what failed before may be mended now."""
    row.failures, row.failing_since, row.problem, row.told_at = 0, None, "", None


def _purpose(row: Connector) -> str:
    return f"connector {row.kpi_id} {origin_of(row.kind, row.address)}"


def _held_for(spec: Spec, kpi: Kpi, by: User) -> str:
    return f"form {kpi.pk} {by.pk} {origin_of(spec.kind, spec.address)}"


def _sentence_beside_secret(held: str, purpose: str) -> str:
    try:
        return decrypted(held, purpose, seconds=KEPT_FOR)
    except DomainError:
        raise _refusal(TYPE_IT_AGAIN) from None


def _refusal(sentence: str) -> DomainError:
    return field_refusal("secret", sentence)
