"""Forms about lines, stories, agreement and what is accepted for a time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django import forms
from django.contrib.postgres.aggregates import StringAgg
from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Concat
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from alignment.lib.fields import Day, Naming, Pick, Prose, Words, offer
from alignment.lib.form_pages import Group, WritingForm, stored_facts
from kpis.forms import KpiForm
from kpis.models import Kpi
from objectives.access import focus_areas_to_view, objectives_to_view
from objectives.models import LONGEST_TEXT, FocusArea, FocusAreaQuerySet, Objective
from stories.lines.catalogue import CATALOGUE
from stories.models import LONGEST_STORY, Judgement, KpiLink, Side
from stories.suggesting import SuggestedWork

WORK = ("title", "ref", "goals")
LONGEST_NOTE = 1000
LONGEST_BLANK = 600
HALF_A_YEAR = timedelta(days=182)
# What may be excused, by what it is found on; see the catalogue.
FAMILIES = {"kpi": "LMI", "focus_area": "F", "objective": "G"}
RUN = "It keeps things running and rightly serves no goal"


def work_to_choose(by: User, *also: int | None) -> FocusAreaQuerySet:
    """Return work to link to, each with the goals that it serves as far as this person knows."""
    served = Q(focus_links__objective__in=objectives_to_view(by).values("pk"))
    kept = Q(status=FocusArea.Status.ACTIVE) | Q(pk__in=[pk for pk in also if pk is not None])
    title = "focus_links__objective__title"
    goals = StringAgg(title, delimiter=", ", filter=served, order_by=title)
    named = Concat(Value("for "), "served", output_field=TextField())
    return (
        focus_areas_to_view(by)
        .filter(kept)
        .annotate(served=goals)
        .annotate(goals=Case(When(served__gt="", then=named)))
        .order_by("title", "pk")
    )


def work_to_measure(goal: Objective) -> int | None:
    """Return the first piece of live work behind a goal, one that nobody measures if there is."""
    measured = KpiLink.objects.of_current_kpis().filter(focus_area=OuterRef("pk"))
    work = FocusArea.objects.active().behind(goal.pk).annotate(measured=Exists(measured))
    return work.order_by("measured", "title", "pk").values_list("pk", flat=True).first()


class NewKpiForm(KpiForm):
    """A measure that is new: first of all it is asked what it is for."""

    focus_area = Pick(
        label="Work it measures",
        named_by=WORK,
        required=False,
        empty_label="Not known yet",
        help_text="In brackets at the end: the goal that the work is for. “Not known yet” is an "
        "answer: the KPI stays on the list until somebody knows.",
    )
    because = Prose(
        label="How it shows that the work gets on",
        max_length=LONGEST_TEXT,
        required=False,
        help_text="“People leave when a page takes longer than two seconds.”",
    )

    def __init__(self, *args: Any, by: User, goal: Objective | None = None, **options: Any) -> None:
        """Offer work that is under way; for a goal only the work behind it."""
        super().__init__(*args, by=by, **options)
        work = work_to_choose(by)
        offer(self.fields["focus_area"], work if goal is None else work.behind(goal.pk))


class KpiLinkForm(WritingForm):
    """This measure measures this work, because."""

    GROUPS: ClassVar = (Group("", ("focus_area", "because")),)
    PIECES: ClassVar = {"because": Group("", ("because",))}
    BESIDE: ClassVar = {
        "stories_kpi_link_is_drawn_once": "focus_area",
        "stories_kpi_link_points_somewhere": "focus_area",
    }

    focus_area = Pick(
        label="Work it measures",
        named_by=WORK,
        empty_label="Choose a focus area",
        help_text="In brackets at the end: the goal that the work is for.",
    )
    because = Prose(
        label="How it shows that the work gets on",
        max_length=LONGEST_TEXT,
        required=False,
        help_text="A reason both sides would sign. Without one, the line is listed as unexplained.",
    )

    def __init__(self, *args: Any, by: User, link: KpiLink | None = None, **options: Any) -> None:
        """Offer work that is under way, and the one that is linked already."""
        super().__init__(*args, **options)
        offer(self.fields["focus_area"], work_to_choose(by, link.focus_area_id if link else None))

    @classmethod
    def known(cls, link: KpiLink) -> dict[str, object]:
        """Return what is stored, as the form shows it."""
        return stored_facts(cls, link)


class ChosenLinkForm(KpiLinkForm):
    """This measure measures one of the pieces of work that are suggested or were found."""

    def __init__(self, *args: Any, by: User, work: Sequence[SuggestedWork], **options: Any) -> None:
        """Show the work as choices with the goals that it is for; any other may be sent."""
        super().__init__(*args, by=by, **options)
        field = self.fields["focus_area"]
        field.help_text = ""
        field.widget = forms.RadioSelect(choices=[(one.id, choice_of(one)) for one in work])


def choice_of(work: SuggestedWork) -> SafeString:
    """Return work as one reads it before choosing: title, goals, and why it is suggested."""
    goals = ", ".join(f"“{title}”" for title in work.goals)
    return format_html(
        '<span class="choice">{} <span class="small">{}{}</span></span>',
        work.title,
        f"for {goals}" if goals else "serves no goal yet",
        f" · {work.why}" if work.why else "",
    )


class StoryForm(WritingForm):
    """The story of a goal, with what it names as `@[Title]`."""

    GROUPS: ClassVar = (Group("", ("body",)),)

    body = Naming(
        label="How the work moves the goal",
        max_length=LONGEST_STORY,
        widget=forms.Textarea(attrs={"class": "telling", "rows": 16}),
        help_text="Tell it as you would to the board. Name work and measures as @[Title] or "
        "@[reference]; a later change of their names changes the story with them. An empty line "
        "begins a paragraph, *stars* raise a word and **two stars** raise it more.",
    )

    def __init__(self, *args: Any, names: str = "", **options: Any) -> None:
        """Take where the names are listed that the story may name."""
        super().__init__(*args, **options)
        self.names = names
        Naming.listed_at(self.fields["body"], names)

    def rehearsed(self) -> Self:
        """Return the form with what was typed, and what is to be put in, for another look."""
        kept = {name: self.data.get(name, "") for name in self.fields}
        if put_in := self.data.get("insert", ""):
            kept["body"] = f"{kept['body'].rstrip()} {put_in}".lstrip()
        return type(self)(initial=kept, names=self.names)


class RestoreForm(WritingForm):
    """Nothing is asked but that one means it."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ComparisonForm(forms.Form):
    """Which two versions of a story are compared, and how."""

    version = forms.ChoiceField(label="This version")
    other = forms.ChoiceField(label="With this one")
    look = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *, numbers: Collection[int], initial: dict[str, object]) -> None:
        """Offer the versions that there are."""
        super().__init__(initial=initial, auto_id="compare_%s")
        for field in (self.fields["version"], self.fields["other"]):
            if isinstance(field, forms.ChoiceField):
                field.choices = [(number, f"Version {number}") for number in numbers]


class AgreeForm(WritingForm):
    """For which side one agrees, to what was read."""

    GROUPS: ClassVar = (Group("", ("side",)),)

    side = forms.ChoiceField(label="You agree for", widget=forms.RadioSelect)
    seen_seal = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, sides: Collection[Side], **options: Any) -> None:
        """Offer the sides that this person may speak for."""
        super().__init__(*args, **options)
        offer_sides(self.fields["side"], sides)
        self.initial.setdefault("side", next(iter(sides), ""))


class RefuseForm(WritingForm):
    """Why a story is refused, and which of its lines do not hold."""

    GROUPS: ClassVar = (Group("", ("side", "lines", "reason")),)

    side = forms.ChoiceField(label="You speak for", widget=forms.RadioSelect)
    lines = forms.MultipleChoiceField(
        label="Lines that do not hold",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Tick none to refuse them all.",
    )
    reason = Words(
        label="What is not true",
        max_length=LONGEST_NOTE,
        help_text="Whoever wrote it learns what to change, and asks you again.",
    )
    seen_seal = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self, *args: Any, sides: Collection[Side], lines: Mapping[str, str], **options: Any
    ) -> None:
        """Offer the sides that this person may speak for, and the lines by their names."""
        super().__init__(*args, **{**options, "auto_id": "refuse_%s"})
        offer_sides(self.fields["side"], sides)
        self.initial.setdefault("side", next(iter(sides), ""))
        chosen = self.fields["lines"]
        if isinstance(chosen, forms.MultipleChoiceField):
            chosen.choices = list(lines.items())


class JudgeForm(WritingForm):
    """One side's word on one line."""

    GROUPS: ClassVar = (Group("", ("side", "word", "note")),)

    side = forms.ChoiceField(label="You speak for", widget=forms.RadioSelect)
    word = forms.ChoiceField(
        label="Is this line true?",
        choices=[
            (Judgement.Word.VALID, "Yes: it holds as it is written"),
            (Judgement.Word.REFUSED, "No: it does not hold"),
        ],
        widget=forms.RadioSelect,
    )
    note = Words(
        label="Why",
        max_length=LONGEST_NOTE,
        required=False,
        help_text="Needed for a no: who wrote the line learns what to change.",
    )

    def __init__(self, *args: Any, sides: Collection[Side], **options: Any) -> None:
        """Offer the sides that this person may speak for."""
        super().__init__(*args, **options)
        offer_sides(self.fields["side"], sides)
        self.initial.setdefault("side", next(iter(sides), ""))

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a no."""
        said = super().clean() or self.cleaned_data
        if said.get("word") == Judgement.Word.REFUSED and not said.get("note"):
            self.add_error("note", "Say why this line is not true.")
        return said


def offer_sides(field: forms.Field, sides: Collection[Side]) -> None:
    """Let a field choose among sides."""
    if isinstance(field, forms.ChoiceField):
        field.choices = [(side.value, str(side.label)) for side in sides]


class ExemptionForm(WritingForm):
    """A finding that is accepted for a time."""

    GROUPS: ClassVar = (Group("", ("code", "reason", "expires_on")),)
    BESIDE: ClassVar = {
        "not_waivable": "code",
        "stories_exemption_has_a_reason": "reason",
        "stories_exemption_lasts_a_year_at_most": "expires_on",
    }

    code = forms.ChoiceField(label="What is accepted", required=False)
    reason = Prose(
        label="Why it is right for now",
        max_length=LONGEST_TEXT,
        help_text="Shown wherever the finding is left out of the count.",
    )
    expires_on = Day(label="Until", help_text="At most 12 months from today.")

    def __init__(self, *args: Any, family: str, **options: Any) -> None:
        """Offer what may be accepted of this sort of thing."""
        super().__init__(*args, **options)
        code = self.fields["code"]
        if isinstance(code, forms.ChoiceField):
            code.choices = acceptable(family)

    @classmethod
    def start(cls, today: date, code: str) -> dict[str, object]:
        """Return what a fresh form shows."""
        return {"expires_on": today + HALF_A_YEAR, "code": "" if code == "L1" else code}


def acceptable(family: str) -> list[tuple[str, str]]:
    """Return the findings of a sort of thing that may be accepted, by their names."""
    found = [
        (code, rule.name)
        for code, rule in CATALOGUE.items()
        if rule.waivable and code[0] in FAMILIES[family] and code != "L1"
    ]
    return [("", RUN), *found] if family == "kpi" else found


class NotABlankForm(WritingForm):
    """A text that looks like a blank and is none."""

    GROUPS: ClassVar = (Group("", ("text",)),)

    text = Prose(
        label="This text is no blank",
        max_length=LONGEST_BLANK,
        strip=False,
        help_text="Exactly as written, wherever it stands.",
    )

    def clean_text(self) -> str:
        """Refuse a text of nothing but space."""
        text = str(self.cleaned_data["text"])
        if not text.strip():
            raise ValidationError("Say which text is no blank.")
        return text


Excused = Kpi | FocusArea | Objective
