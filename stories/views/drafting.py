"""What the story editor asks while somebody writes: drafts, names and a look at the text."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PageRequest
from alignment.lib.errors import DomainError
from stories.access import objective_to_tell
from stories.models import LONGEST_STORY
from stories.pages.drafting import kept_words
from stories.pages.looking_over import telling
from stories.pages.mentioning import choices
from stories.services import discard_draft, keep_draft

PLAIN = "text/plain; charset=utf-8"
NOTHING_SENT = "Nothing was sent: send the text of the story."


@require_POST
def story_draft_keep(request: PageRequest, pk: int) -> HttpResponse:
    """Keep what was typed so far; answer when, in words."""
    objective = objective_to_tell(request.user, pk)
    body, version = request.POST.get("body"), request.POST.get("version", "")
    if body is None:
        return HttpResponse(NOTHING_SENT, content_type=PLAIN, status=422)
    seen = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
    try:
        draft = keep_draft(
            objective=objective, body=body, version=seen, by=request.user, at=timezone.now()
        )
    except DomainError as refusal:
        return HttpResponse(refusal.sentence, content_type=PLAIN, status=422)
    return HttpResponse(kept_words(draft.kept_at), content_type=PLAIN)


@require_POST
def story_draft_discard(request: PageRequest, pk: int) -> HttpResponse:
    """Throw away what was typed and not saved, and go on with the story as it is."""
    objective = objective_to_tell(request.user, pk)
    if discard_draft(objective=objective, by=request.user):
        messages.success(request, "The draft is thrown away. This is the story as it is saved.")
    return redirect("stories:story-edit", pk)


@require_POST
def story_look(request: PageRequest, pk: int) -> HttpResponse:
    """Answer what a reader of a text would miss or stumble over; store nothing."""
    objective = objective_to_tell(request.user, pk)
    body = request.POST.get("body")
    if body is None:
        return HttpResponse(NOTHING_SENT, content_type=PLAIN, status=422)
    found = telling(objective, request.user, body[: LONGEST_STORY + 1])
    return render(request, "stories/_telling.html", {"telling": found, "objective": objective})


@require_safe
def story_mentions(request: PageRequest, pk: int) -> HttpResponse:
    """Answer what may be meant after an @."""
    objective = objective_to_tell(request.user, pk)
    found = choices(objective, request.user, request.GET.get("q", ""))
    return render(request, "stories/_mentions.html", {"choices": found})
