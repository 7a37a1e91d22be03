"""Forms of reviews: planning one, deciding a matter, saying that an action is done."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.models import Team, User, UserQuerySet
from accounts.roles import Role
from alignment.lib.fields import Day, Pick, PickMany, Prose, Words, offer, or_blank
from alignment.lib.form_pages import Group, WritingForm
from kpis.access import kpis_to_view
from kpis.models import Kpi
from objectives.access import objectives_to_view
from objectives.models import LONGEST_TITLE, Objective
from reports.models import LONGEST_WHY, Decision, Review
from reports.reviews.words import words_of_choice
from reports.scopes import Scope
from stories.adding import AddForm
from stories.forms import WORK, work_to_choose
from stories.pages.suggestions import Existing, kpis_named_like

NAMED = ("name", "job_title")
HALF_A_YEAR = timedelta(days=182)
WHO_RUNS = (Role.LEADER, Role.ADMIN)


class ReviewForm(WritingForm):
    """When a review is held, who runs it and who takes part."""

    GROUPS: ClassVar = (
        Group("", ("title", ("day", "schedule"), "chair", "participants")),
        Group(
            "What it looks at",
            (("objective", "driver"), ("team", "owner")),
            lede="Leave all four as they are for the whole company.",
            folded=True,
        ),
    )

    title = Words(label="What it is called", max_length=LONGEST_TITLE)
    day = Day(label="Day")
    schedule = forms.ChoiceField(
        label="How often",
        choices=Review.Schedule.choices,
        help_text="Of a series, the next one is planned when one is closed.",
    )
    chair = Pick(label="Who runs it", named_by=NAMED, empty_label="Choose a leader or an admin")
    participants = PickMany(
        label="Who takes part",
        named_by=NAMED,
        required=False,
        help_text="They are reminded three days before, and get the minutes by mail.",
    )
    objective = Pick(label="A goal and all below it", required=False, empty_label="Every goal")
    driver = forms.ChoiceField(
        label="Goals for",
        choices=or_blank(list(Objective.ValueDriver.choices), "Anything"),
        required=False,
    )
    team = Pick(label="KPIs of a team", named_by=("name",), required=False, empty_label="All teams")
    owner = Pick(
        label="What somebody answers for", named_by=NAMED, required=False, empty_label="Anybody"
    )

    def __init__(self, *args: Any, by: User, is_new: bool, **options: Any) -> None:
        """Offer people, teams and the goals that this person may know of."""
        super().__init__(*args, **options)
        people = User.objects.for_choosing()
        offer(self.fields["chair"], people.filter(role__in=WHO_RUNS))
        offer(self.fields["participants"], people)
        if not is_new:
            for name in ("objective", "driver", "team", "owner"):
                del self.fields[name]
            return
        goals = objectives_to_view(by).active().order_by("rank", "title", "pk")
        offer(self.fields["objective"], goals)
        offer(self.fields["team"], Team.objects.for_choosing())
        offer(self.fields["owner"], people)

    @classmethod
    def known(cls, review: Review) -> dict[str, object]:
        """Return what is stored, as the form shows it."""
        return {
            "version": review.version,
            "title": review.title,
            "day": review.day,
            "schedule": review.schedule,
            "chair": review.chair_id,
            "participants": list(review.participants.values_list("pk", flat=True)),
        }

    def scope(self) -> Scope:
        """Return what the review looks at."""
        said = self.cleaned_data
        ids = {name: row.pk if (row := said.get(name)) else None for name in _PARTS}
        return Scope(
            driver=said.get("driver", ""),
            objective_id=ids["objective"],
            team_id=ids["team"],
            person_id=ids["owner"],
        )

    def facts(self) -> dict[str, Any]:
        """Return what was said of the review, without what it looks at."""
        return {
            name: said for name, said in super().facts().items() if name not in (*_PARTS, "driver")
        }


_PARTS = ("objective", "team", "owner")


def _which(*, several: bool, like: bool) -> str:
    if several:
        return "Several KPIs are called like this: write the reference of the one you mean."
    return f"There is no such KPI: {'choose one of these' if like else 'write its whole name'}."


class MatterForm(WritingForm):
    """A matter of one's own."""

    GROUPS: ClassVar = (
        Group("", ("title", "reason")),
        Group(
            "What it is about",
            ("objective", "kpi"),
            lede="So that what is decided can be done at once. Leave both for anything else.",
        ),
    )

    title = Words(label="What is to be decided", max_length=LONGEST_TITLE)
    reason = Prose(
        label="Why",
        max_length=LONGEST_WHY,
        required=False,
        help_text="Everybody who may read this review reads it; what is about a confidential goal, "
        "only those who may know of that.",
    )
    objective = Pick(label="A goal", required=False, empty_label="None")
    choice = forms.RegexField(r"^\d{1,18}$", required=False)  # one of the KPIs of a like name
    kpi = Words(
        label="Or a KPI",
        max_length=LONGEST_TITLE,
        required=False,
        help_text="Its name, a part of it, or its reference.",
    )

    def __init__(self, *args: Any, by: User, suggest: str, **options: Any) -> None:
        """Offer the goals that this person may know of, and where KPIs are suggested."""
        super().__init__(*args, **options)
        self.by = by
        self.like: tuple[Existing, ...] = ()
        self.fields["kpi"].widget.attrs |= AddForm.LIKE | {"hx-get": suggest}
        goals = objectives_to_view(by).order_by("rank", "title", "pk")
        offer(self.fields["objective"], goals)

    def clean_kpi(self) -> Kpi | None:
        """Return the KPI of that name or reference, or the one chosen of those of a like name."""
        said = self.cleaned_data["kpi"]
        if not said:
            return None
        known = kpis_to_view(self.by)
        found = known.filter(Q(title__iexact=said) | Q(ref__iexact=said))[:2]
        if len(found) == 1:
            return found[0]
        self.like = kpis_named_like(said, self.by)
        chosen = self.cleaned_data.get("choice")
        for one in self.like:
            if str(one.pk) == chosen:
                return known.get(pk=one.pk)
        raise ValidationError(_which(several=bool(found), like=bool(self.like)))

    def clean(self) -> dict[str, Any]:
        """Return what was said, of one thing at most."""
        said = super().clean() or self.cleaned_data
        if said.get("objective") and said.get("kpi"):
            self.add_error("kpi", "A matter is about a goal or a KPI: leave one of them.")
        return said


class DecisionForm(WritingForm):
    """What is decided of a matter, why, and what that needs."""

    GROUPS: ClassVar = (
        Group("", ("choice", "why", "until", "to")),
        Group("Who does what", ("what", ("owner", "due_on"))),
    )

    choice = forms.ChoiceField(label="Decision", widget=forms.RadioSelect)
    why = Prose(
        label="Why",
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stands in the minutes, and where something is accepted or linked.",
    )
    until = Day(
        label="Accepted until",
        required=False,
        help_text="At most 12 months from today.",
    )
    to = Pick(label="Link it to", required=False, empty_label="Not known yet: somebody finds it")
    what = Words(
        label="What somebody is to do",
        max_length=LONGEST_TITLE,
        required=False,
        help_text="Where something is refined, escalated or still to be linked, it is asked of "
        "somebody in any case.",
    )
    owner = Pick(label="Who", named_by=NAMED, required=False, empty_label="Whoever runs the review")
    due_on = Day(label="Until", required=False)

    def __init__(
        self,
        *args: Any,
        by: User,
        thing: str,
        choices: Sequence[Decision.Choice],
        people: UserQuerySet,
        today: date,
        **options: Any,
    ) -> None:
        """Offer what can be decided of this thing, and who may act on it."""
        super().__init__(*args, **options)
        choice = self.fields["choice"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101  # it stands above
        choice.choices = [(one.value, words_of_choice(one, thing)) for one in choices]
        offer(self.fields["owner"], people)
        self.initial.setdefault("until", today + HALF_A_YEAR)
        if Decision.Choice.EXEMPT not in choices:
            del self.fields["until"]
        if Decision.Choice.RELINK not in choices:
            del self.fields["to"]
        elif thing == "kpi":
            self.fields["to"].named_by = WORK  # type: ignore[attr-defined]
            offer(self.fields["to"], work_to_choose(by))
        else:
            goals = objectives_to_view(by).active().order_by("rank", "title", "pk")
            offer(self.fields["to"], goals)


class FinishForm(WritingForm):
    """That an action is done, and what came of it."""

    GROUPS: ClassVar = (Group("", ("note",)),)

    note = Prose(
        label="What came of it",
        max_length=LONGEST_WHY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The next review reads it.",
    )
