"""Parts of pages that are drawn once and filled in."""

from django.template import engines
from django.template.loader import render_to_string

from alignment.lib.canvas import GAPS, Deed, Menu
from alignment.lib.fragments import PLACE, icon, menu, whole_days

DEEDS = (
    Deed("Change it", f"/kpis/{GAPS[0]}/edit/?only=aim&next=%2Fobjectives%2F7%2F"),
    Deed("Move up", f"/kpi-links/{GAPS[1]}/move/", "up"),
)


def test_a_menu_reads_as_its_component_does():
    found = Menu(DEEDS, (12, 34))
    asked = {"deeds": found.filled(), "title": "Loads & <b>", "place": "p-1", "csrf_token": "key"}

    drawn = menu(found, "Loads & <b>", "p-1", "key")

    assert drawn == render_to_string("components/deeds.html", asked)
    assert 'href="/kpis/12/edit/?only=aim&amp;next=' in drawn
    assert 'action="/kpi-links/34/move/"' in drawn
    assert 'name="csrfmiddlewaretoken" value="key"' in drawn


def test_what_is_filled_in_is_not_filled_in_again():
    drawn = menu(Menu(DEEDS, (12, 34)), f"{PLACE}{{title}}{{0}}", "p-1", "key")

    assert f"“{PLACE}{{title}}{{0}}”" in drawn


def test_boxes_that_are_alike_share_no_words():
    one, other = (menu(Menu(DEEDS, (1, 2)), title, "p", "key") for title in ("One", "Other"))

    assert one.replace("One", "Other") == other


def test_every_template_knows_the_shapes():
    drawn = engines["django"].from_string("{% icon kind %}").render({"kind": "sound"})

    assert drawn == icon("sound")
    assert "<svg" in drawn
    assert icon("<script>").strip() == ""


def test_large_numbers_are_written_with_a_comma():
    tabs = [{"text": "All", "href": "/", "current": True, "count": 100_000}]

    drawn = render_to_string("components/tabs.html", {"tabs": tabs, "label": "Sorts"})

    assert ">100,000</span>" in drawn


def test_a_day_stays_on_one_line():
    assert whole_days("27 Nov 2025 to 1 Oct 2026") == "27\xa0Nov\xa02025 to 1\xa0Oct\xa02026"
    assert whole_days("Not said yet") == "Not said yet"
