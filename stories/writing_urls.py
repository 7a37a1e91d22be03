"""Addresses of the forms about lines, stories and agreement; `stories.urls` takes them in."""

from typing import Any

from django.urls import URLPattern, path

from stories.views import (
    adding,
    agreeing,
    changing,
    clearing,
    drafting,
    judging,
    linking,
    ordering,
    telling,
    versions,
)
from stories.views.kinds import FOCUS_AREA, FOCUS_LINK, KPI, KPI_LINK, OBJECTIVE, Kind


def both(kind: "Kind[Any]", root: str) -> list[URLPattern]:
    """Return where a sort of thing is changed and where it is deleted."""
    return [
        path(f"{root}/<int:pk>/edit/", changing.edit, {"kind": kind}, name=f"{kind.name}-edit"),
        path(
            f"{root}/<int:pk>/delete/", changing.delete, {"kind": kind}, name=f"{kind.name}-delete"
        ),
    ]


writing_patterns = [
    *both(OBJECTIVE, "objectives"),
    *both(FOCUS_AREA, "focus-areas"),
    *both(FOCUS_LINK, "focus-links"),
    *both(KPI, "kpis"),
    *both(KPI_LINK, "kpi-links"),
    path("objectives/<int:pk>/work/add/", adding.focus_area_add, name="focus-area-add"),
    path(
        "objectives/<int:pk>/work/suggestions/",
        adding.focus_area_suggest,
        name="focus-area-suggest",
    ),
    path("objectives/<int:pk>/outcome/add/", adding.outcome_add, name="outcome-add"),
    path(
        "objectives/<int:pk>/outcome/suggestions/", adding.outcome_suggest, name="outcome-suggest"
    ),
    path("focus-areas/<int:pk>/kpis/add/", adding.kpi_add, name="kpi-add"),
    path("focus-areas/<int:pk>/kpis/suggestions/", adding.kpi_suggest, name="kpi-suggest"),
    path("focus-links/<int:pk>/move/", ordering.focus_link_move, name="focus-link-move"),
    path("kpi-links/<int:pk>/move/", ordering.kpi_link_move, name="kpi-link-move"),
    path("kpis/new/", linking.kpi_new, name="kpi-new"),
    path("kpis/<int:pk>/lines/new/", linking.kpi_link_new, name="kpi-link-new"),
    path("kpis/<int:pk>/retire/", clearing.kpi_retire, name="kpi-retire"),
    path("kpis/<int:pk>/take-up/", clearing.kpi_take_up, name="kpi-take-up"),
    path(
        "objectives/<int:pk>/best-line/", clearing.objective_best_line, name="objective-best-line"
    ),
    path("kpi-links/<int:pk>/judge/", judging.link_judge_kpi, name="link-judge-kpi"),
    path("focus-links/<int:pk>/judge/", judging.link_judge_focus, name="link-judge-focus"),
    path("objectives/<int:pk>/story/edit/", telling.story_edit, name="story-edit"),
    path("objectives/<int:pk>/story/draft/", drafting.story_draft_keep, name="story-draft-keep"),
    path(
        "objectives/<int:pk>/story/draft/discard/",
        drafting.story_draft_discard,
        name="story-draft-discard",
    ),
    path("objectives/<int:pk>/story/look/", drafting.story_look, name="story-look"),
    path("objectives/<int:pk>/story/mentions/", drafting.story_mentions, name="story-mentions"),
    path("objectives/<int:pk>/story/history/", versions.story_history, name="story-history"),
    path("objectives/<int:pk>/story/agree/", agreeing.story_agree, name="story-agree"),
    path("objectives/<int:pk>/story/refuse/", agreeing.story_refuse, name="story-refuse"),
    path("kpis/<int:pk>/exemption/new/", judging.exemption_new, name="exemption-new"),
    path(
        "focus-areas/<int:pk>/exemption/new/",
        judging.focus_area_exemption_new,
        name="focus-area-exemption-new",
    ),
    path(
        "objectives/<int:pk>/exemption/new/",
        judging.objective_exemption_new,
        name="objective-exemption-new",
    ),
    path("exemptions/<int:pk>/end/", judging.exemption_end, name="exemption-end"),
    path("not-a-blank/", telling.not_a_blank, name="not-a-blank"),
]
