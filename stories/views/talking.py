"""Forms to say something of a thing, to answer, to change one's words and to settle a matter."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PageRequest, require
from accounts.roles import Action
from accounts.sending import once
from alignment.lib.form_pages import DeletionForm, FormPage, Saved, served, way_back
from kpis.access import kpi_to_view
from objectives.access import focus_area_to_view, objective_to_view
from stories.access import comment_to_answer, comment_to_edit, comment_to_remove
from stories.models import Comment
from stories.pages.naming_people import people_like
from stories.pages.talking import (
    Thing,
    crumbs_of,
    page_of_thing,
    people_here,
    people_href,
    section_of,
    talk_of,
    thread_of,
    written_comment,
)
from stories.services import answer, edit_comment, remove_comment, say, settle_comment
from stories.talk_forms import CommentForm


def objective_talk(request: PageRequest, pk: int) -> HttpResponse:
    """Show what is said of a goal, and say something."""
    return _talk(request, objective_to_view(request.user, pk))


def focus_area_talk(request: PageRequest, pk: int) -> HttpResponse:
    """Show what is said of a focus area, and say something."""
    return _talk(request, focus_area_to_view(request.user, pk))


def kpi_talk(request: PageRequest, pk: int) -> HttpResponse:
    """Show what is said of a KPI, and say something."""
    return _talk(request, kpi_to_view(request.user, pk))


@require_safe
def objective_people(request: PageRequest, pk: int) -> HttpResponse:
    """Answer who may be meant after an @ in what is said of a goal."""
    return _people(request, objective_to_view(request.user, pk))


@require_safe
def focus_area_people(request: PageRequest, pk: int) -> HttpResponse:
    """Answer who may be meant after an @ in what is said of a focus area."""
    return _people(request, focus_area_to_view(request.user, pk))


@require_safe
def kpi_people(request: PageRequest, pk: int) -> HttpResponse:
    """Answer who may be meant after an @ in what is said of a KPI."""
    return _people(request, kpi_to_view(request.user, pk))


def _people(request: PageRequest, thing: Thing) -> HttpResponse:
    require(request.user, Action.COMMENT)
    found = people_like(request.user, thing, request.GET.get("q", ""))
    return render(request, "stories/_mentions.html", {"choices": found})


def _talk(request: PageRequest, thing: Thing) -> HttpResponse:
    user, start = request.user, {"quote": request.GET.get("quote", "")}
    form = CommentForm.asked(request, names=people_href(thing), thing=thing, initial=start)
    talk = talk_of(user, thing, request.GET)
    page = _page(thing, "What people say of it", "Say it", request)

    def save() -> Saved:
        said = form.cleaned_data
        row = say(
            thing=thing,
            body=said["body"],
            quote=said.get("quote", ""),
            by=user,
            at=timezone.now(),
        )
        return Saved("Your words stand there now.", _place_of(row))

    return served(
        request,
        form,
        page,
        once(request, form, save),
        template="stories/talk.html",
        talk=talk,
        people=talk.people,
        crumbs=crumbs_of(thing),
    )


def comment_answer(request: PageRequest, pk: int) -> HttpResponse:
    """Show a comment with all its answers, and answer it."""
    comment = comment_to_answer(request.user, pk)
    form = CommentForm.asked(request, names=people_href(comment.thing))
    page = _page(comment.thing, "Answer", "Answer", request)

    def save() -> Saved:
        row = answer(
            comment=comment, body=form.cleaned_data["body"], by=request.user, at=timezone.now()
        )
        return Saved("Your answer stands there now.", _place_of(row))

    return served(
        request,
        form,
        page,
        once(request, form, save),
        template="stories/talk_thread.html",
        thread=thread_of(request.user, comment),
        people=people_here(request.user, comment.thing, [comment]),
        crumbs=crumbs_of(comment.thing),
    )


def comment_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Say something in other words."""
    comment = comment_to_edit(request.user, pk)
    known = {"body": written_comment(comment), "version": comment.version}
    form = CommentForm.asked(request, names=people_href(comment.thing), initial=known)
    page = _page(comment.thing, "Change your words", "Save", request)

    def save() -> Saved:
        edit_comment(
            comment=comment,
            body=form.cleaned_data["body"],
            version=form.seen,
            by=request.user,
            at=timezone.now(),
        )
        return Saved("Your words are changed.", _place_of(comment))

    def fresh() -> CommentForm:
        now = comment_to_edit(request.user, pk)
        return CommentForm(initial={"body": written_comment(now), "version": now.version})

    return served(
        request,
        form,
        page,
        save,
        fresh=fresh,
        template="stories/comment.html",
        people=people_here(request.user, comment.thing),
    )


def comment_remove(request: PageRequest, pk: int) -> HttpResponse:
    """Take a comment back."""
    comment = comment_to_remove(request.user, pk)
    form = DeletionForm.asked(request)
    page = FormPage(
        title="Remove this comment?",
        kicker=str(comment.thing),
        lede="Nobody will read it any more. Answers to it stay.",
        submit="Remove it",
        cancel=way_back(request, page_of_thing(comment.thing, "talk")),
        section=section_of(comment.thing),
        danger=True,
    )

    def save() -> Saved:
        remove_comment(comment=comment, by=request.user, at=timezone.now())
        return Saved("The comment is removed.", page_of_thing(comment.thing, "talk"))

    return served(request, form, page, save)


@require_POST
def comment_settle(request: PageRequest, pk: int) -> HttpResponse:
    """Say that a matter is dealt with, or that it is not after all."""
    comment = comment_to_answer(request.user, pk)
    is_settled = request.POST.get("state") != "open"
    settle_comment(comment=comment, is_settled=is_settled, by=request.user, at=timezone.now())
    return HttpResponseRedirect(way_back(request, _place_of(comment)))


def _page(thing: Thing, title: str, submit: str, request: PageRequest) -> FormPage:
    return FormPage(
        title=title,
        kicker=str(thing),
        submit=submit,
        cancel=way_back(request, page_of_thing(thing, "talk")),
        section=section_of(thing),
    )


def _place_of(row: Comment) -> str:
    return page_of_thing(row.thing, f"comment-{row.answers_id or row.pk}")
