"""Forms to agree to the story of a goal for one's side, or to refuse it with a reason."""

from dataclasses import dataclass, field, replace

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.access import PageRequest
from alignment.lib.form_pages import FormPage, Saved, served, way_back
from objectives.models import FocusLink, Objective
from stories.access import kpi_links_to_view, may_agree, objective_to_agree, story_of
from stories.forms import AgreeForm, RefuseForm
from stories.models import KpiLink, Side, Story
from stories.pages import writing
from stories.pages.agreeing import BeforeSigning, before_signing
from stories.pages.lacking import Lacking, lacking
from stories.seals import StorySeals, story_seals
from stories.services import Refusal, agree, refuse_story

TEMPLATE = "stories/story_agree.html"
Link = FocusLink | KpiLink


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody is asked to agree to, and for which sides."""

    objective: Objective
    sides: tuple[Side, ...]
    story: Story | None
    seals: StorySeals | None
    lines: dict[str, Link] = field(default_factory=dict)

    @property
    def seal(self) -> str:
        """Return the seal of the story as it is shown; "" where there is none."""
        return self.seals.fingerprint if self.seals else ""


def _asked(request: PageRequest, pk: int) -> Asked:
    objective = objective_to_agree(request.user, pk)
    sides, story = may_agree(request.user, objective), story_of(request.user, objective)
    if not sides:
        raise PermissionDenied
    seals = _seen(request, story_seals(story)) if story else None
    links = list(seals.links()) if seals else []
    return Asked(
        objective, sides, story, seals, {f"{one._meta.model_name}-{one.pk}": one for one in links}
    )


def _seen(request: PageRequest, seals: StorySeals) -> StorySeals:
    """Return the seals without the lines of measures that this reader must not know of."""
    pks = [link.pk for link in seals.kpi_links]
    known = set(kpi_links_to_view(request.user).filter(pk__in=pks).values_list("pk", flat=True))
    lines = {link: seal for link, seal in seals.kpi_links.items() if link.pk in known}
    return replace(seals, kpi_links=lines)


def story_agree(request: PageRequest, pk: int) -> HttpResponse:
    """Show what one agrees to, and agree for one's side."""
    asked = _asked(request, pk)
    initial = {"seen_seal": asked.seal}
    form = AgreeForm.asked(request, sides=asked.sides, initial=initial)
    page = FormPage(
        title="Agree to the story",
        kicker=str(asked.objective),
        lede="By agreeing you say that the story is true and that each line it names holds.",
        submit="Agree",
        cancel=way_back(request, page_of_objective(pk)),
        section="objectives",
    )

    def save() -> Saved:
        said, by, at = form.cleaned_data, request.user, timezone.now()
        side, seen = said["side"], said["seen_seal"]
        agree(objective=asked.objective, side=side, by=by, at=at, seen=seen)
        return Saved(f"You agreed for {Side(side).label.lower()}.", page_of_objective(pk))

    refusal = _refusal(request, asked, bound=False) if asked.lines else None
    shown = _shown(request, asked)
    return served(request, form, page, save, template=TEMPLATE, refusal=refusal, shown=shown)


def story_refuse(request: PageRequest, pk: int) -> HttpResponse:
    """Refuse the story for one's side, with a reason and the lines that do not hold."""
    asked = _asked(request, pk)
    form = _refusal(request, asked, bound=True)
    page = FormPage(
        title="Refuse the story",
        kicker=str(asked.objective),
        lede="The lines that you refuse count as broken until what they say is changed.",
        submit="Refuse it",
        cancel=reverse("stories:story-agree", args=[pk]),
        section="objectives",
        danger=True,
    )

    def save() -> Saved:
        said = form.cleaned_data
        side, lines = said["side"], [asked.lines[key] for key in said["lines"]]
        refusal = Refusal(side, said["reason"], lines, said["seen_seal"])
        at = timezone.now()
        refused = refuse_story(objective=asked.objective, refusal=refusal, by=request.user, at=at)
        count = "1 line" if len(refused) == 1 else f"{len(refused)} lines"
        message = f"You refused {count} for {Side(side).label.lower()}."
        return Saved(message, page_of_objective(pk))

    return served(request, form, page, save, template=TEMPLATE, shown=_shown(request, asked))


def _refusal(request: PageRequest, asked: Asked, *, bound: bool) -> RefuseForm:
    names = writing.line_names(asked.lines)
    initial = {"seen_seal": asked.seal}
    if bound:
        return RefuseForm.asked(request, sides=asked.sides, lines=names, initial=initial)
    return RefuseForm(sides=asked.sides, lines=names, initial=initial)


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands above the form; the story, its paragraphs and signing belong together."""

    objective: Objective
    lacking: Lacking
    connections: tuple[writing.Connection, ...]
    told: bool = False
    signing: BeforeSigning | None = None
    paragraphs: tuple[object, ...] = ()


def _shown(request: PageRequest, asked: Asked) -> Shown:
    user, story, seals = request.user, asked.story, asked.seals
    here = reverse("stories:story-agree", args=[asked.objective.pk])
    missing = lacking(user, asked.objective, timezone.localdate(), here)
    lines = writing.connections(list(asked.lines.values()))
    if story is None or seals is None:
        return Shown(asked.objective, missing, lines)
    signing = before_signing(user, story, seals, asked.sides)
    paragraphs = writing.paragraphs(story.body, user)
    return Shown(asked.objective, missing, lines, told=True, signing=signing, paragraphs=paragraphs)


def page_of_objective(pk: int) -> str:
    """Return the address of a goal's page."""
    return reverse("stories:objective-page", args=[pk])
