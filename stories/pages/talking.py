"""What people say of a thing: comments with their answers, newest first, and where to say more."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from django.http import QueryDict
from django.utils.text import Truncator

from accounts.access import may
from accounts.models import User
from accounts.roles import Action
from alignment.lib.shown import Shown
from kpis.models import Kpi
from objectives.models import FocusArea, Objective
from stories import passages, prose
from stories.addressing import people_in, stretches, to_written
from stories.models import Comment, Story
from stories.naming import names_of_mentions
from stories.pages.paging import id_in
from stories.pages.parts import Link
from stories.pages.remedies import address
from stories.pages.telling import Part
from stories.pages.words import many, moment
from stories.talk_forms import CommentForm

Thing = Objective | FocusArea | Kpi
MOST_THREADS = 20
MOST_ANSWERS = 200
SHOWN_ANSWERS = 5
MOST_NAMES = 6
ALL_ANSWERS = 500
SOMEBODY = "somebody"
NOUNS: dict[type[Thing], tuple[str, str]] = {
    Objective: ("objective", "Objectives"),
    FocusArea: ("focus-area", "Focus areas"),
    Kpi: ("kpi", "KPIs"),
}


@dataclass(frozen=True, slots=True)
class Remark(Shown):
    """A comment or an answer as it is read; what was taken back has no paragraphs."""

    id: int
    initials: str
    who: str
    when: str
    paragraphs: tuple[tuple[Part, ...], ...]
    note: str = ""
    edit_href: str = ""
    remove_href: str = ""


@dataclass(frozen=True, slots=True)
class Thread(Shown):
    """A comment with its answers; `quote` is the passage of the story that it is about."""

    first: Remark
    answers: tuple[Remark, ...]
    quote: str = ""
    quote_note: str = ""
    settled: str = ""
    more: str = ""
    answer_href: str = ""
    settle_href: str = ""


@dataclass(frozen=True, slots=True)
class Talk(Shown):
    """What is said of a thing, and where one says more.

    `people` are those whom one is likely to name, as one types them.
    """

    threads: tuple[Thread, ...]
    href: str
    earlier_href: str
    latest_href: str
    may_say: bool
    people: str = ""
    passage_href: str = ""


class TalkContext(TypedDict):
    """What a template needs to show the talk about a thing."""

    talk: Talk
    talk_form: CommentForm


@dataclass(frozen=True, slots=True)
class _Said:
    """All that is needed to show some comments: answers, names, the story that is quoted."""

    user: User
    back: str
    may_say: bool
    answers: Mapping[int, Sequence[Comment]]
    people: Mapping[int, str]
    body: str
    titles: Mapping[UUID, str]


def talk_href(thing: Thing) -> str:
    """Return the address of the talk about a thing."""
    return address(f"stories:{NOUNS[type(thing)][0]}-talk", thing.pk)


def people_href(thing: Thing) -> str:
    """Return the address that lists who may be named in what is said of a thing."""
    return address(f"stories:{NOUNS[type(thing)][0]}-people", thing.pk)


def owners_of(thing: Thing) -> tuple[User, ...]:
    """Return the people who answer for a thing. A query for each that is not loaded yet."""
    owners = (
        (thing.business_owner, thing.technology_owner)
        if isinstance(thing, Objective)
        else (thing.owner,)
    )
    return tuple(one for one in owners if one)


def page_of_thing(thing: Thing, part: str = "") -> str:
    """Return the address of the page of a thing."""
    return address(f"stories:{NOUNS[type(thing)][0]}-page", thing.pk, part=part)


def section_of(thing: Thing) -> str:
    """Return the part of the topbar to which a thing belongs."""
    return f"{NOUNS[type(thing)][0]}s"


def crumbs_of(thing: Thing) -> tuple[Link, ...]:
    """Return the way down to what is said of a thing."""
    noun, title = NOUNS[type(thing)]
    return (
        Link(title, address(f"stories:{noun}-list")),
        Link(str(thing), page_of_thing(thing)),
    )


def talk_about(user: User, thing: Thing) -> TalkContext:
    """Return what the section of a thing's page shows. Constant queries."""
    form = CommentForm(auto_id="talk_%s", names=people_href(thing))
    return {"talk": talk_of(user, thing), "talk_form": form}


def talk_of(user: User, thing: Thing, asked: QueryDict | None = None) -> Talk:
    """Return the newest comments on a thing, or the next older ones. Constant queries."""
    before = id_in(asked.get("before", "")) if asked else None
    rows = Comment.objects.about(thing).beginnings()
    found = list((rows.filter(pk__lt=before) if before else rows)[: MOST_THREADS + 1])
    shown, here = found[:MOST_THREADS], talk_href(thing)
    said = _said(user, thing, shown, back=page_of_thing(thing, "talk"))
    return Talk(
        threads=tuple(_thread(one, said) for one in shown),
        href=here,
        earlier_href=f"{here}?before={shown[-1].pk}" if len(found) > MOST_THREADS else "",
        latest_href=here if before else "",
        may_say=said.may_say,
        people=people_here(user, thing, shown),
        passage_href=here if said.body else "",
    )


def thread_of(user: User, comment: Comment) -> Thread:
    """Return a comment with all its answers. Constant queries."""
    back = page_of_thing(comment.thing, "talk")
    first = comment.answers or comment
    said = _said(user, comment.thing, [first], back=back, most=ALL_ANSWERS)
    return _thread(first, said, shown=ALL_ANSWERS)


def people_here(user: User, thing: Thing, shown: Sequence[Comment] = ()) -> str:
    """Return the owners and who spoke lately, as one types them; oneself apart."""
    here = {
        person.pk: f"@[{person.name}]"
        for person in (*owners_of(thing), *(one.author for one in shown))
        if person.is_active and person.pk != user.pk
    }
    return ", ".join(list(here.values())[:MOST_NAMES])


def written_comment(comment: Comment) -> str:
    """Return a comment as its writer typed it, names by name. One query."""
    people = User.objects.filter(pk__in=people_in(comment.body)).values_list("pk", "name", "email")
    names = {pk: (name, email) for pk, name, email in people}
    taken = [name for name, _ in names.values()]

    def called(pk: int) -> str:
        name, email = names.get(pk, ("", ""))
        return name if taken.count(name) == 1 else email or f"person:{pk}"

    return to_written(comment.body, called)


def _said(
    user: User, thing: Thing, firsts: Sequence[Comment], *, back: str, most: int = MOST_ANSWERS
) -> _Said:
    rows = Comment.objects.filter(answers__in=firsts).select_related("author").order_by("-pk")
    answers: dict[int, list[Comment]] = defaultdict(list)
    named: set[int] = set()
    for one in reversed(rows[:most]):
        answers[one.answers_id or 0].append(one)
        named |= people_in(one.body)
    for one in firsts:
        named |= people_in(one.body)
    story = Story.objects.filter(objective=thing).first() if isinstance(thing, Objective) else None
    quotes = " ".join(one.quote for one in firsts)
    return _Said(
        user=user,
        back=back,
        may_say=may(user, Action.COMMENT),
        answers=answers,
        people=dict(User.objects.filter(pk__in=named).values_list("pk", "name")),
        body=story.body if story else "",
        titles=names_of_mentions(prose.mentions(quotes), user),
    )


def _thread(first: Comment, said: _Said, shown: int = SHOWN_ANSWERS) -> Thread:
    answers = said.answers.get(first.pk, [])
    hidden = len(answers) - shown
    by = first.resolved_by.name if first.resolved_by else ""
    return Thread(
        first=_remark(first, said),
        answers=tuple(_remark(one, said) for one in answers[-shown:]),
        quote=_quote(first, said),
        quote_note=""
        if passages.stands_in(said.body, first.quote)
        else "This passage no longer stands in the story.",
        settled=f"Settled by {by}" if first.resolved_at else "",
        more=many(hidden, "earlier answer") if hidden > 0 else "",
        answer_href=address("stories:comment-answer", first.pk, next=said.back),
        settle_href=address("stories:comment-settle", first.pk) if said.may_say else "",
    )


def _quote(first: Comment, said: _Said) -> str:
    text = prose.to_plain(first.quote, lambda one: said.titles.get(one.uid, ""))
    return Truncator(text.replace(passages.STAR, "")).chars(600)


def _remark(row: Comment, said: _Said) -> Remark:
    mine = row.author_id == said.user.pk
    if row.removed_at:
        return Remark(row.pk, "", "", moment(row.removed_at, said.user.time_zone), ())
    return Remark(
        id=row.pk,
        initials=row.author.initials,
        who=row.author.name,
        when=moment(row.said_at, said.user.time_zone),
        paragraphs=_paragraphs(row.body, said.people),
        note="changed since" if row.edited_at else "",
        edit_href=address("stories:comment-edit", row.pk, next=said.back) if mine else "",
        remove_href=address("stories:comment-remove", row.pk, next=said.back)
        if mine or said.user.is_admin
        else "",
    )


def _paragraphs(body: str, people: Mapping[int, str]) -> tuple[tuple[Part, ...], ...]:
    texts: Iterable[str] = (text for text in body.split("\n\n") if text.strip())
    return tuple(
        tuple(
            Part(one.text)
            if one.person is None
            else Part(f"@{people.get(one.person, SOMEBODY)}", person=True)
            for one in stretches(text.strip())
        )
        for text in texts
    )
