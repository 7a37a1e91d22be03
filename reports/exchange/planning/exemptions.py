"""Exemptions of a file against those here."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from accounts.models import User
from accounts.roles import Action, allows
from kpis.models import Kpi
from objectives.models import FocusArea, Objective
from reports.exchange.document import ExemptionRow
from reports.exchange.plan import Outcome
from reports.exchange.planning.comparing import change
from reports.exchange.planning.context import Planning
from reports.exchange.planning.kpis import UNKNOWN_KPI
from reports.exchange.planning.links import UNKNOWN_FOCUS_AREA
from reports.exchange.planning.objectives import UNKNOWN_OBJECTIVE
from stories.lines.catalogue import CATALOGUE
from stories.models import Exemption
from stories.services.exemptions import FAMILIES

LONGEST = timedelta(days=366)
A_YEAR = timedelta(days=365)
Thing = Kpi | FocusArea | Objective
Key = tuple[str, int | None, str]
ENDS = (("kpi", UNKNOWN_KPI), ("focus_area", UNKNOWN_FOCUS_AREA), ("objective", UNKNOWN_OBJECTIVE))


def plan_exemptions(planning: Planning) -> None:
    """Plan exemptions; the newest one of a thing and a fault is the one a row is about."""
    if not planning.document.exemptions.rows:
        return
    known = _by_thing(planning.here.exemptions)
    for row in planning.document.exemptions.rows:
        if (found := _thing(planning, row)) is None:
            continue
        kind, thing = found
        now = _newest(known, row, kind, thing)
        approver = planning.person("exemptions", row.at, "approver", row.approver) or planning.by
        if now is None:
            _grant(planning, row, kind, thing, approver)
        else:
            _renew(planning, row, thing, now)


def _thing(planning: Planning, row: ExemptionRow) -> tuple[str, Thing] | None:
    named = [(kind, ref, why) for kind, why in ENDS if (ref := getattr(row, kind))]
    if len(named) != 1:
        reason = "Name one KPI, or else one focus area or one objective."
        planning.complain("exemptions", row.at, "kpi", row.kpi, reason)
        return None
    kind, ref, why = named[0]
    known: dict[str, Mapping[str, Thing]] = {
        "kpi": planning.kpis, "focus_area": planning.focus_areas, "objective": planning.objectives,
    }  # fmt: skip
    thing = known[kind].get(ref)
    if not _is_waivable(kind, row.code):
        reason = "This finding cannot be accepted here; it has to be mended."
        planning.complain("exemptions", row.at, "code", row.code, reason)
    if thing is None:
        planning.complain("exemptions", row.at, kind, ref, why)
        return None
    return kind, thing


def _is_waivable(kind: str, code: str) -> bool:
    if not code:
        return kind == "kpi"
    rule = CATALOGUE.get(code)
    return rule is not None and rule.waivable and code[0] in FAMILIES[kind]


def _by_thing(exemptions: Iterable[Exemption]) -> dict[Key, list[Exemption]]:
    found: dict[Key, list[Exemption]] = {}
    for one in exemptions:
        for kind, _ in ENDS:
            if (thing_id := getattr(one, f"{kind}_id")) is not None:
                found.setdefault((kind, thing_id, one.code), []).append(one)
    return found


def _newest(
    known: dict[Key, list[Exemption]], row: ExemptionRow, kind: str, thing: Thing
) -> Exemption | None:
    """Return the newest exemption a row can be about, and take it off the list."""
    same = known.get((kind, thing.pk, row.code), [])
    fitting = [one for one in same if row.granted in {None, one.granted_on}]
    exact = [one for one in fitting if (one.reason, one.expires_on) == (row.reason, row.expires)]
    if not fitting:
        return None
    found = (exact or fitting)[-1]
    same.remove(found)
    return found


def _grant(
    planning: Planning, row: ExemptionRow, kind: str, thing: Thing, approver: User | None
) -> None:
    granted = row.granted or planning.today
    expires = row.expires or granted + A_YEAR
    if not granted < expires <= granted + LONGEST:
        planning.complain("exemptions", row.at, "expires", expires, _too_long(granted))
    if approver is None and not row.approver:
        planning.complain("exemptions", row.at, "approver", "", "Say who approved this.")
    elif approver and not allows(approver.role, Action.EXEMPT):
        reason = f"{approver.name} may not approve exemptions. Name a leader."
        planning.complain("exemptions", row.at, "approver", row.approver, reason)
    exemption = Exemption(
        code=row.code,
        reason=row.reason,
        approver=approver,
        granted_on=granted,
        expires_on=expires,
        ended_on=row.ended,
    )
    setattr(exemption, kind, thing)
    planning.work.exemptions.new.append(exemption)
    planning.show("exemptions", row.at, f"{thing.title}, until {expires}", Outcome.CREATE)


def _too_long(granted: date) -> str:
    return f"An exemption granted on {granted} ends after that day and within 12 months."


def _renew(planning: Planning, row: ExemptionRow, thing: Thing, now: Exemption) -> None:
    section = planning.document.exemptions
    wanted: dict[str, object] = {"reason": row.reason}
    if row.expires:
        wanted["expires_on"] = row.expires
        if not now.granted_on < row.expires <= now.granted_on + LONGEST:
            reason = _too_long(now.granted_on)
            planning.complain("exemptions", row.at, "expires", row.expires, reason)
    if section.gives("ended"):
        wanted["ended_on"] = row.ended
    title = f"{thing.title}, until {row.expires or now.expires_on}"
    if edit := change(now, wanted):
        planning.work.exemptions.changes.append(edit[0])
        planning.show("exemptions", row.at, title, Outcome.CHANGE, edit[1])
    else:
        planning.show("exemptions", row.at, title, Outcome.SAME)
