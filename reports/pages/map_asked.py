"""What is asked of the map: narrowed to what, which branches are open, what is looked at."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django import forms
from django.http import QueryDict

from alignment.lib.menus import MenuField
from objectives.models import Objective
from stories.pages.filters import KPI_VERDICTS, Chip, ListFilter, chips_of, people, teams
from stories.pages.paging import LARGEST_ID, id_in, without
from stories.pages.parts import Link

KINDS: dict[str, Literal["objective", "focus", "kpi"]] = {
    "goal": "objective",
    "work": "focus",
    "kpi": "kpi",
}
LOOSE = 0  # stands in the address for the branch of what leads to no goal
MOST_OPEN = 40
ZOOMS = (50, 75, 100, 150, 200)
PLAIN = 100
_FOCUS = re.compile(r"(goal|work|kpi)-([0-9]{1,19})", re.ASCII)


class MapFilter(ListFilter):
    """Words, the verdict on the line, the value driver, the team, the owner, and a branch."""

    verdict = forms.ChoiceField(required=False, label="Line", choices=[("", "Any"), *KPI_VERDICTS])
    driver = forms.ChoiceField(
        required=False,
        label="Value driver",
        choices=[("", "Any"), *Objective.ValueDriver.choices],
    )
    team = MenuField(required=False)
    owner = MenuField(required=False, label="KPI owner")
    objective = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict) -> None:
        """Offer the teams and people there are. Two queries."""
        super().__init__(data)
        self.fields["q"].label = "Search the map"
        self.offer("team", "Any team", teams())
        self.offer("owner", "Anybody", people())

    def seeks_things(self) -> bool:
        """Say whether single things are looked for, not whole branches."""
        return any(self.asked(name) for name in ("q", "verdict", "team", "owner"))


@dataclass(frozen=True, slots=True)
class Focus:
    """The thing that is looked at."""

    kind: Literal["objective", "focus", "kpi"]
    pk: int
    key: str


@dataclass(frozen=True, slots=True)
class MapAsked:
    """All that an address asks of the map."""

    query: QueryDict
    form: MapFilter
    opened: frozenset[int]
    focus: Focus | None
    zoom: int
    as_sheet: bool

    def opening(self, pk: int, opened: Iterable[int]) -> str:
        """Return the address with a branch opened, or closed where it is open."""
        kept = set(opened) ^ {pk}
        return self._placed(open=",".join(map(str, sorted(kept)))) + f"#goal-{pk}"

    def looking_at(self, key: str) -> str:
        """Return the address with a thing looked at; without a key, with none."""
        return self._placed(focus=key) + (f"#{key}" if key else "")

    def zoomed(self, zoom: int) -> str:
        """Return the address at another size."""
        return self._placed(zoom="" if zoom == PLAIN else zoom)

    def other_form(self) -> Link:
        """Return the way from the table to the sheet and back, on a screen too narrow for both."""
        if self.as_sheet:
            return Link("Show it as a table", self._placed(**{"as": ""}))
        return Link("Show the drawn map", self._placed(**{"as": "sheet"}))

    def _placed(self, **more: object) -> str:
        place = {name: self.query[name] for name in ("after", "before") if name in self.query}
        return without(self.query, *more, **{**more, **place})

    def chips(self, above: str) -> tuple[Chip, ...]:
        """Return a chip for each filter in use; `above` names the branch."""
        return chips_of(self.form, self.query, objective=above)


def map_asked(query: QueryDict) -> MapAsked:
    """Return what an address asks; what makes no sense is not asked. Two queries."""
    texts = [text for given in query.getlist("open") for text in given.split(",")]
    opened = [pk for text in texts if (pk := id_in(text)) is not None]
    zoom = id_in(query.get("zoom", "")) or PLAIN
    return MapAsked(
        query=query,
        form=MapFilter(query),
        opened=frozenset(opened[:MOST_OPEN]),
        focus=_focus(query.get("focus", "")),
        zoom=zoom if zoom in ZOOMS else PLAIN,
        as_sheet=query.get("as") == "sheet",
    )


def _focus(text: str) -> Focus | None:
    found = _FOCUS.fullmatch(text)
    pk = id_in(found[2]) if found else None
    if found is None or pk is None:
        return None
    return Focus(KINDS[found[1]], pk, f"{found[1]}-{pk}")
