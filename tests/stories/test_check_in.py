"""Values are given on one page by those who owe them, and none that was typed is lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from kpis.models import Kpi, Measurement
from kpis.services import Reading, record_measurements
from stories.checking_in import sheet_of
from tests import forms, make
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db

D = Decimal
WEEK = timedelta(days=7)
CHECK_IN = reverse("stories:check-in")
PASTE = reverse("stories:check-in-paste")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lead():
    return make.user("Tess", role="tech_lead", teams=[make.team("Platform")])


@pytest.fixture
def client(lead, signed_in):
    return signed_in(lead)


def weekly(lead, title, *values, **facts):
    """Make a KPI that is given each week, the last of the values a week ago."""
    kpi = make.kpi(
        title,
        owner=lead,
        cadence="week",
        starts_on=TODAY - 40 * WEEK,
        due_on=TODAY + 40 * WEEK,
        **facts,
    )
    days = [TODAY - back * WEEK for back in range(len(values), 0, -1)]
    readings = [Reading(on, D(value)) for on, value in zip(days, values, strict=True)]
    record_measurements(kpi=kpi, values=readings, by=lead, at=NOW)
    return kpi


def give(client, **typed):
    """Type into the rows of the page, as `value_1="2.1"`, and send it."""
    named = {"on": typed["on"]} if "on" in typed else {}
    for name, value in typed.items():
        field, _, pk = name.rpartition("_")
        if field:
            named[f"{pk}-{field}"] = value
    return forms.fill(client, CHECK_IN, **named)


def text(answer):
    return " ".join(answer.content.decode().split())


def test_what_is_most_pressing_stands_first_with_what_it_is_for(lead, client, settle_all):
    goal = make.objective("Keep 15% more customers")
    given = weekly(lead, "Releases")
    record_measurements(kpi=given, values=[Reading(TODAY, D(6))], by=lead, at=NOW)
    due = weekly(lead, "Page load", "2.10", outcome_of=goal, perspective="joint")
    late = weekly(lead, "Resolution time")
    record_measurements(kpi=late, values=[Reading(TODAY - 2 * WEEK, D(30))], by=lead, at=NOW)
    settle_all()

    page = client.get(CHECK_IN).context["page"]

    assert page.title == "2 of 3 values are due. About two minutes."
    assert page.kicker == "Your KPIs · week of 16 November"
    assert [row.key for row in page.rows] == [late.pk, due.pk, given.pk]
    assert [row.state for row in page.rows] == ["Overdue 6 days", "Due", "Up to date"]
    assert [row.goal.text for row in page.rows[:2]] == [
        "No goal yet: find one or retire it",
        "Keep 15% more customers",
    ]
    assert (page.rows[1].last, page.rows[1].last_on) == ("2.10 s", "14 Nov")
    assert page.rows[1].form.fields["value"].widget.attrs["placeholder"] == "2.10"


def test_values_are_kept_by_one_save_and_show_what_they_did(lead, client):
    goal = make.objective("Keep 15% more customers")
    kpi = weekly(lead, "Page load", "2.30", outcome_of=goal, perspective="joint")
    other = weekly(lead, "Releases", "6", unit="")

    answer = give(client, **{f"value_{kpi.pk}": "1,98", f"value_{other.pk}": "7"})

    assert answer.status_code == 302
    assert set(Measurement.objects.filter(observed_on=TODAY).values_list("kpi", "value")) == {
        (kpi.pk, D("1.98")),
        (other.pk, D(7)),
    }
    page = client.get(CHECK_IN).context["page"]
    assert page.title == "Nothing is due"
    assert page.effects_title == "2 KPIs brought up to date"
    assert (page.effects[0].title, page.effects[0].tag) == ("Page load", "On course")
    assert page.effects[0].reason == (
        "From 2.30 s to 1.98 s. Off course before. "
        "It moves “Keep 15% more customers”, now 88%, 1 of 1 measured."
    )
    assert client.get(CHECK_IN).context["page"].effects == ()


def test_one_bad_value_loses_none_of_the_others(lead, client):
    good = weekly(lead, "Page load", "2.1")
    bad = weekly(lead, "Coverage", "81")

    answer = give(client, **{f"value_{good.pk}": "2.05", f"value_{bad.pk}": "eighty"})

    assert answer.status_code == 200
    assert Measurement.objects.filter(observed_on=TODAY).get().kpi == good
    assert "“eighty” is not a number" in text(answer)
    assert forms.read(answer)[f"{bad.pk}-value"] == ["eighty"]
    assert forms.read(answer)[f"{good.pk}-value"] == [""]
    assert answer.context["page"].effects_title == "1 KPI brought up to date"


def test_when_nothing_can_be_kept_the_page_says_so(lead, client):
    kpi = weekly(lead, "Coverage", "81")

    answer = give(client, **{f"value_{kpi.pk}": "1.234", f"note_{kpi.pk}": "hm"})

    assert answer.status_code == 422
    assert "can be read as 1,234 or as 1.234" in text(answer)
    assert forms.read(answer)[f"{kpi.pk}-note"] == ["hm"]


def test_a_value_out_of_the_ordinary_is_asked_about_once(lead, client):
    kpi = weekly(lead, "Page load", "2.1")

    asked = give(client, **{f"value_{kpi.pk}": "2100"})
    assert "a thousand times or more the last value, 2.1 s" in text(asked)
    assert Measurement.objects.count() == 1
    sent = forms.read(asked)
    other = client.post(CHECK_IN, sent | {f"{kpi.pk}-value": ["2200"]})
    assert "a thousand times or more" in text(other)
    kept = client.post(CHECK_IN, sent)

    assert kept.status_code == 302
    assert Measurement.objects.get(observed_on=TODAY).value == 2100


@pytest.mark.trust("D01")
@pytest.mark.parametrize(
    "typed", ["nan", "Infinity", "1e400", "true", "٣٫٥", "1.234", "2.5.1", "0x10", "9" * 5000]
)
def test_what_is_no_number_for_certain_is_refused_with_its_reason(lead, client, typed):
    kpi = weekly(lead, "Page load", "2.1")

    answer = give(client, **{f"value_{kpi.pk}": typed})

    assert answer.status_code == 422
    assert answer.context["page"].rows[0].said
    assert forms.read(answer)[f"{kpi.pk}-value"] == [typed]
    assert Measurement.objects.count() == 1


@pytest.mark.trust("E11")
def test_the_same_save_sent_twice_is_kept_once(lead, client):
    kpi = weekly(lead, "Page load", "2.1")
    sent = forms.read(client.get(CHECK_IN)) | {f"{kpi.pk}-value": "2.05"}

    answers = [client.post(CHECK_IN, sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Measurement.objects.filter(observed_on=TODAY).count() == 1


def test_a_note_is_asked_for_where_the_status_worsens(lead, client):
    kpi = weekly(lead, "Page load", "2.1")

    asked = give(client, **{f"value_{kpi.pk}": "2.39"})
    assert "from on course to off course with" not in text(asked)
    assert "With this it goes from on course to off course. What moved it?" in text(asked)
    attrs = asked.context["page"].rows[0].form.fields["note"].widget.attrs
    assert attrs["data-first"]
    client.post(CHECK_IN, forms.read(asked) | {f"{kpi.pk}-note": ["the old shop is back"]})

    assert Measurement.objects.get(observed_on=TODAY).note == "the old shop is back"


def test_confidence_is_said_beside_a_value_or_alone(lead, client):
    kpi = weekly(lead, "Page load", "2.1")

    give(client, **{f"confidence_{kpi.pk}": "unsure"})

    kpi.refresh_from_db()
    assert (kpi.confidence, kpi.confidence_by) == ("unsure", lead)
    assert client.get(CHECK_IN).context["page"].effects[0].reason == (
        "It is 2.10 s. Will it be reached: unsure. It serves no goal yet."
    )
    Kpi.objects.update(confidence="no")
    client.post(CHECK_IN, {"on": TODAY, f"{kpi.pk}-confidence": "yes", f"{kpi.pk}-was": "yes"})
    assert Kpi.objects.get().confidence == "no", "what was not touched does not undo what is new"


def test_a_day_that_has_another_value_leads_to_its_correction(lead, client):
    kpi = weekly(lead, "Page load")
    record_measurements(kpi=kpi, values=[Reading(TODAY, D(2))], by=lead, at=NOW)

    answer = give(client, **{f"value_{kpi.pk}": "2.1"})

    assert "has the value 2 already" in text(answer)
    row = answer.context["page"].rows[0]
    assert row.mend_href == (
        f"{reverse('kpis:measurement-correct', args=[kpi.pk, TODAY])}?next=%2Fcheck-in%2F"
    )
    forms.fill(client, row.mend_href, value="2.1", reason="Typed too fast.")
    assert client.get(CHECK_IN).context["page"].rows[0].last == "2.10 s"


def test_values_may_be_given_for_an_earlier_day(lead, client):
    kpi = weekly(lead, "Page load", "2.1")

    give(client, on="2026-11-18", **{f"value_{kpi.pk}": "2.05"})

    assert Measurement.objects.filter(value=D("2.05")).get().observed_on.day == 18


@pytest.mark.parametrize("on", ["2026-02-31", "soon", "", "1/2/2026"])
def test_an_impossible_day_keeps_nothing_and_loses_nothing(lead, client, on):
    kpi = weekly(lead, "Page load", "2.1")

    answer = give(client, on=on, **{f"value_{kpi.pk}": "2.05"})

    assert answer.status_code == 422
    assert forms.read(answer)[f"{kpi.pk}-value"] == ["2.05"]
    assert Measurement.objects.count() == 1


def test_a_day_still_to_come_is_refused_at_each_value(lead, client):
    kpi = weekly(lead, "Page load", "2.1")

    answer = give(client, on="2090-01-01", **{f"value_{kpi.pk}": "2.05"})

    assert "is still to come" in answer.context["page"].rows[0].said
    assert answer.context["page"].title == "1 value not kept yet: look again"


def test_what_a_source_gives_by_itself_is_not_asked_of_a_person(lead, client):
    make.connector(weekly(lead, "Page load", "2.1"))

    page = client.get(CHECK_IN).context["page"]

    assert page.title == "Nothing is due"
    assert (page.rows[0].state, page.rows[0].state_note) == (
        "Read by itself",
        "from JSON over HTTP",
    )


def test_a_note_without_a_value_is_not_lost_without_a_word(lead, client):
    kpi = weekly(lead, "Page load", "2.1")

    answer = give(client, **{f"note_{kpi.pk}": "holidays"})

    assert "A note goes with a value" in text(answer)
    assert forms.read(answer)[f"{kpi.pk}-note"] == ["holidays"]


def test_what_is_no_longer_on_the_list_is_said(lead, client):
    kpi = weekly(lead, "Page load", "2.1")
    Kpi.objects.update(owner=make.user())

    answer = client.post(CHECK_IN, {"on": TODAY, f"{kpi.pk}-value": "2.05"})

    assert "no longer on your list" in text(answer)
    assert Measurement.objects.count() == 1


def test_nothing_typed_changes_nothing(lead, client):
    weekly(lead, "Page load", "2.1")

    answer = give(client)

    assert forms.told(answer) == ["Nothing was typed, so nothing was changed."]


def test_who_owes_nothing_is_told_so(client):
    assert "Nothing is due" in text(client.get(CHECK_IN))
    assert "Check-in</a>" not in text(client.get("/kpis/"))


def test_the_top_bar_says_how_much_is_due(lead, client):
    weekly(lead, "Page load", "2.1")

    page = text(client.get("/kpis/"))

    assert 'href="/check-in/">Check-in <span class="due" aria-hidden="true">1</span>' in page


def test_a_hidden_goal_is_not_named(lead, client, settle_all):
    kpi, area = weekly(lead, "Page load", "2.1"), make.focus_area()
    make.line(kpi, area, make.objective("Merge with Corrente", confidential=True))
    settle_all()

    give(client, **{f"value_{kpi.pk}": "2.05"})

    assert "Corrente" not in text(client.get(CHECK_IN))


def test_a_block_of_a_spreadsheet_fills_the_list_and_saves_nothing(lead, client):
    first, second = weekly(lead, "Coverage", "81"), weekly(lead, "Page load", "2.1")

    answer = forms.fill(client, PASTE, block="page load\t2.05\tnew cache\nUptime\t99\nCoverage\t82")

    assert answer.status_code == 302
    assert forms.told(answer) == [
        "2 values stand in your list. Nothing is saved yet: look, and save.",
        "“Uptime” is none of your KPIs.",
    ]
    assert Measurement.objects.count() == 2
    sent = forms.read(client.get(CHECK_IN))
    assert sent[f"{first.pk}-value"] == ["82"]
    assert (sent[f"{second.pk}-value"], sent[f"{second.pk}-note"]) == (["2.05"], ["new cache"])
    client.post(CHECK_IN, sent)
    assert Measurement.objects.filter(observed_on=TODAY).count() == 2
    assert forms.read(client.get(CHECK_IN))[f"{first.pk}-value"] == [""]


def test_what_was_pasted_yesterday_is_forgotten(lead, client):
    kpi = weekly(lead, "Coverage", "81")
    forms.fill(client, PASTE, block="82")

    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert forms.read(client.get(CHECK_IN))[f"{kpi.pk}-value"] == [""]


def test_a_long_list_shows_the_most_pressing_and_keeps_what_is_sent(lead, client, monkeypatch):
    monkeypatch.setattr("stories.checking_in.MOST", 1)
    weekly(lead, "Coverage")
    other = weekly(lead, "Page load", "2.1")

    sheet = sheet_of(lead, TODAY)
    assert (len(sheet.entries), sheet.left_out) == (1, 1)
    assert "1 more KPI of yours" in text(client.get(CHECK_IN))
    client.post(CHECK_IN, {"on": TODAY, f"{other.pk}-value": "2.05"})

    assert Measurement.objects.filter(observed_on=TODAY).get().kpi == other


def test_the_page_asks_as_often_for_many_rows_as_for_few(lead, client, assert_constant_queries):
    weekly(lead, "Page load", "2.1", "2.05")

    assert_constant_queries(
        lambda: client.get(CHECK_IN),
        lambda: [weekly(lead, f"Measure {number}", "2.1", "2") for number in range(4)],
    )
