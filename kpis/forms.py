"""Forms about measures and their values: they check shape, services check meaning."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Self

from django import forms
from django.http import HttpRequest

from accounts.forms import people_to_choose
from accounts.models import Team, User
from alignment.lib.fields import Day, Figure, Pick, Prose, Words, offer, or_blank, written
from alignment.lib.form_pages import Group, WritingForm, stored_facts
from alignment.lib.numbers import show_amount
from kpis.access import teams_to_choose
from kpis.models import PLACES, Kpi
from kpis.pace_lines import HOW
from kpis.step_lines import STEPS_HELP, read_steps, written_steps
from kpis.value_forms import a_figure
from kpis.wording import Suggestion, suggest_for
from objectives.access import objectives_to_view
from objectives.forms import Currency, an_amount
from objectives.models import LONGEST_REF, LONGEST_TEXT, LONGEST_TITLE, Objective

PERSON = ("name", "job_title")
# The group of fields that a sort of aim needs.
SORTS = {
    Kpi.Kind.CHANGE.value: "Change by a share or by points",
    Kpi.Kind.HOLD.value: "Hold within bounds",
    Kpi.Kind.MILESTONE.value: "Steps",
}


# What is asked of an aim on its own, by its sort.
AIMS = {
    Kpi.Kind.CHANGE.value: ("unit", "baseline", ("change", "change_by")),
    Kpi.Kind.HOLD.value: ("unit", ("low", "high")),
    Kpi.Kind.MILESTONE.value: ("steps",),
}
REACH = ("unit", ("baseline", "target"))


class StepsField(Prose):
    """Steps as lines of text, read when the whole form is: the text stays, to be shown again."""

    def __init__(self, **options: Any) -> None:
        """Take as much text as steps may have."""
        super().__init__(max_length=LONGEST_TEXT, required=False, **options)


class KpiForm(WritingForm):
    """A measure: what it is for, what is counted, where it stands and where it should be."""

    GROUPS: ClassVar = (
        Group("What it is for", ("focus_area", "because", "outcome_of", "perspective", "meaning")),
        Group("What is counted", ("title", "definition", ("unit", "decimals", "cadence"))),
        Group(
            "Where it should be",
            (
                *(("kind", "direction"), ("baseline", "baseline_on"), ("target", "due_on")),
                "target_words",
            ),
        ),
        Group("Who answers for it", (("owner", "team"), "status")),
        Group(
            SORTS[Kpi.Kind.CHANGE.value],
            (("change", "change_by"),),
            lede="For “20% less” or “5 points more”",
            folded=True,
        ),
        Group(
            SORTS[Kpi.Kind.HOLD.value],
            (("low", "high"), "strict", ("warn_low", "warn_high")),
            lede="For “at least 99.9%” or “between 60 and 80”",
            folded=True,
        ),
        Group(
            SORTS[Kpi.Kind.MILESTONE.value],
            ("steps",),
            lede="For what is done or not done",
            folded=True,
        ),
        Group(
            "What it costs",
            (("yearly_cost", "currency"),),
            lede="So that it can be said what is spent on measures that lead nowhere",
            folded=True,
        ),
        Group(
            "How it is reckoned and where it comes from",
            (
                *(
                    ("starts_on", "pace"),
                    "pace_points",
                    ("aggregate", "result"),
                    ("on_course_by", "behind_by"),
                    ("weight",),
                    "formula",
                ),
                *(("source", "source_ended_on"), "ref"),
            ),
            lede="What most measures need not say",
            folded=True,
        ),
    )
    PIECES: ClassVar = {
        "words": Group("What is counted", ("title", "definition", "meaning")),
        "status": Group("Where it stands", ("status",)),
    }
    BESIDE: ClassVar = {
        "kpis_bounds_are_in_order": "high",
        "kpis_warnings_are_in_order": "warn_high",
        "kpis_decimals_fit": "decimals",
        "kpis_weight_is_not_negative": "weight",
        "kpis_kpi_has_a_title": "title",
        "kpis_cost_has_a_currency": "currency",
        "kpis_cost_is_not_negative": "yearly_cost",
        "kpis_outcome_is_shared_with_the_business": "perspective",
    }

    outcome_of = Pick(
        label="Goal whose success it measures itself",
        required=False,
        empty_label="None: it measures work, not the goal itself",
        help_text="Only for a goal's own measure of success, such as customer retention.",
    )
    perspective = forms.ChoiceField(
        label="Whose measure it is",
        choices=Kpi.Perspective.choices,
        help_text="A goal's own measure of success is joint or business.",
    )
    meaning = Prose(
        label="What it means for the business",
        max_length=LONGEST_TEXT,
        required=False,
        help_text="One sentence that a board member understands.",
    )
    title = Words(label="Name of the measure", max_length=LONGEST_TITLE)
    definition = Prose(label="What is counted, and how", max_length=LONGEST_TEXT, required=False)
    unit = Words(
        label="Unit", max_length=40, required=False, help_text="Such as s, %, hours or releases."
    )
    decimals = forms.IntegerField(
        label="Decimals shown", min_value=0, max_value=PLACES, initial=2, required=False
    )
    cadence = forms.ChoiceField(
        label="How often it is measured", choices=or_blank(Kpi.Cadence.choices), required=False
    )
    kind = forms.ChoiceField(
        label="What sort of aim it is",
        choices=Kpi.Kind.choices,
        help_text="The folded parts below belong to the sorts that need them.",
    )
    direction = forms.ChoiceField(
        label="Which way is good", choices=or_blank(Kpi.Direction.choices), required=False
    )
    baseline = a_figure("Starting point", "The value before the work began, in the unit above.")
    baseline_on = Day(label="Starting point measured on", required=False)
    target = a_figure("Target", "A number in the unit above. Not a number yet? Say it in words.")
    target_words = Words(
        label="Target in words",
        max_length=LONGEST_TITLE,
        required=False,
        help_text="Such as “Reduce by 20% by 30 June 2027”: what can be read for certain is "
        "offered as numbers.",
    )
    due_on = Day(label="To be reached by", required=False)
    owner = Pick(label="Owner", named_by=PERSON, required=False, empty_label="Nobody yet")
    team = Pick(label="Team", named_by=("name",), required=False, empty_label="No team")
    status = forms.ChoiceField(label="Where it stands", choices=Kpi.Status.choices)
    change = a_figure("Change", "20 is that much more, -20 that much less.")
    change_by = forms.ChoiceField(
        label="The change is in",
        choices=or_blank(Kpi.ChangeBy.choices, "Not a change"),
        required=False,
    )
    low = a_figure("Lowest good value")
    high = a_figure("Highest good value")
    strict = forms.BooleanField(label="The bounds themselves are not good any more", required=False)
    warn_low = a_figure("Warn below", "Still good, and near enough to the edge to be behind.")
    warn_high = a_figure("Warn above")
    steps = StepsField(label="Steps", help_text=STEPS_HELP)
    yearly_cost = an_amount("Cost of a year", "Tools, licences and time to measure and keep it.")
    currency = Currency()
    starts_on = Day(label="Pace counts from", required=False)
    pace = forms.ChoiceField(label="Pace", choices=Kpi.Pace.choices)
    pace_points = Prose(
        label="Points of its own pace",
        max_length=LONGEST_TEXT,
        required=False,
        help_text=f"Only for a pace by points of its own, one a line. {HOW}",
    )
    aggregate = forms.ChoiceField(label="Value of a period", choices=Kpi.Aggregate.choices)
    weight = Figure(
        label="Weight in its goal",
        digits=6,
        places=2,
        help_text="1 is usual; 0 leaves it out of the goal's progress.",
    )
    on_course_by = Figure(
        label="On course when behind by no more than",
        digits=4,
        places=2,
        help_text="A share of the whole way; 0 is exactly on the way.",
    )
    behind_by = Figure(
        label="Off course when behind by more than",
        digits=4,
        places=2,
        help_text="A share of the whole way; 0.25 is a quarter.",
    )
    formula = Prose(label="Formula", max_length=LONGEST_TEXT, required=False)
    source = Words(label="Where the values come from", max_length=200, required=False)
    source_ended_on = Day(label="The source stopped on", required=False)
    result = forms.ChoiceField(
        label="How it ended", choices=or_blank(Kpi.Result.choices, "Still open"), required=False
    )
    ref = Words(
        label="Reference",
        max_length=LONGEST_REF,
        required=False,
        help_text="A short name for files, such as KPI-12. Left empty, the next free one is given.",
    )

    START: ClassVar = {
        "kind": Kpi.Kind.REACH.value,
        "perspective": Kpi.Perspective.TECHNICAL.value,
        "status": Kpi.Status.LIVE.value,
        "decimals": 2,
        "pace": Kpi.Pace.LINEAR.value,
        "aggregate": Kpi.Aggregate.LATEST.value,
        "weight": Decimal(1),
        "on_course_by": Decimal(0),
        "behind_by": Decimal("0.25"),
    }

    def __init__(self, *args: Any, by: User, kpi: Kpi | None = None, **options: Any) -> None:
        """Offer only goals, people and teams that this person may choose."""
        options["initial"] = self.START | dict(options.get("initial") or {})
        super().__init__(*args, **options)
        self.kpi = kpi
        offer(self.fields["owner"], people_to_choose(kpi.owner_id if kpi else None))
        offer(self.fields["outcome_of"], objectives_to_view(by).order_by("title", "pk"))
        teams, own = Team.objects.for_choosing(), teams_to_choose(by)
        if own is not None:
            teams = teams.filter(pk__in=own | ({kpi.team_id} if kpi and kpi.team_id else set()))
        offer(self.fields["team"], teams)

    @classmethod
    def known(cls, kpi: Kpi) -> dict[str, object]:
        """Return what is stored, as the form shows it. One query, for the steps."""
        return stored_facts(cls, kpi) | {"steps": written_steps(kpi.steps.all())}

    @classmethod
    def asked(cls, request: HttpRequest, **options: Any) -> Self:
        """Return the form as sent; a suggestion that was taken stands in its fields already."""
        form = super().asked(request, **options)
        if form.data.get("words") == "take":
            own_unit = str(form["unit"].value() or "").strip()
            for name, said in fields_of(form.found).items():
                form.take(name, own_unit if name == "unit" and own_unit else said)
        return form

    def pieces(self) -> Mapping[str, Group]:
        """Return what can be asked on its own; of the aim, what its sort needs."""
        aim = AIMS.get(self.kpi.kind, REACH) if self.kpi else REACH
        return self.PIECES | {"aim": Group("Where it should be", (*aim, ("due_on", "owner")))}

    def needs(self, group: Group) -> bool:
        """Say whether the sort of aim is the one that a folded group belongs to."""
        return SORTS.get(str(self["kind"].value())) == group.title

    @property
    def found(self) -> Suggestion | None:
        """Return what the target's words say for certain, in the unit of the measure."""
        words, unit = self["target_words"].value(), self["unit"].value()
        return suggest_for(str(words or ""), str(unit or ""))

    @property
    def suggestion(self) -> str:
        """Return the words as numbers; empty where nothing is to be asked."""
        figures = ("target", "low", "high", "change")
        if self.piece or any(self[name].value() not in (None, "") for name in figures):
            return ""
        return in_plain_words(self.found) if self.found else ""

    def clean(self) -> dict[str, Any]:
        """Ask once whether words that can be read as numbers are meant so."""
        said = super().clean() or self.cleaned_data
        asked = "words" in self.data or "target_words" not in self.changed_data
        if not asked and self.suggestion:
            self.add_error(
                "target_words",
                f"This can be read as: {self.suggestion}. Take the numbers or keep the words, "
                "with one of the two buttons at the end.",
            )
        return said

    def clean_steps(self) -> str:
        """Refuse lines that are no steps, and keep them as they were typed."""
        text = str(self.cleaned_data["steps"])
        self.said_steps = read_steps(text, self.kpi.steps.all() if self.kpi else ())
        return text

    def clean_decimals(self) -> int:
        """Return how many decimals are shown; two where nothing is said."""
        given = self.cleaned_data["decimals"]
        return 2 if given is None else int(given)

    def facts(self) -> dict[str, Any]:
        """Return what was said of the measure itself, its steps only where others are said."""
        facts = super().facts()
        for name in ("steps", "focus_area", "because"):
            facts.pop(name, None)
        if self.kpi and "steps" in self.changed_data:
            facts["steps"] = self.said_steps
        facts = {name: said for name, said in facts.items() if name != "ref" or said}
        known = facts.get("direction") or (self.kpi.direction if self.kpi else "")
        if not self.piece or known:
            return facts
        return facts | self.way(facts.get("baseline"), facts.get("target"))

    @staticmethod
    def way(start: Decimal | None, aim: Decimal | None) -> dict[str, str]:
        """Return which way is good, where only from where and to where was asked."""
        if start is None or aim is None:
            return {}
        return {"direction": (Kpi.Direction.DOWN if aim < start else Kpi.Direction.UP).value}


def fields_of(found: Suggestion | None) -> dict[str, str]:
    """Return what a suggestion says, as text for the fields of the form."""
    if found is None:
        return {}
    change = found.change_percent
    said = {
        "target": found.target,
        "low": found.low,
        "high": found.high,
        "change": change,
        "direction": found.direction,
        "unit": "" if change is not None else found.unit,
        "due_on": found.due,
        "strict": "on" if found.strict else "",
        "change_by": Kpi.ChangeBy.PERCENT if change is not None else "",
        "kind": _kind(found),
    }
    shown = {name: written(one) if isinstance(one, Decimal) else one for name, one in said.items()}
    return {name: str(one) for name, one in shown.items() if one} | {"target_words": ""}


def _kind(found: Suggestion) -> str:
    if found.change_percent is not None:
        return Kpi.Kind.CHANGE.value
    return Kpi.Kind.HOLD.value if found.low is not None or found.high is not None else ""


def in_plain_words(found: Suggestion) -> str:
    """Return a suggestion as a person reads it: “target 1.92 s, lower is better”."""
    said = []
    if found.change_percent is not None:
        said.append(f"change by {show_amount(found.change_percent, '%')} of the starting point")
    if found.target is not None:
        said.append(f"target {show_amount(found.target, found.unit)}")
    if found.low is not None and found.high is not None:
        said.append(f"between {written(found.low)} and {show_amount(found.high, found.unit)}")
    if found.direction:
        said.append(Kpi.Direction(found.direction).label.lower())
    if found.strict:
        said.append("the bound itself is not good any more")
    if found.due:
        said.append(f"by {found.due:%-d %B %Y}")
    return ", ".join(said)


def outcome_of(objective: Objective | None) -> dict[str, object]:
    """Return what a goal's own measure of success starts from."""
    if objective is None:
        return {}
    return {"outcome_of": objective.pk, "perspective": Kpi.Perspective.JOINT.value}
