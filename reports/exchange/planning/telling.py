"""Stories of a file, what they name, and who agreed to them elsewhere."""

from alignment.lib.errors import shortened
from alignment.lib.names import same_name_key
from reports.exchange.document import ObjectiveRow
from reports.exchange.plan import FieldChange, Outcome, PlannedRow
from reports.exchange.planning.comparing import NOTHING
from reports.exchange.planning.context import Planning
from stories.bulk import Telling
from stories.prose import Mention, mentions, to_stored, unresolved

ONLY_ADMINS = (
    "Only an administrator can bring in what others agreed to. Take this sheet out, or ask one."
)
SHOWN = 120


def plan_stories(planning: Planning) -> None:
    """Plan stories; an empty cell leaves a story as it is, since stories are not taken away."""
    if not planning.document.objectives.gives("story"):
        return
    meanings = _Meanings(planning)
    remarks: dict[int, tuple[str, ...]] = {}
    changes: dict[int, FieldChange] = {}
    for row in planning.document.objectives.rows:
        if row.story:
            body = to_stored(row.story, meanings.meant_by)
            remarks[row.at] = _remarks(body)
            if change := _tell(planning, row, body):
                changes[row.at] = change
    _show(planning, remarks, changes)


class _Meanings:
    """What names in stories mean: a reference, or else a title, that only one thing here has."""

    def __init__(self, planning: Planning) -> None:
        self.by_ref: dict[str, set[Mention]] = {}
        self.by_title: dict[str, set[Mention]] = {}
        for ref, kpi in planning.kpis.items():
            self._add(ref, kpi.title, Mention("kpi", kpi.uid))
        for ref, work in planning.focus_areas.items():
            self._add(ref, work.title, Mention("focus", work.uid))

    def _add(self, ref: str, title: str, mention: Mention) -> None:
        self.by_ref.setdefault(ref, set()).add(mention)
        self.by_title.setdefault(same_name_key(title), set()).add(mention)

    def meant_by(self, name: str) -> Mention | None:
        found = self.by_ref.get(name) or self.by_title.get(same_name_key(name)) or set()
        return next(iter(found)) if len(found) == 1 else None


def _remarks(body: str) -> tuple[str, ...]:
    gone = [f"The story names “{name}”, which is not known here." for name in unresolved(body)]
    if not mentions(body):
        gone.append("The story names no measure and no work: write them as @[reference].")
    return tuple(gone)


def _tell(planning: Planning, row: ObjectiveRow, body: str) -> FieldChange | None:
    goal = planning.objectives[row.ref]
    story = planning.here.stories.get(goal.pk) if goal.pk else None
    if story and story.body == body:
        return None
    first = row.story_version or 1
    planning.work.tellings.append(Telling(goal, story, body, first))
    before = shortened(story.body, SHOWN) if story else NOTHING
    return FieldChange("Story", before, shortened(body, SHOWN))


def _show(
    planning: Planning, remarks: dict[int, tuple[str, ...]], changes: dict[int, FieldChange]
) -> None:
    """Say on the rows of the objectives what happens to their stories."""
    sheet = planning.sheets.get("objectives")
    if sheet is None:
        return
    for place, row in enumerate(sheet.rows):
        at = row.row or 0
        if at in remarks:
            change = changes.get(at)
            was_same = row.outcome is Outcome.SAME
            is_shown = change is not None and row.outcome is not Outcome.CREATE
            sheet.rows[place] = PlannedRow(
                row.row,
                row.title,
                Outcome.CHANGE if change and was_same else row.outcome,
                (*row.changes, change) if change and is_shown else row.changes,
                (*row.remarks, *remarks[at]),
            )
