"""What people say to each other about goals, work, measures and passages of stories."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEvent
from alignment.lib.errors import DomainError
from kpis.services import edit_kpi
from stories import addressing, passages, prose
from stories.models import Comment, CommentMail
from stories.pages.talking import MOST_THREADS, SHOWN_ANSWERS, talk_of, thread_of
from stories.services import answer, edit_comment, remove_comment, say, settle_comment, write_story
from tests import make
from tests.conftest import NOW
from tests.stories.pages import company, text

pytestmark = pytest.mark.django_db
LONG = "Supercalifragilistic" * 10


@pytest.fixture
def ana():
    return make.user("Ana")


@pytest.fixture
def goal():
    return make.objective("Keep customers", business_owner=make.user("Marta", role="leader"))


def nameless(_one) -> str:
    return "x"


def bo(_number: int) -> str:
    return "Bo"


def words(user, thing) -> list[str]:
    """Return what is said of a thing, newest comment first, answers below their comment."""
    return [
        "".join(part.text for paragraph in remark.paragraphs for part in paragraph)
        for thread in talk_of(user, thing).threads
        for remark in (thread.first, *thread.answers)
    ]


def mailed(comment) -> set[str]:
    return set(comment.mails.values_list("person__name", flat=True))


def test_comments_stand_newest_first_with_their_answers_below(ana, goal):
    first = say(thing=goal, body="Is this so?", by=ana, at=NOW)
    say(thing=goal, body="Another matter.", by=ana, at=NOW)
    reply = answer(comment=first, body="It is.", by=ana, at=NOW)
    answer(comment=reply, body="Sure?", by=ana, at=NOW)

    assert words(ana, goal) == ["Another matter.", "Is this so?", "It is.", "Sure?"]


def test_focus_areas_and_kpis_are_talked_about_too(ana):
    work, kpi = make.focus_area(), make.kpi()
    say(thing=work, body="Why this?", by=ana, at=NOW)
    say(thing=kpi, body="Who counts?", by=ana, at=NOW)

    assert (words(ana, work), words(ana, kpi)) == (["Why this?"], ["Who counts?"])


def test_people_are_named_by_name_or_address_and_shown_by_their_current_name(ana, goal):
    bo = make.user("Bo Berg", email="bo@example.com")
    said = say(thing=goal, body="@[bo berg], and @[BO@example.com]: look.", by=ana, at=NOW)
    bo.name = "Bo Bergman"
    bo.save()

    assert said.body == f"@[person:{bo.pk}], and @[person:{bo.pk}]: look."
    assert words(ana, goal) == ["@Bo Bergman, and @Bo Bergman: look."]


@pytest.mark.parametrize("name", ["Nobody", "Victor", "Vera"])
def test_who_cannot_read_it_cannot_be_named(ana, name):
    make.user("Victor", is_active=False)
    make.user("Vera")
    secret = make.objective(confidential=True, business_owner=ana)

    with pytest.raises(DomainError, match=f"“{name}” is nobody who reads here"):
        say(thing=secret, body=f"@[{name}] should know.", by=ana, at=NOW)


def test_numbers_typed_by_hand_name_nobody_who_cannot_read_it(ana):
    secret = make.objective(confidential=True, business_owner=ana)

    with pytest.raises(DomainError, match="nobody who reads here"):
        say(thing=secret, body=f"@[person:{make.user().pk}] knows.", by=ana, at=NOW)


def test_a_name_of_two_people_asks_for_the_address(ana, goal):
    make.user("Kim"), make.user("Kim")

    with pytest.raises(DomainError, match="several people called “Kim”"):
        say(thing=goal, body="@[Kim]?", by=ana, at=NOW)


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 5001])
def test_nothing_and_too_much_are_refused(ana, goal, body):
    with pytest.raises(DomainError):
        say(thing=goal, body=body, by=ana, at=NOW)

    assert not Comment.objects.exists()


def test_only_the_writer_changes_a_comment_and_only_as_they_saw_it(ana, goal):
    said = say(thing=goal, body="One.", by=ana, at=NOW)
    with pytest.raises(DomainError, match="Only who wrote"):
        edit_comment(comment=said, body="Two.", version=1, by=make.user(), at=NOW)

    edit_comment(comment=said, body="Two.", version=1, by=ana, at=NOW)

    assert words(ana, goal) == ["Two."]
    assert talk_of(ana, goal).threads[0].first.note == "changed since"
    with pytest.raises(DomainError) as refused:
        edit_comment(comment=said, body="Three.", version=1, by=ana, at=NOW)
    assert refused.value.code == "stale"


def test_what_was_taken_back_is_shown_to_nobody_and_its_answers_stay(ana, goal):
    said = say(thing=goal, body="Psst.", by=ana, at=NOW)
    answer(comment=said, body="Oh.", by=ana, at=NOW)
    with pytest.raises(DomainError, match="or an admin"):
        remove_comment(comment=said, by=make.user(), at=NOW)

    remove_comment(comment=said, by=make.user(role="admin"), at=NOW)
    remove_comment(comment=said, by=ana, at=NOW)

    assert words(ana, goal) == ["", "Oh."]
    assert not CommentMail.objects.due().filter(comment=said).exists()
    with pytest.raises(DomainError, match="taken back"):
        edit_comment(comment=said, body="No.", version=2, by=ana, at=NOW)


def test_a_comment_is_settled_and_opened_again_by_anybody_who_may_comment(ana, goal):
    said = say(thing=goal, body="Is this so?", by=ana, at=NOW)
    reply = answer(comment=said, body="Yes.", by=ana, at=NOW)

    settle_comment(comment=said, is_settled=True, by=make.user("Bo"), at=NOW)
    settle_comment(comment=said, is_settled=True, by=ana, at=NOW)

    assert talk_of(ana, goal).threads[0].settled == "Settled by Bo"
    with pytest.raises(DomainError, match="Settle the comment"):
        settle_comment(comment=reply, is_settled=True, by=ana, at=NOW)
    settle_comment(comment=said, is_settled=False, by=ana, at=NOW)
    assert talk_of(ana, goal).threads[0].settled == ""


def test_each_deed_leaves_one_line_in_the_record(ana, goal):
    said = say(thing=goal, body="One.", by=ana, at=NOW)
    edit_comment(comment=said, body="Two.", version=1, by=ana, at=NOW)
    settle_comment(comment=said, is_settled=True, by=ana, at=NOW)
    remove_comment(comment=said, by=ana, at=NOW)

    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["say", "edit", "settle", "remove"]


def test_who_may_not_sign_in_says_nothing(goal):
    with pytest.raises(PermissionDenied):
        say(thing=goal, body="Boo.", by=make.user(is_active=False), at=NOW)


def test_a_passage_is_found_again_by_its_words_whatever_things_are_called():
    world = company()
    write_story(
        objective=world.goal,
        body="Slow pages drive\npeople *away*. So @[Load time] falls, by @[Performance].",
        version=1,
        by=world.business,
        at=NOW,
    )
    quote = "people away. So Load time falls"
    said = say(thing=world.goal, body="Since when?", quote=quote, by=world.business, at=NOW)
    edit_kpi(kpi=world.kpi, facts={"title": "Speed"}, version=1, by=world.technology, at=NOW)

    thread = talk_of(world.business, world.goal).threads[0]

    assert said.quote.endswith(f"So @[kpi:{world.kpi.uid}] falls")
    assert (thread.quote, thread.quote_note) == ("people away. So Speed falls", "")
    write_story(objective=world.goal, body="Else.", version=2, by=world.business, at=NOW)
    gone = talk_of(world.business, world.goal).threads[0]
    assert gone.quote_note == "This passage no longer stands in the story."


def test_a_passage_that_is_not_there_is_refused(ana, goal):
    with pytest.raises(DomainError, match="not in the story"):
        say(thing=goal, body="Hm.", quote="Once upon a time", by=ana, at=NOW)
    with pytest.raises(DomainError, match="not in the story"):
        say(thing=make.kpi(), body="Hm.", quote="Once", by=ana, at=NOW)


def test_passages_do_not_mind_spaces_and_stars():
    body = "One  *two*\n\nthree four"

    assert passages.quoted(body, "two three", nameless) == "two*\n\nthree"
    assert passages.quoted(body, "**two** three", nameless) == "two*\n\nthree"
    assert passages.quoted(body, "five", nameless) == ""
    assert passages.quoted(body, " ", nameless) == ""
    assert passages.stands_in(body, "two*\nthree")
    assert prose.mentions(body) == frozenset()


def test_addressing_keeps_what_is_no_name():
    text = "mail a@b.c, @[ , @[person:7] and @[Bo]"

    assert addressing.people_in(text) == {7}
    assert addressing.names_in(text) == ("Bo",)
    assert addressing.to_stored(text, {"Bo": 9}.get).endswith("@[person:9]")
    assert addressing.to_written("@[person:7]!", bo) == "@[Bo]!"


def test_the_owners_those_named_and_those_who_spoke_before_hear_of_it(ana, goal):
    make.user("Bo"), make.user("Cy")
    first = say(thing=goal, body="@[Bo]?", by=ana, at=NOW)
    reply = answer(comment=first, body="Yes.", by=make.user("Dee"), at=NOW)

    assert mailed(first) == {"Bo", "Marta"}
    assert mailed(reply) == {"Ana", "Marta"}
    edit_comment(comment=first, body="@[Bo] and @[Cy]?", version=1, by=ana, at=NOW)
    assert mailed(first) == {"Bo", "Cy", "Marta"}


def test_nobody_hears_of_their_own_words_or_after_stopping_the_mails(goal):
    marta = goal.business_owner
    own = say(thing=goal, body="Mine.", by=marta, at=NOW)
    marta.talk_mails = False
    marta.save()
    other = say(thing=goal, body="Yours.", by=make.user(), at=NOW)

    assert (mailed(own), mailed(other)) == (set(), set())


def test_the_section_takes_a_comment_and_leads_back_to_it(ana, goal, signed_in):
    client, page = signed_in(ana), f"/objectives/{goal.pk}/"
    assert "Nobody has said anything yet" in text(client, page)
    sent = {"body": "Is this so?", "uid": "7e4f4f3e-6f0e-4a53-9a3f-0a4b0a4b0a4b"}

    answer_ = client.post(f"{page}talk/", sent)
    client.post(f"{page}talk/", sent)

    made = Comment.objects.get()
    assert answer_["Location"] == f"{page}#comment-{made.pk}"
    assert "Is this so?" in text(client, page)


def test_a_refused_comment_keeps_what_was_typed(ana, goal, signed_in):
    client = signed_in(ana)

    answer_ = client.post(f"/objectives/{goal.pk}/talk/", {"body": "@[Nobody] knows."})

    assert answer_.status_code == 422
    assert "nobody who reads here" in answer_.content.decode()
    assert "@[Nobody] knows." in answer_.content.decode()


def test_forms_answer_change_remove_and_settle(ana, goal, signed_in):
    client, said = signed_in(ana), make.comment(goal, ana, "One.")
    client.post(f"/comments/{said.pk}/answer/", {"body": "Two."})
    client.post(f"/comments/{said.pk}/edit/", {"body": "Three.", "version": 1})
    client.post(f"/comments/{said.pk}/settle/", {"state": "settled"})

    page = text(client, f"/objectives/{goal.pk}/")

    assert "Three." in page
    assert "Two." in page
    assert "Settled by Ana" in page
    client.post(f"/comments/{said.pk}/settle/", {"state": "open"})
    assert "Settled by" not in text(client, f"/objectives/{goal.pk}/")
    client.post(f"/comments/{said.pk}/remove/")
    assert "Three." not in text(client, f"/objectives/{goal.pk}/")
    assert "A comment was removed here." in text(client, f"/objectives/{goal.pk}/")


def test_a_change_over_a_newer_one_shows_both(ana, goal, signed_in):
    said = make.comment(goal, ana, "One.")
    edit_comment(comment=said, body="Theirs.", version=1, by=ana, at=NOW)

    answer_ = signed_in(ana).post(f"/comments/{said.pk}/edit/", {"body": "Mine.", "version": 1})

    assert answer_.status_code == 409
    assert "Theirs." in answer_.content.decode()


def test_the_owners_and_who_spoke_are_offered_as_one_types_them(ana, goal):
    make.comment(goal, make.user("Bo"))
    make.comment(goal, ana)
    make.comment(goal, make.user("Victor", is_active=False))

    assert talk_of(ana, goal).people == "@[Marta], @[Bo]"


def test_the_form_stays_when_the_page_around_it_is_renewed(ana, goal, signed_in):
    page = signed_in(ana).get(f"/objectives/{goal.pk}/").content.decode()

    assert '<div class="body" id="talk-form" hx-preserve="true">' in page


def test_scripts_in_comments_are_words(ana, goal, signed_in):
    payload = "<script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1) {{ 7*7 }}"
    say(thing=goal, body=payload, by=ana, at=NOW)

    page = signed_in(ana).get(f"/objectives/{goal.pk}/").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<img src=x" not in page


def test_older_comments_are_one_page_further(ana, goal, signed_in):
    for number in range(MOST_THREADS + 3):
        make.comment(goal, ana, f"Number {number}.")
    client, here = signed_in(ana), f"/objectives/{goal.pk}/talk/"

    newest = talk_of(ana, goal)
    older = text(client, newest.earlier_href)

    assert len(newest.threads) == MOST_THREADS
    assert "Number 0." in older
    assert "Number 22." not in older
    assert here in client.get(newest.earlier_href).content.decode()


def test_of_many_answers_the_newest_are_shown_and_the_rest_is_one_step_away(ana, goal):
    first = make.comment(goal, ana)
    for number in range(SHOWN_ANSWERS + 2):
        make.comment(goal, ana, f"Answer {number}.", answers=first)

    (thread,) = talk_of(ana, goal).threads

    assert len(thread.answers) == SHOWN_ANSWERS
    assert thread.more == "2 earlier answers"
    assert len(thread_of(ana, first).answers) == SHOWN_ANSWERS + 2


def test_the_talk_about_a_hidden_goal_is_hidden_with_it(ana, signed_in):
    owner = make.user(role="leader")
    secret = make.objective(confidential=True, business_owner=owner)
    said = make.comment(secret, owner)
    kpi = make.kpi(outcome_of=secret, perspective="joint")
    about_kpi = make.comment(kpi, owner)
    client = signed_in(ana)

    for address in (
        f"/objectives/{secret.pk}/talk/",
        f"/kpis/{kpi.pk}/talk/",
        *(
            f"/comments/{one.pk}/{part}/"
            for one in (said, about_kpi)
            for part in ("answer", "edit", "remove")
        ),
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/comments/{said.pk}/settle/").status_code == 404


def test_two_hundred_comments_ask_no_more_than_a_few(ana, goal, assert_constant_queries):
    def grow() -> None:
        for _ in range(20):
            first = make.comment(goal, ana, f"@[person:{ana.pk}]?")
            make.comment(goal, ana, LONG, answers=first)

    grow()

    assert_constant_queries(lambda: talk_of(ana, goal), grow)
