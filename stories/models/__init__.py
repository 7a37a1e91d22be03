"""The lines from KPIs to goals, the stories that tell them, who agreed, and the verdicts."""

from stories.models.agreeing import (
    SIDES,
    Agreement,
    Exemption,
    ExemptionQuerySet,
    Judgement,
    NotABlank,
    Side,
)
from stories.models.jargon import JargonWord, JargonWordQuerySet
from stories.models.links import KpiLink, KpiLinkQuerySet
from stories.models.reminding import Reminder, ReminderQuerySet
from stories.models.talking import (
    LONGEST_COMMENT,
    LONGEST_QUOTE,
    Comment,
    CommentMail,
    CommentMailQuerySet,
    CommentQuerySet,
)
from stories.models.telling import LONGEST_STORY, Mention, Story, StoryDraft, StoryVersion
from stories.models.verdicts import (
    PUBLIC,
    Audience,
    FocusVerdict,
    FocusVerdictQuerySet,
    KpiVerdict,
    KpiVerdictQuerySet,
    ObjectiveVerdict,
    ObjectiveVerdictQuerySet,
    StoredVerdict,
    Verdict,
    VerdictChange,
    VerdictChangeQuerySet,
)

__all__ = [
    "LONGEST_COMMENT",
    "LONGEST_QUOTE",
    "LONGEST_STORY",
    "PUBLIC",
    "SIDES",
    "Agreement",
    "Audience",
    "Comment",
    "CommentMail",
    "CommentMailQuerySet",
    "CommentQuerySet",
    "Exemption",
    "ExemptionQuerySet",
    "FocusVerdict",
    "FocusVerdictQuerySet",
    "JargonWord",
    "JargonWordQuerySet",
    "Judgement",
    "KpiLink",
    "KpiLinkQuerySet",
    "KpiVerdict",
    "KpiVerdictQuerySet",
    "Mention",
    "NotABlank",
    "ObjectiveVerdict",
    "ObjectiveVerdictQuerySet",
    "Reminder",
    "ReminderQuerySet",
    "Side",
    "StoredVerdict",
    "Story",
    "StoryDraft",
    "StoryVersion",
    "Verdict",
    "VerdictChange",
    "VerdictChangeQuerySet",
]
