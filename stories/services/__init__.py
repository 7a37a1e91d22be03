"""The only writers of KPI links, stories and drafts, agreements, exemptions and jargon."""

from stories.services.agreement import Carried, Thing, agree, carrying_over, judge_line
from stories.services.drafts import discard_draft, keep_draft
from stories.services.exemptions import end_exemption, exempt, note_what_ran_out
from stories.services.jargon import edit_jargon, list_jargon, unlist_jargon
from stories.services.links import edit_kpi_link, link_kpi, move_kpi_link, unlink_kpi
from stories.services.moving import Moved, move_from_focus_area, move_from_objective
from stories.services.refusing import Refusal, refuse_story
from stories.services.reminding import (
    give_back_reminder,
    note_reminder,
    people_to_remind,
    take_reminder,
    unsent_reminders,
)
from stories.services.stories import say_not_a_blank, write_story
from stories.services.talking import answer, edit_comment, remove_comment, say, settle_comment

__all__ = [
    "Carried",
    "Moved",
    "Refusal",
    "Thing",
    "agree",
    "answer",
    "carrying_over",
    "discard_draft",
    "edit_comment",
    "edit_jargon",
    "edit_kpi_link",
    "end_exemption",
    "exempt",
    "give_back_reminder",
    "judge_line",
    "keep_draft",
    "link_kpi",
    "list_jargon",
    "move_from_focus_area",
    "move_from_objective",
    "move_kpi_link",
    "note_reminder",
    "note_what_ran_out",
    "people_to_remind",
    "refuse_story",
    "remove_comment",
    "say",
    "say_not_a_blank",
    "settle_comment",
    "take_reminder",
    "unlink_kpi",
    "unlist_jargon",
    "unsent_reminders",
    "write_story",
]
