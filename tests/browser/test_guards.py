"""What looks at the pages notices what is wrong with one."""

import pytest

from tests.browser.axe import EVERY_RULE, SEEN_RULES, violations
from tests.browser.looking import NARROW, sticking_out

GREY = "color:#999;background:#fff"
UNREADABLE = {
    "one of many alike": f"<p style='{GREY}'>One<p style='{GREY}'>Two",
    "after one that need not be read": f"<button disabled style='{GREY}'>One</button>"
    f"<button style='{GREY}'>Two</button>",
    "after one that is hidden": f"<p hidden style='{GREY}'>One<p style='{GREY}'>Two",
    "on a ground further up": "<div style='background:#bbb'><p><b style='color:#767676'>One</b>",
    "under a veil": "<div style='opacity:.5'><p style='color:#666;background:#fff'>One</div>",
    "laid over something else": "<div style='position:relative;height:90px;background:#fff'>"
    "<p style='position:absolute;inset:0;background:#bbb'></p>"
    "<p style='position:absolute;inset:0;color:#767676'>One</p></div>",
    "in a field": f"<label>A <input value=One style='{GREY}'></label>",
}
READABLE = "<p style='color:#767676;background:#fff'>One<p style='color:#666;background:#fff'>Two"


def of_colours(page) -> list[str]:
    return [one for one in violations(page, SEEN_RULES) if one.startswith("color-contrast")]


def test_what_cannot_be_read_is_noticed_wherever_it_stands_and_every_time(bare):
    assert of_colours(bare(READABLE)) == []
    for _ in range(2):
        missed = [where for where, markup in UNREADABLE.items() if not of_colours(bare(markup))]
        assert missed == []


def test_another_scheme_is_another_look(bare):
    style = "<style>p{background:#fff}@media (prefers-color-scheme:dark){p{color:#bbb}}</style>"
    page = bare(f"{style}<p>One")
    light = of_colours(page)
    page.emulate_media(color_scheme="dark")

    assert light == []
    assert len(of_colours(page)) == 1


@pytest.mark.parametrize(
    ("rule", "markup"),
    [
        ("target-size", "<div style='font:6px serif'><button>a</button><button>b</button></div>"),
        ("link-name", "<a href=/></a>"),
        ("label", "<input>"),
    ],
)
def test_what_is_built_badly_is_noticed_by_all_rules_and_by_those_of_what_is_seen(
    bare, rule, markup
):
    page = bare(markup.replace("<button", "<button style='all:unset'"))

    for rules in (EVERY_RULE, SEEN_RULES):
        assert rule in {one.partition(":")[0] for one in violations(page, rules)}


def test_what_is_wider_than_a_phone_is_noticed(bare):
    page = bare("<p style='width:400px'>One")
    wide = sticking_out(page)
    page.set_viewport_size(NARROW)

    assert wide == []
    assert sticking_out(page)[-1].startswith("page 4")
