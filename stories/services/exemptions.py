"""Grants and ends exemptions."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.access import may
from accounts.audit import facts_of, record, touch
from accounts.models import AuditEvent, User
from accounts.roles import Action
from accounts.saving import in_one_go, insert, lock_name, locked
from alignment.lib.errors import DomainError, field_refusal
from kpis.models import Kpi
from objectives.models import FocusArea, Objective
from stories.lines.catalogue import CATALOGUE
from stories.models import Exemption

Excused = Kpi | FocusArea | Objective
GRANTED = (
    *("kpi", "focus_area", "objective", "code", "reason", "approver", "granted_on", "expires_on"),
)
RAN_OUT, NOTED_FOR = "exemption_ran_out", timedelta(days=31)
FAMILIES = {"kpi": "LMI", "focus_area": "F", "objective": "G"}


@in_one_go
def exempt(
    *,
    thing: Excused,
    reason: str,
    expires_on: date,
    by: User,
    at: datetime,
    code: str = "",
) -> Exemption:
    """Accept a finding for a time; without a code, a KPI that rightly serves no goal.

    One that still holds for the same finding ends on the day it is renewed.

    Raises:
        DomainError: no leader, no reason, an end that is past or beyond 12 months, or a finding
            that cannot be accepted.
    """
    _refuse_unless_leader(by)
    kind, code = _kind(thing), "" if code == "L1" else code
    _refuse_unless_waivable(kind, code)
    locked(thing)
    today = timezone.localdate(at)
    holding = Exemption.objects.in_force_on(today).filter(**{kind: thing.pk}, code=code)
    for one in holding:
        if (one.reason, one.expires_on, one.approver_id) == (reason.strip(), expires_on, by.pk):
            return one
    if expires_on <= today:
        sentence = "An exemption ends after the day it is given: choose a later day."
        raise field_refusal("expires_on", sentence)
    holding.update(ended_on=today)
    facts = {
        kind: thing,
        "code": code,
        "reason": reason,
        "approver": by,
        "granted_on": today,
        "expires_on": expires_on,
    }
    row = insert(Exemption(), facts, GRANTED)
    record(verb="exempt", thing=thing, by=by, at=at, after=facts_of(row, ("id", *GRANTED)))
    touch(kind, thing.pk)
    return row


@in_one_go
def end_exemption(*, exemption: Exemption, by: User, at: datetime) -> Exemption:
    """End an exemption today, before it runs out; an ended one stays as it is.

    Raises:
        DomainError: no leader.
    """
    _refuse_unless_leader(by)
    row = locked(exemption)
    if row.ended_on is not None:
        return row
    row.ended_on = timezone.localdate(at)
    row.save(update_fields=["ended_on"])
    thing: Excused | None = row.kpi or row.focus_area or row.objective
    if thing:
        after = {"ended_on": row.ended_on.isoformat()}
        record(verb="end_exemption", thing=thing, by=by, at=at, after=after)
        touch(_kind(thing), thing.pk)
    return row


@in_one_go
def note_what_ran_out(*, today: date, at: datetime) -> int:
    """Note in its history that a thing is accepted no longer, once, and judge it anew.

    The day itself ends an exemption: it holds on its last day and not after. Returns how many.
    """
    lock_name("exemptions that ran out")
    lately = today - NOTED_FOR
    over = Exemption.objects.ran_out_before(today).filter(expires_on__gte=lately).with_things()
    told = AuditEvent.objects.filter(verb=RAN_OUT, at__gte=at - 2 * NOTED_FOR)
    known = {event.after.get("id") for event in told}
    new = [row for row in over if row.pk not in known]
    for row in new:
        thing: Excused | None = row.kpi or row.focus_area or row.objective
        if thing:
            after = facts_of(row, ("id", "expires_on"))
            record(verb=RAN_OUT, thing=thing, by=None, at=at, after=after)
            touch(_kind(thing), thing.pk)
    return len(new)


def _kind(thing: Excused) -> str:
    if isinstance(thing, Kpi):
        return "kpi"
    return "focus_area" if isinstance(thing, FocusArea) else "objective"


def _refuse_unless_leader(by: User) -> None:
    if not may(by, Action.EXEMPT):
        raise DomainError("not_leader", "Only a leader can accept a finding: ask one of them.")


def _refuse_unless_waivable(kind: str, code: str) -> None:
    if not code and kind == "kpi":
        return
    rule = CATALOGUE.get(code)
    if rule is None or not rule.waivable or code[0] not in FAMILIES[kind]:
        what = f" “{rule.name}”" if rule else ""
        raise DomainError(
            "not_waivable", f"The finding{what} cannot be accepted here; it has to be mended."
        )
