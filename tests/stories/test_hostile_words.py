"""Text that tries to be more than text, where no browser goes along: in mails and in refusals."""

from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.core import mail
from django.test import Client

from kpis.services import edit_kpi
from stories.asked import asked_of
from stories.models import Reminder
from stories.pages.reminder import reminder_mail
from stories.services import say
from stories.tasks import send_comments
from stories.views import reading
from tests import forms, make
from tests.browser.payloads import ALIVE_IN, EVALUATED, PAYLOADS
from tests.conftest import NOW
from tests.jobs.turns import turn
from tests.stories.pages import company, settled

pytestmark = [pytest.mark.django_db, pytest.mark.trust("C01")]
LONGEST_TITLE = 300
ALL = "\n".join(PAYLOADS)
TAGS = {"iframe", "object", "embed", "base", "marquee", "math", "image", "x", "style", "video"}
SCHEMES = ("javascript:", "vbscript:", "data:", "//")


def titles():
    """Yield all payloads, as many side by side as a title holds."""
    title = ""
    for text in PAYLOADS:
        line = " ".join(text.split())
        if title and len(title) + len(line) >= LONGEST_TITLE:
            yield title
            title = ""
        title = f"{title} {line}".strip()
    yield title


class Traces(HTMLParser):
    """Finds what a page of ours never has."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        given = {name: "".join((value or "").split()).lower() for name, value in attrs}
        own = given.get("src", "").startswith("/static/")
        comes_in = any(
            name.startswith(("on", "hx-on"))
            or (name in {"href", "src", "action", "formaction"} and value.startswith(SCHEMES))
            or name in {"srcdoc", "style"}
            for name, value in given.items()
        )
        if tag in TAGS or comes_in or (tag == "script" and not own):
            self.found.append(self.get_starttag_text())


def alive(html, said=PAYLOADS):
    """Return what of the payloads came through as more than text."""
    traces = Traces()
    traces.feed(html)
    marked = [text for text in said if set(text) & set("<>\"'") and text in html]
    return traces.found + marked + ([EVALUATED] if EVALUATED in html else [])


def test_what_comes_alive_is_noticed():
    for markup, texts in ALIVE_IN.items():
        for text in texts if markup.startswith("<p") else ():
            assert alive(markup.replace("%s", text)) or "{" in text, text
    assert alive("<p>6391</p>") == [EVALUATED]
    assert alive('<a href="/kpis/7/">&lt;script&gt;</a>') == []


def test_mails_on_comments_hold_text_alone():
    names = list(titles())
    writer = make.user(names[0][:120])
    reader = make.user(names[1][:120], role="leader")
    for title in names:
        goal = make.objective(title, business_owner=reader)
        say(thing=goal, body=ALL, by=writer, at=NOW)

    send_comments(turn(NOW.replace(hour=10), unit=str(reader.pk)))

    (sent,) = mail.outbox
    ((html, kind),) = sent.alternatives
    assert kind == "text/html"
    assert "&lt;script&gt;" in html
    assert alive(html) == []
    assert "\n" not in sent.subject


def test_reminders_hold_text_alone():
    world = company()
    person = world.business
    edit_kpi(kpi=world.kpi, facts={"target": 1}, version=1, by=world.technology, at=NOW)
    settled()
    for title in titles():
        type(world.goal).objects.filter(pk=world.goal.pk).update(title=title)
        person.name = title[:120]
        matters = [one.key for one in asked_of(person)]
        sent = reminder_mail(Reminder(person=person, matters=matters), NOW)
        ((html, _),) = sent.alternatives
        assert alive(html) == []
        assert "\n" not in sent.subject


def test_refusals_say_nothing_that_was_asked_for(signed_in, monkeypatch):
    person = signed_in(make.user())
    goal = make.objective(" ".join(ALL.split())[:LONGEST_TITLE])
    loose = Client(raise_request_exception=False)
    loose.force_login(make.user(role="admin"))

    for text in PAYLOADS:
        answer = person.get(f"/{quote(text)}/", {"q": text})
        assert answer.status_code == 404
        assert alive(answer.content.decode(), [text]) == []

    def fail(*_):
        raise RuntimeError(ALL)

    monkeypatch.setattr(reading, "show_objective", fail)
    answers = {
        403: person.get(f"/objectives/{goal.pk}/edit/"),
        500: loose.get(f"/objectives/{goal.pk}/", {"next": ALL}),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert alive(answer.content.decode()) == []


def test_both_texts_of_a_conflict_are_text(signed_in):
    leader = signed_in(make.user(role="leader"))
    area = make.focus_area("Pace", rationale="Slow pages drive people away.")
    address = f"/focus-areas/{area.pk}/edit/"
    mine = forms.read(leader.get(address)) | {"rationale": f"{ALL}\nMine."}
    assert forms.fill(leader, address, rationale=f"Theirs.\n{ALL}").status_code == 302

    answer = leader.post(address, mine)

    assert answer.status_code == 409
    assert "&lt;script&gt;" in answer.content.decode()
    assert alive(answer.content.decode()) == []


def test_asking_before_something_is_deleted_shows_names_as_text(signed_in):
    admin = signed_in(make.user(role="admin"))
    for title in titles():
        goal, area, kpi = make.objective(title), make.focus_area(title), make.kpi(title)
        make.focus_link(area, goal, because=ALL)
        for address in (
            f"/objectives/{goal.pk}/delete/",
            f"/focus-areas/{area.pk}/delete/",
            f"/kpis/{kpi.pk}/delete/",
        ):
            answer = admin.get(address)
            assert answer.status_code == 200
            assert alive(answer.content.decode()) == []
