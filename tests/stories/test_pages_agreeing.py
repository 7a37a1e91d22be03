"""Before agreeing one reads what changed since, what stayed, and who signs; or one refuses."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from kpis.services import edit_kpi
from objectives.services import edit_focus_link, edit_objective
from stories.models import Agreement, Judgement, KpiVerdict
from stories.services import Refusal, agree, carrying_over, refuse_story, write_story
from stories.verdicts import settle
from tests import forms, make
from tests.conftest import NOW, TODAY
from tests.stories.pages import company, settled, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return company()


def agreeing(world):
    return f"/objectives/{world.goal.pk}/story/agree/"


def refusing(world):
    return f"/objectives/{world.goal.pk}/story/refuse/"


def since(client, world):
    """Return what the page says of the one side of its reader."""
    (found,) = client.get(agreeing(world)).context["shown"].signing.since
    return found


def told(found):
    return {one.title: one.sentences for one in found.changes}


def change_target(world, target):
    world.kpi.refresh_from_db()
    edit_kpi(
        kpi=world.kpi,
        facts={"target": Decimal(target)},
        version=world.kpi.version,
        by=world.technology,
        at=NOW,
    )


def test_a_changed_target_is_told_with_both_figures(signed_in, world):
    change_target(world, "1.80")

    found = since(signed_in(world.business), world)

    assert not found.holds
    assert found.sentence == "You last agreed for business on 21 November 2026."
    assert told(found) == {"Load time": ("The target went from 1.92 s to 1.80 s.",)}
    assert "The target went from 1.92 s to 1.80 s." in text(
        signed_in(world.business), agreeing(world)
    )


def test_a_reworded_statement_story_and_reason_are_told_word_by_word(signed_in, world):
    goal, link = world.goal, world.work.focus_links.get()
    goal.refresh_from_db()
    said = {"by": world.business, "at": NOW}
    edit_objective(
        objective=goal, facts={"statement": "Sixteen stay."}, version=goal.version, **said
    )
    edit_focus_link(link=link, facts={"because": "Slow pages lose people."}, version=1, **said)
    body = f"{goal.story.body} And more."
    write_story(objective=goal, body=body, version=1, **said)

    found = since(signed_in(world.technology), world)

    words = {one.title: one.rewordings for one in found.changes}
    assert words.keys() == {"The goal", "The story", "“Performance” for this goal"}
    added = [one.text for one in words["The story"][0].pieces if one.kind == "added"]
    assert "And more" in added[0]
    assert all(words.values())


def test_what_the_story_names_now_and_what_it_names_no_longer_is_told(signed_in, world):
    other, goal = make.kpi("Crash rate"), world.goal
    make.line(other, world.work, goal)
    body = f"Because of @[focus:{world.work.uid}] and @[kpi:{other.uid}]."
    write_story(objective=goal, body=body, version=1, by=world.business, at=NOW)

    found = told(since(signed_in(world.business), world))

    assert found["Crash rate"] == ("The story names this measure now.",)
    assert found["Load time"] == ("The story no longer names this measure.",)
    assert found["“Crash rate” for “Performance”"] == ("It is linked now.",)


def test_a_new_measure_of_success_is_told(signed_in, world):
    make.kpi("Churn", outcome_of=world.goal, perspective="joint")

    found = told(since(signed_in(world.business), world))

    assert found == {"Churn": ("It measures the success of the goal now.",)}


def test_where_nothing_changed_it_says_so(signed_in, world):
    found = since(signed_in(world.business), world)

    assert (found.holds, found.changes) == (True, ())
    assert found.sentence == (
        "You agreed to exactly what it says now, for business on 21 November 2026."
    )


def test_restored_wording_finds_its_agreement_again(signed_in, world):
    change_target(world, "1.80")
    settle(today=TODAY, at=NOW)
    page = text(signed_in(world.business), f"/objectives/{world.goal.pk}/")
    assert "Agree again" in page
    assert KpiVerdict.objects.for_audience(0).get(kpi=world.kpi).verdict == "in_doubt"

    change_target(world, "1.92")
    settle(today=TODAY, at=NOW)

    assert since(signed_in(world.business), world).holds
    page = text(signed_in(world.business), f"/objectives/{world.goal.pk}/")
    assert "Agreed by both" in page
    assert "Agree again" not in page
    assert KpiVerdict.objects.for_audience(0).get(kpi=world.kpi).verdict == "sound"
    assert Agreement.objects.count() == 2


def test_an_agreement_that_kept_no_words_says_so_honestly(signed_in, world):
    Agreement.objects.update(content=None)
    change_target(world, "1.80")

    found = since(signed_in(world.business), world)

    assert "was not kept word by word" in found.sentence
    assert found.changes == ()


def test_the_other_sides_copy_of_the_same_words_is_as_good(signed_in, world):
    Agreement.objects.filter(side="business").update(content=None)
    change_target(world, "1.80")

    assert told(since(signed_in(world.business), world)).keys() == {"Load time"}


def test_who_never_agreed_sees_no_difference(signed_in, world):
    Agreement.objects.all().delete()

    assert signed_in(world.business).get(agreeing(world)).context["shown"].signing.since == ()


def test_a_measure_that_one_must_not_know_of_leaves_no_trace_in_the_difference(signed_in, world):
    secret = make.objective("Corrente", confidential=True, business_owner=world.technology)
    hidden = make.kpi("Corrente signed", outcome_of=secret, perspective="joint")
    body = f"{world.goal.story.body} @[kpi:{hidden.uid}]"
    write_story(objective=world.goal, body=body, version=1, by=world.technology, at=NOW)

    assert "Corrente" not in text(signed_in(world.business), agreeing(world))


def test_lines_of_measures_that_one_must_not_know_of_are_not_named_before_agreeing(
    signed_in, world
):
    secret = make.objective("Corrente", confidential=True, business_owner=world.technology)
    hidden = make.kpi("Corrente signed", outcome_of=secret, perspective="joint")
    make.kpi_link(hidden, world.work)
    body = f"{world.goal.story.body} @[kpi:{hidden.uid}]"
    write_story(objective=world.goal, body=body, version=1, by=world.technology, at=NOW)

    assert "Corrente signed" in text(signed_in(world.technology), agreeing(world))
    assert "Corrente signed" in text(signed_in(world.technology), refusing(world))
    assert "Corrente" not in text(signed_in(world.business), agreeing(world))
    assert "Corrente" not in text(signed_in(world.business), refusing(world))


def test_one_person_for_both_sides_is_told_before_signing(signed_in, world):
    world.goal.technology_owner = world.business
    world.goal.save()

    page = text(signed_in(world.business), agreeing(world))

    assert "it is noted that one person did" in page
    assert "own both sides" not in text(signed_in(world.business), f"/objectives/{world.goal.pk}/")


def test_who_signed_for_the_other_side_before_is_told_so(signed_in, world):
    world.goal.business_owner, world.goal.technology_owner = world.technology, world.business
    world.goal.save()

    assert "You signed for the other side as well" in text(
        signed_in(world.business), agreeing(world)
    )


def test_lines_kept_over_a_change_of_wording_are_told(signed_in, world):
    with carrying_over(thing=world.kpi, by=world.technology, at=NOW):
        edit_kpi(
            kpi=world.kpi, facts={"title": "Page load"}, version=1, by=world.technology, at=NOW
        )

    (carried,) = signed_in(world.business).get(agreeing(world)).context["shown"].signing.carried

    assert carried.line == "“Page load” for “Performance”"
    assert carried.text == "Same meaning, says Jonas. 21 November 2026."


def test_a_signature_kept_over_a_change_of_wording_still_knows_what_was_read(signed_in, world):
    said = {"by": world.technology, "at": NOW}
    with carrying_over(thing=world.kpi, **said):
        edit_kpi(kpi=world.kpi, facts={"title": "Page load"}, version=1, **said)
    assert since(signed_in(world.business), world).holds

    change_target(world, "1.80")

    assert told(since(signed_in(world.business), world)) == {
        "Page load": (
            "The title went from “Load time” to “Page load”.",
            "The target went from 1.92 s to 1.80 s.",
        )
    }


def test_refusing_refuses_every_line_with_the_reason(signed_in, world):
    client = signed_in(world.business)
    page = client.get(agreeing(world)).content.decode()
    assert f'action="{refusing(world)}"' in page

    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        answer = forms.fill(client, refusing(world), reason="Speed never kept anybody.")

    assert forms.told(answer) == ["You refused 2 lines for business."]
    refused = Judgement.objects.filter(word="refused")
    assert {(one.side, one.note) for one in refused} == {("business", "Speed never kept anybody.")}
    settled()
    row = KpiVerdict.objects.for_audience(0).get(kpi=world.kpi)
    assert (row.verdict, "L7" in row.codes) == ("broken", True)


HOUR = timedelta(hours=1)
REFUSED = "Refused by Mira, Head of Customer, on 21 November 2026: Speed keeps nobody."


def refuse(world, side="business", reason="Speed keeps nobody.", at=NOW + HOUR, lines=()):
    by = world.business if side == "business" else world.technology
    refusal = Refusal(side, reason, lines)
    refuse_story(objective=world.goal, refusal=refusal, by=by, at=at)
    settled()


def test_a_refusal_takes_back_what_its_side_agreed_to_before(signed_in, world):
    refuse(world)

    page = text(signed_in(world.business), f"/objectives/{world.goal.pk}/")
    assert REFUSED in page
    assert "Agreed by both" not in page
    assert "Judged untrue" in page
    assert "Jonas agreed on 21 November 2026, version 1." in page
    assert "Agree to the story" not in page
    assert "Judged untrue" in text(signed_in(world.business), "/objectives/")


def test_each_side_is_shown_with_its_own_newest_refusal(signed_in, world):
    (link,) = world.work.focus_links.all()
    refuse(world)
    refuse(world, reason="Never did.", at=NOW + 2 * HOUR, lines=[link])
    refuse(world, side="technology", reason="We do not know.", at=NOW + HOUR)

    page = text(signed_in(world.business), f"/objectives/{world.goal.pk}/")

    assert "on 21 November 2026: Never did." in page
    assert "Refused by Jonas on 21 November 2026: We do not know." in page
    assert "agreed on" not in page


def test_before_agreeing_one_reads_what_either_side_refused(signed_in, world):
    refuse(world)

    mine = signed_in(world.business).get(agreeing(world)).context["shown"].signing
    theirs = signed_in(world.technology).get(agreeing(world)).context["shown"].signing

    assert mine.since == ()
    said = "for business on 21 November 2026: Speed keeps nobody."
    (own,), (others,) = mine.refused, theirs.refused
    assert own.startswith(f"Refused by you {said} You are not asked again")
    assert others == f"Refused by Mira {said}"
    assert theirs.since[0].holds
    assert others in text(signed_in(world.technology), agreeing(world))


@pytest.mark.parametrize("change", ["agrees after all", "changes what it says"])
def test_a_refusal_stands_until_its_side_agrees_or_the_content_changes(signed_in, world, change):
    refuse(world)

    if change == "agrees after all":
        agree(objective=world.goal, side="business", by=world.business, at=NOW + 2 * HOUR)
    else:
        for link in (world.work.focus_links.get(), world.kpi.kpi_links.get()):
            link.because = "Slow pages lose people."
            link.save()
    settled()

    page = text(signed_in(world.business), f"/objectives/{world.goal.pk}/")
    assert "Refused by" not in page
    assert ("Agreed by both" in page) == (change == "agrees after all")
    assert ("Agree again" in page) == (change == "changes what it says")
    assert signed_in(world.business).get(agreeing(world)).context["shown"].signing.refused == ()


def test_a_refused_line_that_one_must_not_know_of_leaves_no_trace(signed_in, world):
    secret = make.objective("Corrente", confidential=True, business_owner=world.technology)
    hidden = make.kpi("Corrente signed", outcome_of=secret, perspective="joint")
    link = make.kpi_link(hidden, world.work)
    body = f"{world.goal.story.body} @[kpi:{hidden.uid}]"
    write_story(objective=world.goal, body=body, version=1, by=world.technology, at=NOW)
    refuse(world, side="technology", reason="This is not so.", lines=[link])

    page = f"/objectives/{world.goal.pk}/"
    assert "Refused by Jonas" in text(signed_in(world.technology), page)
    assert "Refused by Jonas" not in text(signed_in(world.business), page)
    said = text(signed_in(world.technology), agreeing(world))
    assert "Refused by you" in said
    assert "Corrente signed for Performance" in said
    said = text(signed_in(world.business), agreeing(world))
    assert "Refused by" not in said
    assert "Corrente" not in said


def test_one_line_is_refused_alone(signed_in, world):
    link = world.kpi.kpi_links.get()

    forms.fill(
        signed_in(world.business), refusing(world), lines=f"kpilink-{link.pk}", reason="Not so."
    )

    assert [one.kpi_link for one in Judgement.objects.filter(word="refused")] == [link]


def test_a_refusal_needs_a_reason_and_what_was_ticked_stays(signed_in, world):
    link = world.kpi.kpi_links.get()

    answer = forms.fill(
        signed_in(world.business), refusing(world), lines=f"kpilink-{link.pk}", reason=" "
    )

    assert answer.status_code == 422
    assert f'value="kpilink-{link.pk}" id="refuse_lines_1" checked' in answer.content.decode() or (
        "checked" in answer.content.decode()
    )
    assert not Judgement.objects.filter(word="refused").exists()


def test_nobody_refuses_what_they_did_not_see(signed_in, world):
    client = signed_in(world.business)
    form = forms.read(client.get(refusing(world)))
    change_target(world, "1.80")

    answer = client.post(refusing(world), form | {"reason": "No."})

    assert answer.status_code == 409
    assert not Judgement.objects.filter(word="refused").exists()


def test_a_story_without_lines_offers_no_refusal(signed_in, world):
    world.kpi.kpi_links.all().delete()
    world.work.focus_links.all().delete()
    client = signed_in(world.business)

    assert client.get(agreeing(world)).context["refusal"] is None
    answer = forms.fill(client, refusing(world), reason="No.")
    assert "names no line" in forms.errors(answer)[0]


def test_the_difference_asks_as_much_of_the_database_however_much_there_is(
    signed_in, world, assert_constant_queries
):
    client = signed_in(world.business)
    change_target(world, "1.80")

    def grow():
        for number in range(5):
            kpi, work = make.kpi(), make.focus_area()
            make.line(kpi, work, world.goal)
            story = world.goal.story
            story.refresh_from_db()
            body = f"{story.body} {number} @[kpi:{kpi.uid}] @[focus:{work.uid}]"
            write_story(
                objective=world.goal, body=body, version=story.version, by=world.business, at=NOW
            )
        agree(objective=world.goal, side="business", by=world.business, at=NOW)
        change_target(world, "1.70")

    assert_constant_queries(lambda: client.get(agreeing(world)), grow)
