"""What somebody typed of a story and did not save, as it is offered to them again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from alignment.lib.shown import Shown
from objectives.models import Objective
from stories.models import StoryDraft, StoryVersion
from stories.pages.words import moment


@dataclass(frozen=True, slots=True)
class Drafting(Shown):
    """A draft as it is offered: nothing `offered` where there is none or it says the same.

    `now` and `saved` are moments for the script, which keeps what no connection took: the
    server's clock, and when this person last saved the story.
    """

    offered: str
    taken: str
    is_behind: bool
    owner: int
    now: datetime
    saved: datetime | None


def drafting(
    objective: Objective,
    draft: StoryDraft | None,
    known: Mapping[str, object],
    user: User,
    *,
    taken: bool,
) -> Drafting:
    """Return how a draft stands to the story as it is now. One query."""
    differs = draft is not None and draft.body.strip() != str(known["body"]).strip()
    when = _kept(draft.kept_at) if draft and differs else ""
    saved = StoryVersion.objects.filter(written_by=user, story__objective=objective)
    newest = saved.order_by("-written_at").values_list("written_at", flat=True).first()
    return Drafting(
        offered="" if taken else when,
        taken=when if taken else "",
        is_behind=draft is not None and draft.version != known["version"],
        owner=user.pk,
        now=timezone.now(),
        saved=newest,
    )


def kept_words(at: datetime) -> str:
    """Return that a draft was kept, and when."""
    return f"Draft kept {_kept(at)}"


def _kept(at: datetime) -> str:
    """Return the time of day, in the reader's time zone; with the day unless it is today."""
    local = timezone.localtime(at)
    return f"{local:%H:%M}" if local.date() == timezone.localdate() else moment(at)
