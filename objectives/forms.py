"""Forms about goals and the work behind them: they check shape, services check meaning."""

from dataclasses import replace
from typing import Any, ClassVar, Self

from django import forms
from django.http import HttpRequest

from accounts.forms import people_to_choose
from accounts.models import User
from alignment.lib.fields import Day, Figure, Pick, PickMany, Prose, Words, offer, or_blank
from alignment.lib.form_pages import Group, WritingForm, stored_facts
from objectives.access import focus_areas_to_view, objectives_to_view
from objectives.models import (
    LONGEST_REF,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MONEY_DIGITS,
    MONEY_PLACES,
    FocusArea,
    FocusLink,
    Objective,
)

PERSON = ("name", "job_title")
BUSINESS_CASE = Group(
    "The business case",
    (
        *("problem", "proposal", "sourcing"),
        *(("benefit", "benefit_from", "benefit_by"), ("cost", "cost_from", "cost_by")),
        *("currency", "risk"),
    ),
    lede="What it costs, what it brings, what may go wrong",
)


class Currency(Words):
    """The three letters of a currency, in capitals however they are typed."""

    def __init__(self) -> None:
        """Ask for it where there is money only."""
        super().__init__(label="Currency, such as EUR", max_length=3, required=False)

    def to_python(self, value: object) -> str:
        """Return what was typed in capitals."""
        return str(super().to_python(value)).upper()


def an_amount(label: str, help_text: str = "") -> Figure:
    """Return a field for an amount of money; empty is unknown."""
    return Figure(
        label=label,
        digits=MONEY_DIGITS,
        places=MONEY_PLACES,
        required=False,
        help_text=help_text,
    )


class ObjectiveForm(WritingForm):
    """A goal, asked in the order of the business."""

    GROUPS: ClassVar = (
        Group("The goal", ("title", "statement")),
        Group("Why it matters", ("why", "value_driver")),
        Group(
            "Who stands for it",
            (("business_owner", "technology_owner"),),
            lede="Each of the two agrees to the story for their side.",
        ),
        Group("When", (("starts_on", "ends_on"), "status")),
        Group("What it asks of technology", ("expects_technology",)),
        Group("Where it belongs", ("parent", "ref", "confidential", "shared_with")),
        replace(BUSINESS_CASE, folded=True),
    )
    PIECES: ClassVar = {
        "goal": Group("The goal", ("title", "statement")),
        "why": Group("Why it matters", ("why", "value_driver")),
        "owners": Group(
            "Who stands for it",
            (("business_owner", "technology_owner"),),
            lede="Each of the two agrees to the story for their side.",
        ),
        "reason": Group(
            "Why it matters, and who stands for it",
            ("why", "value_driver", ("business_owner", "technology_owner")),
        ),
        "when": Group("When", (("starts_on", "ends_on"), "status")),
        "technology": Group("What it asks of technology", ("expects_technology",)),
        "case": BUSINESS_CASE,
    }
    BESIDE: ClassVar = {
        "circle": "parent",
        "unknown_objective": "parent",
        "objectives_objective_is_not_its_own_parent": "parent",
        "objectives_period_starts_before_it_ends": "ends_on",
        "objectives_money_has_a_currency": "currency",
        "objectives_benefit_starts_before_it_ends": "benefit_by",
        "objectives_cost_starts_before_it_ends": "cost_by",
        "objectives_objective_has_a_title": "title",
    }

    title = Words(
        label="What the business wants",
        max_length=LONGEST_TITLE,
        help_text="In its own words, as you would say it to the board: “Keep 15% more customers”.",
    )
    statement = Prose(
        label="What changes, and for whom",
        max_length=LONGEST_TEXT,
        required=False,
        help_text="One or two sentences that nobody can read in two ways.",
    )
    why = Prose(
        label="Why it matters",
        max_length=LONGEST_TEXT,
        required=False,
        help_text="What happens to the business if it succeeds, and if it does not.",
    )
    value_driver = forms.ChoiceField(
        label="What it drives", choices=or_blank(Objective.ValueDriver.choices), required=False
    )
    business_owner = Pick(
        label="Owner on the business side",
        named_by=PERSON,
        required=False,
        empty_label="Nobody yet",
    )
    technology_owner = Pick(
        label="Owner on the technology side",
        named_by=PERSON,
        required=False,
        empty_label="Nobody yet",
    )
    starts_on = Day(label="Start", required=False)
    ends_on = Day(label="Last day", required=False)
    status = forms.ChoiceField(label="Where it stands", choices=Objective.Status.choices)
    expects_technology = forms.ChoiceField(
        label="Does it need technology?",
        choices=Objective.Expects.choices,
        widget=forms.RadioSelect,
        help_text="A goal that needs none is not counted as one that nobody works for.",
    )
    parent = Pick(
        label="Larger goal that it serves", required=False, empty_label="None: it stands at the top"
    )
    ref = Words(
        label="Reference",
        max_length=LONGEST_REF,
        required=False,
        help_text="A short name for files, such as OBJ-12. Left empty, the next free one is given.",
    )
    confidential = forms.BooleanField(
        label="Confidential",
        required=False,
        help_text="Only its owners, the people below and admins know of it, its story and lines.",
    )
    shared_with = PickMany(
        label="Also known to",
        named_by=PERSON,
        required=False,
        help_text="Matters only while it is confidential. Hold Ctrl to choose several.",
    )
    problem = Prose(label="The problem", max_length=LONGEST_TEXT, required=False)
    proposal = Prose(label="What is proposed", max_length=LONGEST_TEXT, required=False)
    sourcing = forms.ChoiceField(
        label="How it is got",
        choices=or_blank(Objective.Sourcing.choices),
        required=False,
        help_text="Build it oneself, buy it once, or rent it by the month.",
    )
    benefit = an_amount("Expected return")
    benefit_from = Day(label="It comes from", required=False)
    benefit_by = Day(label="It has come by", required=False)
    cost = an_amount("Investment")
    cost_from = Day(label="It is spent from", required=False)
    cost_by = Day(label="It is spent by", required=False)
    currency = Currency()
    risk = Prose(label="What may go wrong", max_length=LONGEST_TEXT, required=False)

    def __init__(
        self, *args: Any, by: User, objective: Objective | None = None, **options: Any
    ) -> None:
        """Offer only what this person may know of; a hidden parent is neither shown nor lost."""
        super().__init__(*args, **options)
        if objective is None and not self.is_bound:
            self.fields["title"].widget.attrs["autofocus"] = True
        owners = (objective.business_owner_id, objective.technology_owner_id) if objective else ()
        offer(self.fields["business_owner"], people_to_choose(*owners))
        offer(self.fields["technology_owner"], people_to_choose(*owners))
        offer(self.fields["shared_with"], people_to_choose(*self.initial.get("shared_with", ())))
        known = objectives_to_view(by).order_by("title", "pk")
        parent = objective.parent_id if objective else None
        self.hidden_parent = parent is not None and not known.filter(pk=parent).exists()
        if self.hidden_parent:
            self.initial["parent"] = None
        offer(self.fields["parent"], known.exclude(pk=objective.pk) if objective else known)

    @classmethod
    def known(cls, objective: Objective) -> dict[str, object]:
        """Return what is stored, as the form shows it."""
        shared = list(objective.shared_with.values_list("pk", flat=True))
        return stored_facts(cls, objective) | {"shared_with": shared}

    def facts(self) -> dict[str, Any]:
        """Return what was said; a parent that this person must not know of stays unsaid."""
        facts = super().facts()
        if "shared_with" in facts:
            facts["shared_with"] = list(facts["shared_with"])
        if self.hidden_parent and facts.get("parent") is None:
            facts.pop("parent", None)
        return _without_empty_ref(facts)


class FocusAreaForm(WritingForm):
    """A technical factor that influences an outcome."""

    GROUPS: ClassVar = (
        Group("Which goal it is for", ("objective", "because")),
        Group("The work", ("title", "rationale", "description")),
        Group("Who and where", (("owner", "status"), "ref")),
    )
    PIECES: ClassVar = {
        "work": Group("The work", ("title", "rationale", "owner")),
        "status": Group("Where it stands", ("status",)),
    }
    BESIDE: ClassVar = {"objectives_focus_area_has_a_title": "title"}

    objective = Pick(label="Goal that it serves", required=False, empty_label="Not known yet")
    because = Prose(
        label="How this work moves the goal",
        max_length=LONGEST_TEXT,
        required=False,
        help_text="“Slow pages and crashes drive people away.”",
    )
    title = Words(
        label="What is worked on",
        max_length=LONGEST_TITLE,
        help_text="A factor that moves an outcome, such as “Website and app performance”.",
    )
    rationale = Prose(label="Why we work on it", max_length=LONGEST_TEXT, required=False)
    description = Prose(label="What it covers", max_length=LONGEST_TEXT, required=False)
    owner = Pick(label="Owner", named_by=PERSON, required=False, empty_label="Nobody yet")
    status = forms.ChoiceField(label="Where it stands", choices=FocusArea.Status.choices)
    ref = Words(
        label="Reference",
        max_length=LONGEST_REF,
        required=False,
        help_text="A short name for files, such as FOC-12. Left empty, the next free one is given.",
    )

    def __init__(
        self, *args: Any, by: User, focus_area: FocusArea | None = None, **options: Any
    ) -> None:
        """Ask for a goal only when the focus area is new: later it may serve several."""
        super().__init__(*args, **options)
        offer(self.fields["owner"], people_to_choose(focus_area.owner_id if focus_area else None))
        if focus_area:
            del self.fields["objective"], self.fields["because"]
        else:
            offer(self.fields["objective"], objectives_to_view(by).order_by("title", "pk"))

    @classmethod
    def known(cls, focus_area: FocusArea) -> dict[str, object]:
        """Return what is stored, as the form shows it."""
        return stored_facts(cls, focus_area)

    def facts(self) -> dict[str, Any]:
        """Return what was said of the focus area itself."""
        facts = super().facts()
        facts.pop("objective", None)
        facts.pop("because", None)
        return _without_empty_ref(facts)


class FocusLinkForm(WritingForm):
    """This work moves this goal, because."""

    GROUPS: ClassVar = (Group("", ("objective", "focus_area", "because")),)
    PIECES: ClassVar = {"because": Group("", ("because",))}
    BESIDE: ClassVar = {
        "objectives_focus_link_is_drawn_once": "objective",
        "objectives_focus_link_points_somewhere": "objective",
        "unknown_objective": "objective",
    }

    objective = Pick(label="Goal that it serves", empty_label="Choose a goal")
    focus_area = Pick(label="Work that serves it", empty_label="Choose a focus area")
    because = Prose(
        label="How this work moves the goal",
        max_length=LONGEST_TEXT,
        required=False,
        help_text="A reason both sides would sign. Without one, the line is listed as unexplained.",
    )

    @classmethod
    def of_work(cls, request: HttpRequest, *, by: User, **options: Any) -> Self:
        """Return the form for work that is known, whose goal is asked."""
        form = cls.asked(request, **options)
        del form.fields["focus_area"]
        offer(form.fields["objective"], objectives_to_view(by).order_by("title", "pk"))
        return form

    @classmethod
    def of_goal(cls, request: HttpRequest, *, by: User, **options: Any) -> Self:
        """Return the form for a goal that is known, whose work is asked."""
        form = cls.asked(request, **options)
        del form.fields["objective"]
        offer(form.fields["focus_area"], focus_areas_to_view(by).active().order_by("title", "pk"))
        return form

    @classmethod
    def known(cls, link: FocusLink) -> dict[str, object]:
        """Return what is stored, as the form shows it."""
        return stored_facts(cls, link)


class FocusLinkEditForm(FocusLinkForm):
    """Why work serves a goal, and which one: for a link that is drawn already."""

    def __init__(self, *args: Any, by: User, link: FocusLink, **options: Any) -> None:  # noqa: ARG002
        """Offer the goals that this person may know of."""
        super().__init__(*args, **options)
        del self.fields["focus_area"]
        offer(self.fields["objective"], objectives_to_view(by).order_by("title", "pk"))


def _without_empty_ref(facts: dict[str, Any]) -> dict[str, Any]:
    """Leave the reference as it is, or to be given, where none was said."""
    return {name: said for name, said in facts.items() if name != "ref" or said}
