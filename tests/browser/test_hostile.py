"""Text that tries to be more than text stays text, whoever wrote it and wherever it is shown."""

import pytest
from django.apps import apps
from django.db import models
from django.template import Context, Template

from tests.browser.hostile_world import FILE_NAMES
from tests.browser.looking import NARROW, refused, sticking_out
from tests.browser.pages import PAGES, WRITING
from tests.browser.payloads import ALIVE_IN, PAYLOADS, TRACES

OWN_APPS = ("accounts", "jobs", "objectives", "kpis", "stories", "reports")
BY_CODE = "only code writes it"
# Texts that people cannot fill with what they like.
NOT_FREE = {
    "accounts.AuditEvent.kind": BY_CODE,
    "accounts.AuditEvent.verb": BY_CODE,
    "accounts.Sending.digest": BY_CODE,
    "jobs.Pulse.name": BY_CODE,
    "jobs.Run.job": BY_CODE,
    "jobs.Run.last_error": BY_CODE,
    "jobs.Run.said": BY_CODE,
    "jobs.Run.unit": BY_CODE,
    "accounts.Sending.href": BY_CODE,
    "accounts.Sending.message": "what a form answered; the forms below are filled",
    "accounts.Token.digest": "a hash",
    "accounts.User.email": "an address of mail",
    "accounts.User.password": "a hash",
    "accounts.User.time_zone": "a zone that there is",
    "kpis.Connector.address": "an address of the web",
    "kpis.Connector.secret": "kept encrypted",
    "kpis.Kpi.currency": "three letters",
    "kpis.Kpi.pace_points": "days and shares",
    "kpis.Kpi.title_key": "the title once more",
    "kpis.KpiState.forecast_method": BY_CODE,
    "kpis.KpiState.reason": BY_CODE,
    "kpis.KpiState.status": BY_CODE,
    "kpis.ValueFile.refusal": BY_CODE,
    "objectives.Objective.currency": "three letters",
    "reports.Decision.applied": BY_CODE,
    "reports.Kept.cause_kind": BY_CODE,
    "reports.Kept.doubt": BY_CODE,
    "reports.Kept.headline": BY_CODE,
    "reports.Kept.verdict": BY_CODE,
    "reports.Matter.key": BY_CODE,
    "reports.Matter.thing": BY_CODE,
    "reports.Pack.digest": "a hash",
    "reports.Pack.refusal": BY_CODE,
    "reports.Pack.scope": "an address's own words",
    "reports.ReadyBoard.scope": "an address's own words",
    "reports.ReadyBoard.stamp": BY_CODE,
    "reports.Review.scope": "an address's own words",
    "reports.SavedScope.scope": "an address's own words",
    "reports.Subscription.scope": "an address's own words",
    "reports.Snapshot.scope": BY_CODE,
    "stories.Agreement.fingerprint": BY_CODE,
    "stories.Exemption.code": BY_CODE,
    "stories.Judgement.fp_link": BY_CODE,
    "stories.Judgement.fp_lower": BY_CODE,
    "stories.Judgement.fp_upper": BY_CODE,
    "stories.VerdictChange.after": BY_CODE,
    "stories.VerdictChange.before": BY_CODE,
}
NAMES_OF_FILES = {"reports.ImportRun.name", "kpis.ValueFile.name"}
VERDICTS = ("KpiVerdict", "FocusVerdict", "ObjectiveVerdict")
ROOMY, FEW = 100, 20
# What shows no text of anybody's, and is drawn by a script of others with styles of its own.
NO_TEXTS = {"api-docs"}
PROBED = [page for page in PAGES if page.who and page.name not in NO_TEXTS]
FORMS = [page for page in WRITING if page.status == 200]
# The form of a page, without loading the page: what is looked at is the answer.
TAKE = """
async (url) => {
  const sent = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  const form = sent.querySelector("main form[method=post]");
  form?.setAttribute("action", new URL(form.getAttribute("action") ?? "", location.origin + url));
  document.body.append(document.createElement("main"));
  if (form) document.querySelector("main").append(form);
  return Boolean(form);
}
"""
GIVEN_BACK = """
(text) => [...document.querySelectorAll("main input, main textarea")]
  .some((one) => one.value.includes(text))
"""
FILL = """
(text) => {
  const form = document.querySelector("main form[method=post]");
  const free = "input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=file])";
  for (const one of form.querySelectorAll(`${free}, textarea`)) {
    if (one.type !== "text" && one.localName === "input") one.type = "text";
    one.removeAttribute("maxlength");
    one.value = text;
  }
  HTMLFormElement.prototype.submit.call(form);
}
"""


def plain(text: str) -> str:
    """Return a text with every space alike, as a name of one line is kept."""
    return " ".join(text.split())


def free_texts():
    """Return every column that holds text which people write as they like."""
    return [
        field
        for app in OWN_APPS
        for model in apps.get_app_config(app).get_models()
        if model.__name__ not in VERDICTS
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and f"{model._meta.label}.{field.name}" not in NOT_FREE
    ]


def test_each_payload_is_noticed_where_nothing_guards_against_it(bare):
    unnoticed = [
        (markup, text)
        for markup, texts in ALIVE_IN.items()
        for text in texts
        if not bare(Template(markup.replace("%s", text)).render(Context())).evaluate(TRACES)
    ]

    assert unnoticed == []
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 60


@pytest.mark.trust("C01")
@pytest.mark.parametrize("field", free_texts(), ids=str)
def test_every_text_of_every_model_holds_the_payloads(enter, field):
    enter("hostile")
    written = plain("\n".join(field.model.objects.values_list(field.name, flat=True)))
    wanted = FILE_NAMES if str(field) in NAMES_OF_FILES else PAYLOADS

    missing = [text for text in wanted if plain(text) not in written]

    if field.max_length and field.max_length < ROOMY:
        assert len(wanted) - len(missing) >= FEW
    else:
        assert missing == []


@pytest.mark.trust("C01")
@pytest.mark.trust("C03")
@pytest.mark.trust("C05")
@pytest.mark.parametrize("shown", PROBED, ids=lambda page: page.name)
def test_hostile_names_of_full_length_stay_text_and_fit_a_phone(enter, reading, shown):
    world = enter("hostile")
    try:
        url = shown.url()
    except LookupError:
        pytest.skip("this state has nothing to show here")

    page = reading(world, shown.who, viewport=NARROW)
    answer = page.goto(url)

    assert answer.status == shown.status
    assert page.evaluate(TRACES) == []
    assert sticking_out(page) == []
    assert refused(page) == []
    assert page.context.notes.elsewhere == []


@pytest.mark.trust("C01")
def test_forms_give_hostile_words_back_as_text(own_hostile, reading):
    found, given_back = {}, 0
    for shown in FORMS:
        try:
            url = shown.url()
        except LookupError:
            continue  # this state has nothing to show here
        page = reading(own_hostile, shown.who, viewport=NARROW)
        page.goto("/health/live/")
        if page.evaluate(TAKE, url):
            with page.expect_navigation():
                page.evaluate(FILL, " ".join(PAYLOADS))
            traces = page.evaluate(TRACES) + refused(page) + page.context.notes.elsewhere
            found[shown.name] = traces
            given_back += page.evaluate(GIVEN_BACK, PAYLOADS[0])

    assert len(found) > len(FORMS) / 2
    assert given_back > len(found) / 2
    assert {name: traces for name, traces in found.items() if traces} == {}
