"""Lines, stories and what was said of them in Django's admin: history, to look at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator

from accounts.admin import WrittenAdmin
from accounts.models import User
from alignment.lib.administration import RecordAdmin
from stories.models import (
    Agreement,
    Exemption,
    JargonWord,
    Judgement,
    KpiLink,
    NotABlank,
    StoryVersion,
    VerdictChange,
)
from stories.services import edit_jargon, list_jargon, unlist_jargon

OBJECTIVE, KPI, WORK = "stories:objective-page", "stories:kpi-page", "stories:focus-area-page"


@admin.register(KpiLink)
class KpiLinkAdmin(RecordAdmin):
    """Which measure measures which work."""

    list_display = ("kpi", "focus_area", "missing_ref", "because")
    list_select_related = ("kpi", "focus_area")
    search_fields = ("kpi__title", "focus_area__title", "missing_ref")
    ordering = ("-pk",)

    def page_of(self, obj: Any) -> tuple[str, int]:
        """Return the page of the measure."""
        return KPI, obj.kpi_id


@admin.register(StoryVersion)
class StoryVersionAdmin(RecordAdmin):
    """What stories said at each time."""

    list_display = ("goal", "number", "written_at", "written_by", "beginning")
    list_select_related = ("story__objective", "written_by")
    list_filter = ("written_at",)
    search_fields = ("story__objective__title", "body")
    ordering = ("-pk",)

    @admin.display(description="goal")
    def goal(self, obj: StoryVersion) -> str:
        """Return the goal that the story is of."""
        return str(obj.story.objective)

    @admin.display(description="beginning")
    def beginning(self, obj: StoryVersion) -> str:
        """Return how the story begins."""
        return Truncator(obj.body).chars(80)

    def page_of(self, obj: Any) -> tuple[str, int]:
        """Return the page of the goal."""
        return OBJECTIVE, obj.story.objective_id


@admin.register(Agreement)
class AgreementAdmin(RecordAdmin):
    """Who agreed to which story, for which side."""

    list_display = ("goal", "side", "story_version", "given_by", "given_at")
    list_filter = ("side", "given_at")
    list_select_related = ("story__objective", "given_by")
    search_fields = ("story__objective__title", "given_by__name")
    ordering = ("-pk",)

    @admin.display(description="goal")
    def goal(self, obj: Agreement) -> str:
        """Return the goal that the story is of."""
        return str(obj.story.objective)

    def page_of(self, obj: Any) -> tuple[str, int]:
        """Return the page of the goal."""
        return OBJECTIVE, obj.story.objective_id


@admin.register(Judgement)
class JudgementAdmin(RecordAdmin):
    """Each side's word on each line."""

    list_display = ("line", "side", "word", "origin", "given_by", "given_at", "note")
    list_filter = ("side", "word", "origin", "given_at")
    list_select_related = (
        *("given_by", "kpi_link__kpi", "kpi_link__focus_area"),
        *("focus_link__focus_area", "focus_link__objective"),
    )
    search_fields = ("given_by__name", "note")
    ordering = ("-pk",)

    @admin.display(description="line")
    def line(self, obj: Judgement) -> str:
        """Return both ends of the line."""
        if obj.kpi_link:
            return f"{obj.kpi_link.kpi} → {obj.kpi_link.focus_area or obj.kpi_link.missing_ref}"
        link = obj.focus_link
        return f"{link.focus_area} → {link.objective or link.missing_ref}" if link else ""


@admin.register(Exemption)
class ExemptionAdmin(RecordAdmin):
    """What is accepted for a time."""

    list_display = ("thing", "code", "approver", "granted_on", "expires_on", "ended_on")
    list_filter = ("code", "expires_on")
    list_select_related = ("kpi", "focus_area", "objective", "approver")
    search_fields = ("kpi__title", "focus_area__title", "objective__title", "reason")
    ordering = ("-pk",)

    @admin.display(description="what")
    def thing(self, obj: Exemption) -> str:
        """Return what is exempt."""
        return str(obj.kpi or obj.focus_area or obj.objective)

    def page_of(self, obj: Any) -> tuple[str, int]:
        """Return the page of what is exempt."""
        if obj.kpi_id:
            return KPI, obj.kpi_id
        return (WORK, obj.focus_area_id) if obj.focus_area_id else (OBJECTIVE, obj.objective_id)


@admin.register(NotABlank)
class NotABlankAdmin(RecordAdmin):
    """Texts that look like blanks and are none."""

    list_display = ("text", "said_by", "said_at")
    list_select_related = ("said_by",)
    search_fields = ("text", "said_by__name")
    ordering = ("-pk",)


@admin.register(JargonWord)
class JargonWordAdmin(WrittenAdmin):
    """Words that a board member would stumble over, and what to say instead."""

    list_display = ("words", "plainly")
    search_fields = ("words", "plainly")
    ordering = ("words", "pk")
    fields = ("words", "plainly")

    def save_model(
        self,
        request: HttpRequest,
        obj: Any,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """List or change the word by its service."""
        by, at, said = request.user, timezone.now(), form.cleaned_data
        assert isinstance(by, User)  # noqa: S101 - the admin lets nobody else in
        words, plainly = said["words"], said["plainly"]
        if change:
            word = JargonWord.objects.get(pk=obj.pk)
            edit_jargon(word=word, words=words, plainly=plainly, by=by, at=at)
        else:
            made = list_jargon(words=words, plainly=plainly, by=by, at=at)
            obj.pk, obj._state.adding = made.pk, False  # noqa: SLF001

    def delete_model(self, request: HttpRequest, obj: JargonWord) -> None:
        """Take the word off the list by its service."""
        assert isinstance(request.user, User)  # noqa: S101 - the admin lets nobody else in
        unlist_jargon(word=obj, by=request.user, at=timezone.now())


@admin.register(VerdictChange)
class VerdictChangeAdmin(RecordAdmin):
    """How verdicts changed."""

    list_display = ("at", "kpi", "before", "after", "audience")
    list_filter = ("after", "before", "at")
    list_select_related = ("kpi",)
    search_fields = ("kpi__title",)
    ordering = ("-pk",)

    def page_of(self, obj: Any) -> tuple[str, int]:
        """Return the page of the measure."""
        return KPI, obj.kpi_id
