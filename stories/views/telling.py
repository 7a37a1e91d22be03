"""Forms to write the story of a goal, to read what it said before, and to agree to it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import PageRequest, require
from accounts.models import User
from accounts.roles import Action
from alignment.lib.form_pages import FormPage, Saved, if_meant, served, way_back
from objectives.models import Objective
from stories.access import draft_of, objective_to_tell, story_of
from stories.forms import NotABlankForm, StoryForm
from stories.impact import impact_of
from stories.models import Story, StoryDraft
from stories.pages import writing
from stories.pages.consequences import Consequences, consequences
from stories.pages.drafting import drafting
from stories.pages.looking_over import telling
from stories.services import discard_draft, say_not_a_blank, write_story

NAMES_NOTHING = (
    "The story names no work and no measure yet, so it tells no line. Write @ and then a name in "
    "square brackets, such as the ones listed beside the text."
)
EDITOR = "stories/story_edit.html"
# What a button is called that sends the story and does not save it.
REHEARSALS = {"look", "insert"}


def story_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Write the story of a goal; look it over, or name something in it, without saving."""
    user, objective = request.user, objective_to_tell(request.user, pk)
    known = _known(objective, request)
    draft = None if request.method == "POST" else draft_of(user, objective)
    taken = draft is not None and request.GET.get("draft") == "use"
    begun = _begun(draft, known, user) if taken else known
    names = reverse("stories:story-mentions", args=[pk])
    form = StoryForm.asked(request, initial=begun, names=names)
    looks_only = bool(request.POST.keys() & REHEARSALS)
    form = form.rehearsed() if looks_only else form
    page = FormPage(
        title="The story",
        kicker=str(objective),
        submit="Save the story",
        cancel=way_back(request, page_of_objective(pk)),
        section="objectives",
    )

    def write() -> Story:
        body, version = form.cleaned_data["body"], form.seen
        return write_story(
            objective=objective, body=body, version=version, by=user, at=timezone.now()
        )

    def weigh() -> Consequences | None:
        return consequences(impact_of(change=write, by=user, today=timezone.localdate()), user)

    def save() -> Saved:
        story = write()
        discard_draft(objective=objective, by=user)
        warnings = (NAMES_NOTHING,) if writing.names_nothing(story) else ()
        return Saved("The story is saved.", page_of_objective(pk), warnings)

    more = {
        "telling": telling(objective, user, str(form["body"].value() or "")),
        "objective": objective,
        "drafting": drafting(objective, draft, known, user, taken=taken),
    }
    if looks_only:
        here = request.get_full_path()
        return render(request, EDITOR, {"page": page, "form": form, "here": here, **more})
    return served(
        request,
        form,
        page,
        if_meant(form, save, weigh),
        fresh=lambda: StoryForm(initial=_known(objective, request)),
        template=EDITOR,
        **more,
    )


def _known(objective: Objective, request: PageRequest) -> dict[str, object]:
    story = story_of(request.user, objective)
    body = writing.written_story(story, objective, request.user)
    return {"body": body, "version": story.version if story else 0}


def _begun(draft: StoryDraft | None, known: dict[str, object], by: User) -> dict[str, object]:
    """Return a draft as the form shows it, with what its writer saw when they began."""
    if draft is None:
        return known
    seen = writing.written_version(draft, by)
    began = StoryForm(initial={"body": seen, "version": draft.version})
    return {"body": draft.body, "version": draft.version, "base": began.seen_so_far()}


def not_a_blank(request: PageRequest) -> HttpResponse:
    """Say that a text which looks like a blank left in is none."""
    require(request.user, Action.EDIT_STORY)
    form = NotABlankForm.asked(request, initial={"text": request.GET.get("text", "")})
    page = FormPage(
        title="Not a blank",
        lede="Some texts look as if something still had to be filled in, and are meant as they "
        "stand. Say so once, and the text is not listed again.",
        submit="It is no blank",
        cancel=way_back(request, "/"),
        section="objectives",
    )

    def save() -> Saved:
        text = form.cleaned_data["text"]
        say_not_a_blank(text=text, by=request.user, at=timezone.now())
        return Saved(f"“{text}” is no blank, wherever it stands.", "/")

    return served(request, form, page, save)


def page_of_objective(pk: int) -> str:
    """Return the address of a goal's page."""
    return reverse("stories:objective-page", args=[pk])
