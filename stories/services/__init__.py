"""The only writers of KPI links, stories, agreements, judgements and exemptions."""

from stories.services.agreement import agree, carrying_over, judge_line
from stories.services.exemptions import end_exemption, exempt
from stories.services.links import edit_kpi_link, link_kpi, unlink_kpi
from stories.services.stories import say_not_a_blank, write_story

__all__ = [
    "agree",
    "carrying_over",
    "edit_kpi_link",
    "end_exemption",
    "exempt",
    "judge_line",
    "link_kpi",
    "say_not_a_blank",
    "unlink_kpi",
    "write_story",
]
