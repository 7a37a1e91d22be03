"""Links of a file against those here; an upper end that is not there is kept as a finding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from accounts.bulk import Batch
from kpis.models import Kpi
from objectives.models import FocusArea, FocusLink, Objective
from reports.exchange.document import FocusLinkRow, KpiLinkRow
from reports.exchange.plan import Outcome
from reports.exchange.planning.comparing import change, set_on
from reports.exchange.planning.context import Planning
from reports.exchange.planning.kpis import UNKNOWN_KPI, hidden
from stories.models import KpiLink

UNKNOWN_FOCUS_AREA = "There is no focus area with this reference, neither in the file nor here."
NOW_LEADS = "What it pointed at is there now."

Link = TypeVar("Link", FocusLink, KpiLink)
Thing = Kpi | FocusArea | Objective


@dataclass(frozen=True, slots=True)
class Tie:
    """A row of either sheet of links: the references of both ends, and what it says."""

    at: int
    lower: str
    upper: str
    because: str
    uid: UUID | None


@dataclass(slots=True)
class Sheet(Generic[Link]):
    """One kind of link: how it calls its ends, what both may be, and the links here."""

    name: str
    model: type[Link]
    lower: str
    upper: str
    lowers: Mapping[str, Thing]
    uppers: Mapping[str, Thing]
    unknown: str
    here: list[Link]
    batch: Batch[Link]
    says_because: bool
    by_uid: dict[UUID, Link] = field(default_factory=dict)
    by_ends: dict[tuple[int, int | str], Link] = field(default_factory=dict)
    seen: dict[tuple[str, str], Tie] = field(default_factory=dict)
    planned: set[UUID] = field(default_factory=set)
    places: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay out the links here by identity and by their ends."""
        for link in self.here:
            self.by_uid[link.uid] = link
            self.by_ends[self.ends_of(link)] = link
            lower = getattr(link, f"{self.lower}_id")
            self.places[lower] = max(self.places.get(lower, 0), link.position + 1)

    def ends_of(self, link: Link) -> tuple[int, int | str]:
        """Return the ids of both ends; what is gone by its reference."""
        upper: int | None = getattr(link, f"{self.upper}_id")
        return getattr(link, f"{self.lower}_id"), upper or link.missing_ref

    def find(self, tie: Tie, lower: Thing, upper: Thing | None) -> Link | None:
        """Return the link here that a row is about: with its ends, or else its identity."""
        if lower.pk is not None:
            for end in (upper.pk if upper else None, tie.upper):
                if end is not None and (found := self.by_ends.get((lower.pk, end))):
                    return found
        return self.by_uid.get(tie.uid) if tie.uid else None

    def next_place(self, lower: Thing) -> int:
        """Return the place after the last link of a thing."""
        key = lower.pk or -id(lower)
        place = self.places.get(key, 0)
        self.places[key] = place + 1
        return place


def plan_focus_links(planning: Planning) -> None:
    """Plan which work serves which goals."""
    document, here = planning.document, planning.here
    sheet = Sheet(
        name="focus_links",
        model=FocusLink,
        lower="focus_area",
        upper="objective",
        lowers=planning.focus_areas,
        uppers=planning.objectives,
        unknown=UNKNOWN_FOCUS_AREA,
        here=[link for link in here.focus_links if link.objective_id not in here.hidden],
        batch=planning.work.focus_links,
        says_because=document.focus_links.gives("because"),
    )
    rows = document.focus_links.rows
    _plan(planning, sheet, (_focus_tie(row) for row in rows))


def _focus_tie(row: FocusLinkRow) -> Tie:
    return Tie(row.at, row.focus_area, row.objective, row.because, row.uid)


def plan_kpi_links(planning: Planning) -> None:
    """Plan which KPIs measure which work."""
    document, here = planning.document, planning.here
    sheet = Sheet(
        name="kpi_links",
        model=KpiLink,
        lower="kpi",
        upper="focus_area",
        lowers=planning.kpis,
        uppers=planning.focus_areas,
        unknown=UNKNOWN_KPI,
        here=[link for link in here.kpi_links if not hidden(planning, link.kpi)],
        batch=planning.work.kpi_links,
        says_because=document.kpi_links.gives("because"),
    )
    rows = document.kpi_links.rows
    _plan(planning, sheet, (_kpi_tie(row) for row in rows))


def _kpi_tie(row: KpiLinkRow) -> Tie:
    return Tie(row.at, row.kpi, row.focus_area, row.because, row.uid)


def _plan(planning: Planning, sheet: Sheet[Link], ties: Iterable[Tie]) -> None:
    for tie in ties:
        lower, upper = sheet.lowers.get(tie.lower), sheet.uppers.get(tie.upper)
        if lower is None:
            planning.complain(sheet.name, tie.at, sheet.lower, tie.lower, sheet.unknown)
        elif not _stands_twice(planning, sheet, tie):
            _plan_link(planning, sheet, tie, lower, upper)
    _mend(planning, sheet)


def _stands_twice(planning: Planning, sheet: Sheet[Link], tie: Tie) -> bool:
    first = sheet.seen.setdefault((tie.lower, tie.upper), tie)
    if first is tie:
        return False
    if first.because == tie.because:
        planning.notes.append(
            f"Sheet “{sheet.name}”: row {tie.at} says the same as row {first.at}, kept once."
        )
    else:
        reason = f"This line stands in row {first.at} already, with another reason."
        planning.complain(sheet.name, tie.at, sheet.upper, tie.upper, reason)
    return True


def _plan_link(
    planning: Planning, sheet: Sheet[Link], tie: Tie, lower: Thing, upper: Thing | None
) -> None:
    found = sheet.find(tie, lower, upper)
    wanted: dict[str, object] = {
        sheet.lower: lower,
        sheet.upper: upper,
        "missing_ref": "" if upper else tie.upper,
    }
    if sheet.says_because:
        wanted["because"] = tie.because
    title = f"{lower.title} → {upper.title if upper else tie.upper}"
    gone = f"“{tie.upper}” is neither in the file nor here: the line is kept and shown as gone."
    remarks = () if upper else (gone,)
    if found is None or found.uid in sheet.planned:
        link = sheet.model(position=sheet.next_place(lower))
        if tie.uid and tie.uid not in sheet.planned and tie.uid not in sheet.by_uid:
            link.uid = tie.uid
        set_on(link, wanted)
        sheet.batch.new.append(link)
        planning.show(sheet.name, tie.at, title, Outcome.CREATE, (), remarks)
        found = link
    elif edit := change(found, wanted):
        sheet.batch.changes.append(edit[0])
        planning.show(sheet.name, tie.at, title, Outcome.CHANGE, edit[1], remarks)
    else:
        planning.show(sheet.name, tie.at, title, Outcome.SAME, (), remarks)
    sheet.planned.add(found.uid)
    planning.links[tie.uid or found.uid] = found


def _mend(planning: Planning, sheet: Sheet[Link]) -> None:
    """Lead links that pointed at nothing, and that the file does not name, to what is there now."""
    for link in sheet.here:
        upper = sheet.uppers.get(link.missing_ref) if link.missing_ref else None
        lower = getattr(link, f"{sheet.lower}_id")
        if upper is None or link.uid in sheet.planned or (lower, upper.pk) in sheet.by_ends:
            continue
        if edit := change(link, {sheet.upper: upper, "missing_ref": ""}):
            title = f"{getattr(link, sheet.lower).title} → {upper.title}"
            sheet.batch.changes.append(edit[0])
            planning.show(sheet.name, 0, title, Outcome.CHANGE, edit[1], (NOW_LEADS,))
            sheet.planned.add(link.uid)
