"""What a story said at each time, what changed between two, and an earlier one put back."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from accounts.access import PageRequest, may
from accounts.roles import Action
from alignment.lib.form_pages import FormPage, Saved, served, way_back
from objectives.access import objective_to_view
from stories.access import objective_to_tell, story_of, version_to_view
from stories.forms import RestoreForm
from stories.pages.remedies import page_of
from stories.pages.versions import versions_page
from stories.services import write_story


def story_history(request: PageRequest, pk: int) -> HttpResponse:
    """Show what a story said at each time; put an earlier one in its place again."""
    user = request.user
    door = objective_to_view if request.method in {"GET", "HEAD"} else objective_to_tell
    objective = door(user, pk)
    story = story_of(user, objective)
    if story is None:
        raise Http404
    asked = request.POST.get("number") or request.GET.get("version") or str(story.version)
    shown = version_to_view(story, asked)
    form = RestoreForm.asked(request, initial={"number": shown.number, "version": story.version})
    page = FormPage(
        title="What the story said",
        kicker=str(objective),
        submit=f"Put version {shown.number} in place again",
        cancel=way_back(request, page_of("objective", pk)),
        section="objectives",
    )

    def save() -> Saved:
        body = version_to_view(story, str(form.cleaned_data["number"])).body
        write_story(objective=objective, body=body, version=form.seen, by=user, at=timezone.now())
        said = f"The story says what version {shown.number} said."
        return Saved(said, page_of("objective", pk))

    return served(
        request,
        form,
        page,
        save,
        template="stories/story_history.html",
        history=versions_page(story, shown, request.GET, user),
        may_restore=shown.number != story.version and may(user, Action.EDIT_STORY),
    )
