import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.pasting import Cell, read_block

pytestmark = pytest.mark.engine

NAMES = [("Page load time", "KPI-1"), ("Test coverage", "KPI-2"), ("Releases", "KPI-3")]


def values(text, names=NAMES):
    return {place: cell.value for place, cell in read_block(text, names).cells.items()}


def unread(text, names=NAMES):
    return read_block(text, names).unread


def test_a_column_fills_the_list_in_its_order():
    assert values("1.98\r\n81.5\r\n6\r\n") == {0: "1.98", 1: "81.5", 2: "6"}


def test_an_empty_line_leaves_its_kpi_out():
    assert values("1.98\n\n6") == {0: "1.98", 2: "6"}


def test_a_heading_is_none_of_the_values():
    assert values("Value\tNote\n1.98\n81.5") == {0: "1.98", 1: "81.5"}
    assert values("KPI\tValue\nReleases\t6") == {2: "6"}


def test_a_second_column_is_the_note():
    assert read_block("1.98\tnew cache\n81.5", NAMES).cells == {
        0: Cell("1.98", "new cache"),
        1: Cell("81.5"),
    }


def test_names_and_references_go_before_the_order():
    block = "releases\t6\nKPI-1; 1.98; new cache\n"

    assert read_block(block, NAMES).cells == {2: Cell("6"), 0: Cell("1.98", "new cache")}


def test_what_cannot_be_placed_is_said_and_the_rest_is_read():
    assert values("Releases\t6\nUptime\t99\nempty\t") == {2: "6"}
    assert unread("Releases\t6\nUptime\t99\nempty\t") == ["“Uptime” is none of your KPIs."]
    assert unread("1\n2\n3\n4") == ["Your list has one line less than was pasted."]
    assert unread("1\n2\n3\n4\n5") == ["Your list has 2 lines less than was pasted."]


def test_a_block_with_several_values_in_a_line_is_not_guessed_at():
    assert unread("Releases\t5\t6\t7") == ["Line 1 has more than a value and a note."]


def test_of_two_values_for_one_kpi_the_second_is_said():
    assert values("Releases\t6\nReleases\t7") == {2: "6"}
    assert unread("Releases\t6\nReleases\t7") == ["Line 2 gives a KPI a second value."]


def test_two_kpis_of_one_name_are_told_apart_by_their_reference():
    twins = [("Releases", "KPI-1"), ("Releases", "KPI-2")]

    assert values("KPI-2\t6\nReleases\t7", twins) == {1: "6"}
    assert unread("KPI-2\t6\nReleases\t7", twins) == ["“Releases” is none of your KPIs."]


@pytest.mark.parametrize("text", ["", "\n\n", " \t "])
def test_nothing_is_nothing(text):
    assert read_block(text, NAMES).cells == {}


@given(st.text(), st.integers(0, 4))
def test_any_text_is_read_or_said_and_never_placed_outside_the_list(text, room):
    found = read_block(text, [(f"KPI {place}",) for place in range(room)])

    assert all(0 <= place < room and cell.value for place, cell in found.cells.items())
