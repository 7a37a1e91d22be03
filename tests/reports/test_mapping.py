"""The map as a drawing: where boxes stand, how lines run, what is lit."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import lettering
from reports.columns import GAP, crossings
from reports.lettering import shortened, width_of, wrapped
from reports.mapping import (
    BOX,
    LOWEST,
    WIDTH,
    Sheet,
    Thing,
    Tie,
    height_of,
    lay_out,
    lit,
)

pytestmark = pytest.mark.engine


def sheet(*, ties=(), **columns) -> Sheet:
    """Return a sheet of the keys of each column, with ties written as “upper lower”."""
    things = [
        Thing(key, at, key.upper())
        for at, name in enumerate(("goals", "work", "kpis"))
        for key in columns.get(name, "").split()
    ]
    return Sheet(tuple(things), tuple(Tie(*one.split()) for one in ties))


def order(layout, column: int) -> str:
    found = [box for box in layout.boxes if box.thing.column == column]
    return " ".join(box.thing.key for box in sorted(found, key=lambda box: box.y))


def boxes(layout) -> dict:
    return {box.thing.key: box for box in layout.boxes}


def test_nothing_is_drawn_of_nothing():
    layout = lay_out(Sheet())

    assert (layout.width, layout.height, layout.boxes) == (WIDTH, LOWEST, ())


def test_the_fullest_column_says_how_high_things_are():
    drawn = sheet(goals="a b", work="x y z", kpis="p")

    found = boxes(lay_out(drawn))

    assert height_of(()) == 0
    assert height_of(drawn.things) == sum(found[key].height + GAP for key in "xyz")


def test_columns_are_ordered_so_that_lines_do_not_cross():
    drawn = sheet(
        goals="a b c",
        work="x y z",
        kpis="p q r",
        ties=("a z", "b y", "c x", "z r", "y q", "x p"),
    )

    layout = lay_out(drawn)

    assert [order(layout, at) for at in range(3)] == ["a b c", "z y x", "r q p"]


def test_goals_keep_the_order_of_the_business_even_where_lines_cross():
    layout = lay_out(sheet(goals="b a", work="x", ties=("a x",)))

    assert order(layout, 0) == "b a"


def test_goals_that_are_no_tree_are_ordered_too():
    drawn = sheet(goals="a b", work="x y", kpis="p q", ties=("b x", "a y", "x p", "y q"))

    layout = lay_out(replace(drawn, free=True))

    at = boxes(layout)
    assert [at[tie.upper].y < at["a"].y for tie in drawn.ties[:1]] == [at["x"].y < at["y"].y]


def test_a_column_may_grow_a_little_so_that_lines_run_straight():
    pairs = [f"{upper}{n} {lower}{n}" for upper, lower in ("ax", "xp") for n in range(9)]
    goals, work, kpis = (" ".join(f"{letter}{n}" for n in range(9)) for letter in "axp")
    at = boxes(lay_out(sheet(goals=goals, work=f"{work} loose", kpis=f"{kpis} lone", ties=pairs)))

    assert {at[f"a{n}"].middle - at[f"p{n}"].middle for n in range(9)} == {0}


def test_what_serves_two_goals_stands_between_them():
    layout = lay_out(sheet(goals="a b", work="x y z", ties=("a x", "a y", "b y", "b z")))

    assert order(layout, 1) == "x y z"


def test_a_thing_stands_level_with_the_middle_of_what_it_is_tied_to():
    at = boxes(lay_out(sheet(goals="a", work="x", kpis="p q r", ties=("a x", "x p", "x q", "x r"))))

    assert at["a"].middle == at["x"].middle == at["q"].middle
    assert at["p"].y == 0


def test_goals_that_nothing_serves_keep_close_to_what_follows():
    at = boxes(
        lay_out(sheet(goals="a b", work="x", kpis="p q r s", ties=("b x", "x p", "x q", "x r")))
    )

    assert at["a"].y + at["a"].height <= at["b"].y
    assert at["a"].y == at["b"].y - at["a"].height - GAP - 14


def test_a_goals_own_measure_has_a_line_that_passes_the_work():
    layout = lay_out(sheet(goals="a", work="x", kpis="p q", ties=("a x", "x p", "a q")))
    at, line = boxes(layout), layout.strokes[2]

    assert re.fullmatch(r"M350 \d+C397 \d+ 397 \d+ 445 \d+H795C842 \d+ 842 \d+ 890 \d+", line.d)
    assert not at["x"].y < line.y < at["x"].y + at["x"].height


def test_a_goal_below_another_stands_in_and_hangs_on_it():
    goals = (Thing("a", 0, "Above"), Thing("b", 0, "Below", depth=1, above="a"))
    layout = lay_out(Sheet(goals))
    at = boxes(layout)

    assert (at["b"].x, at["b"].right) == (16, BOX)
    assert layout.brackets[0].d == f"M8 {at['a'].height}V{at['b'].middle}H16"


def test_a_line_to_something_that_is_not_there_is_not_drawn():
    layout = lay_out(sheet(goals="a", work="x", ties=("a y", "z x", "a x")))

    assert [stroke.tie.lower for stroke in layout.strokes] == ["x"]


def test_looking_at_a_thing_lights_what_it_leads_to_and_what_leads_to_it():
    things = (Thing("top", 0, "Top"), Thing("a", 0, "A", depth=1, above="top"))
    rest = sheet(goals="b", work="x y", kpis="p q r", ties=("a x", "b x", "x p", "x q", "b y"))
    drawn = Sheet((*things, *rest.things), rest.ties)

    layout = lay_out(drawn, "p")

    assert lit(drawn, "p") == {"p", "x", "a", "b", "top"}
    assert lit(drawn, "a") == {"a", "top", "x", "p", "q"}
    assert {box.thing.key for box in layout.boxes if box.look == "dim"} == {"y", "q", "r"}
    assert [stroke.look for stroke in layout.strokes] == ["lit", "lit", "lit", "dim", "dim"]
    assert layout.brackets[0].look == "lit"
    assert {box.look for box in lay_out(drawn, "nobody").boxes} == {""}


def test_a_circle_of_goals_is_lit_once():
    goals = (Thing("a", 0, "A", above="b"), Thing("b", 0, "B", above="a"))

    assert lit(Sheet(goals), "a") == {"a", "b"}


def test_a_box_says_its_verdict_in_words_unless_it_is_sound():
    sound = Thing("a", 0, "Keep customers", "sound", "Traced and agreed")
    doubt = Thing("x", 1, "Speed", "risk", "Not agreed yet", "No KPI")
    at = boxes(lay_out(Sheet((sound, doubt, Thing("n", 2, "3 KPIs", several=True)))))

    assert at["a"].small is None
    assert at["x"].small.text == "Not agreed yet · No KPI"
    assert at["a"].label == "Objective: Keep customers. Traced and agreed"
    assert at["n"].label == "3 KPIs"


def test_a_very_long_name_takes_two_lines_and_leaves_room_for_what_opens_it():
    name = "Grow in every market that we know of and some that we do not " * 4
    at = boxes(lay_out(Sheet((Thing("a", 0, name), Thing("b", 0, name, toggle="?open=1")))))

    assert [len(box.title) for box in at.values()] == [2, 2]
    assert all(box.title[1].text.endswith("…") for box in at.values())
    assert len(at["b"].title[0].text) < len(at["a"].title[0].text)
    assert (at["b"].toggle_x, at["b"].toggle_y) == (323, at["b"].middle - 12)
    assert (at["b"].sign_x, at["b"].sign_y) == (335, at["b"].middle + 5)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ("",)),
        ("short", ("short",)),
        ("two words", ("two", "words")),
        ("one two three four", ("one", "two t…")),
        ("unbelievably", ("unbelie", "vably")),
        ("顧客の体験を良くする", ("顧客の", "体験…")),
    ],
)
def test_words_are_wrapped_and_cut_where_there_is_no_room(text, lines):
    assert wrapped(text, 3.8, 2) == lines


@given(st.text(max_size=80), st.integers(4, 20))
def test_no_line_is_wider_than_its_room(text, room):
    lines = wrapped(text, room, 2)

    assert 1 <= len(lines) <= 2
    assert all(width_of(line) <= room for line in lines)
    assert width_of(shortened(text, room)) <= room


def test_a_letter_takes_the_room_of_its_shape():
    lettering._advance.cache_clear()  # pages that others asked for have measured letters, too

    assert width_of("e\u0301") == width_of("e")
    assert width_of("ill") < width_of("own") < width_of("OWN") < width_of("WWW")
    assert width_of("客") > width_of("W")


def test_a_mark_stands_before_the_words_of_its_box_and_a_broken_line_does_not_hold():
    things = (Thing("a", 0, "Keep customers", "sound"), Thing("x", 1, "Speed", "broken"))
    layout = lay_out(Sheet(things, (Tie("a", "x", "broken"),)))

    assert [stroke.tie.held for stroke in layout.strokes] == [False]
    for box in layout.boxes:
        assert box.x < box.mark_x < box.title[0].x
        assert box.y < box.mark_y < box.y + box.height


def test_crossings_are_counted():
    assert crossings("ab", "xy", [("a", "y"), ("b", "x")]) == 1
    assert crossings("ab", "xy", [("a", "x"), ("a", "y"), ("b", "y")]) == 0


@st.composite
def sheets(draw):
    names = [f"{letter}{n}" for letter in "gwk" for n in range(draw(st.integers(0, 6)))]
    columns = [[name for name in names if name[0] == letter] for letter in "gwk"]
    things = tuple(
        Thing(name, "gwk".index(name[0]), "Some words " * draw(st.integers(1, 12)))
        for name in names
    )
    pairs = [
        (upper, lower)
        for start, end in ((0, 1), (1, 2), (0, 2))
        for upper in columns[start]
        for lower in columns[end]
    ]
    ties = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return Sheet(things, tuple(Tie(*pair) for pair in ties))


@settings(max_examples=40)
@given(sheets())
def test_boxes_never_overlap_and_stay_on_the_sheet(drawn):
    layout = lay_out(drawn)

    assert len(layout.boxes) == len(drawn.things)
    assert len(layout.strokes) == len(drawn.ties)
    for column in range(3):
        found = sorted(
            (box for box in layout.boxes if box.thing.column == column), key=lambda box: box.y
        )
        assert all(one.y + one.height + GAP <= other.y for one, other in pairwise(found))
        assert all(box.y >= 0 and box.y + box.height <= layout.height for box in found)
