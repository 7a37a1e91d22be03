from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.lib.numbers import Notation
from alignment.lib.tables import Limits, open_stream, write_xlsx
from kpis.doubting import Ordinary, doubts_about
from kpis.value_doubts import Watch, quiet
from kpis.value_sheets import (
    LISTED,
    SHEETS,
    Known,
    ValueCell,
    ValueReader,
    ignored,
    layout_of,
    refs_and_notation,
    text_at,
)
from tests.conftest import TODAY
from tests.refusing import refusal

pytestmark = pytest.mark.engine

D = Decimal
KNOWN = {"A": Known(1, "s"), "B": Known(2, "%"), "C": Known(3)}
MARCH = date(2026, 3, 31)


def read(text, name="values.csv", kpis=KNOWN):
    """Return what a file says as (kpi, day, value), and its reader with the complaints."""
    data = text if isinstance(text, bytes) else text.encode()
    stream = open_stream(data, name, Limits(), SHEETS)
    layout = layout_of(stream.columns)
    _, notation, _ = refs_and_notation(stream.records(), layout, plain=stream.plain)
    layout = type(layout)(layout.kpi, layout.day, layout.values, layout.note, notation)
    reader = ValueReader("values", stream.columns, layout, kpis, TODAY, day_zero=stream.day_zero)
    cells = list(reader.read(stream.records(), lambda: None))
    for problem in stream.problems:
        reader.complaints.add("sheet", problem)
    return [(cell.kpi, cell.on, cell.value) for cell in cells], reader


def complaints(text, **options):
    return [
        (one.row, one.column, one.value, one.reason)
        for one in read(text, **options)[1].complaints.listed
    ]


def test_a_long_sheet_has_a_row_for_each_value():
    cells, reader = read("kpi,date,value,note\nA,2026-03-31,2.10,after\nB,2026-03-31,85%,\n")

    assert cells == [(1, MARCH, D("2.1")), (2, MARCH, D(85))]
    assert not len(reader.complaints)


def test_a_wide_sheet_has_a_column_for_each_date_and_may_have_gaps():
    cells, reader = read("kpi,title,2025-12-31,2026-03-31\nA,Load time,2,1.9\nB,Users,,80\n")

    assert cells == [(1, date(2025, 12, 31), D(2)), (1, MARCH, D("1.9")), (2, MARCH, D(80))]
    assert not len(reader.complaints)
    assert ignored(reader.columns, reader.layout) == ["title"]


def test_titles_of_periods_are_their_last_days():
    layout = layout_of(("kpi", "2024", "2026_02", "2026_q3", "31_january_2026", "31.01.2025"))

    assert [on for _, on in layout.values] == [
        *(date(2024, 12, 31), date(2026, 2, 28), date(2026, 9, 30)),
        *(date(2026, 1, 31), date(2025, 1, 31)),
    ]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (("date", "value"), "no_column"),
        (("kpi", "value"), "no_column"),
        (("kpi", "date"), "no_column"),
        (("kpi", "title"), "no_column"),
        (("kpi", "2026_13_01"), "title_is_no_day"),
        (("kpi", "2026_02_30"), "title_is_no_day"),
        (("kpi", "01/02/2026"), "title_is_no_day"),
        (("kpi", "2025_12_31", "2025"), "two_columns"),
    ],
)
def test_a_sheet_without_its_columns_is_refused(columns, code):
    assert refusal(layout_of, columns=columns).code == code


@pytest.mark.trust("C16")
@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("\ufeffkpi,date,value\nA,2026-03-31,1.5\n".encode(), "1.5"),
        ("kpi,date,value\nA,2026-03-31,1.5\n".encode("utf-16"), "1.5"),
        (b"kpi;date;value\nA;2026-03-31;0,5\n", "0.5"),
        ("kpi;date;value;note\nA;31.03.2026;1.234,5;größer\n".encode("cp1252"), "1234.5"),
        (b"kpi\tdate\tvalue\nA\t2026-03-31\t1 234.5\n", "1234.5"),
        (b"KPI,Date,VALUE\r\nA,2026-03-31,1.5\r\n\r\n\r\n", "1.5"),
        (b'kpi,date,value,note\nA,2026-03-31,1.5,"two\nlines"\n', "1.5"),
        (b"kpi,date,value\nA,46112,1.5\n", "1.5"),
        (b"kpi,date,value\nA,31 March 2026,-0\n", "0"),
        (b"kpi,date,value\nA,2026-03-31,0.30000000000000004\n", "0.3"),
        (b"kpi,date,value,extra\nA,2026-03-31,7,what\n", "7"),
    ],
)
def test_declared_dialects_are_read_right(data, value):
    assert read(data)[0] == [(1, MARCH, D(value))]


@pytest.mark.trust("C16")
@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ('A,2026-03-31,"1,234"', "value", "“1,234” can be read as 1,234 or as 1.234."),
        ("A,2026-03-31,nan", "value", "“nan” is not a number. Write it like 1234.5."),
        ("A,2026-03-31,1e400", "value", "“1e400” is not a number."),
        ("A,2026-03-31,true", "value", "“true” is not a number."),
        ("A,2026-03-31,1_000", "value", "“1_000” is not a number."),
        ("A,2026-03-31,١٢", "value", "“١٢” is not a number."),
        ("A,2026-03-31,1234567890123456", "value", "has too many digits"),
        ("A,2026-03-31,85%", "value", "This is in percent, and the KPI is measured in s."),
        ("C,2026-03-31,85%", "value", "This is in percent, and the KPI has no unit."),
        ("A,2026-03-31,", "value", "There is no value. Write one, or leave the row out."),
        ("A,2026-02-31,1", "date", "“2026-02-31” is not a day in the calendar."),
        ("A,01/02/2026,1", "date", "can be read as 2026-02-01 or as 2026-01-02."),
        ("A,2090-01-01,1", "date", "1 January 2090 is still to come"),
        ("A,0001-01-01,1", "date", "1 January 1 is before 1900"),
        ("A,,1", "date", "Say which day the value is true for."),
        ("Z,2026-03-31,1", "kpi", "There is no KPI “Z”."),
        (",2026-03-31,1", "kpi", "Say which KPI this value is of, by its reference."),
        ("A,2026-03-31,1,x,more", "column 5", "There is no column title above this."),
    ],
)
def test_what_cannot_be_read_for_certain_is_named_and_never_guessed(row, column, reason):
    found = complaints(f"kpi,date,value,note\n{row}\n")

    assert [(number, place) for number, place, _, _ in found] == [(2, column)]
    assert reason in found[0][3]


@pytest.mark.parametrize("text", ["kpi,date,value\nA,2026-12-31,1\n", "kpi,2026\nA,1\n"])
def test_the_last_day_of_the_running_year_is_kept_for_what_is_measured_yearly(text):
    assert read(text, kpis={"A": Known(1, cadence="year")})[0] == [(1, date(2026, 12, 31), D(1))]
    assert "31 December 2026 is still to come" in complaints(text)[0][3]


def test_one_decimal_comma_makes_points_ambiguous_elsewhere():
    text = "kpi;date;value\nA;2026-03-31;0,5\nA;2026-04-30;1.234\n"

    assert [(row, value) for row, _, value, _ in complaints(text)] == [(3, "1.234")]


@pytest.mark.parametrize("title", ["value", "Value"])
def test_a_doubled_column_is_refused(title):
    found = complaints(f"kpi,date,value,{title}\nA,2026-03-31,1,2\n")

    assert (1, "value", title, "This column is there twice. Keep one of them.") in found


def test_a_spreadsheet_is_read_by_the_sheet_called_values():
    rows = [("A", MARCH, D("1.5")), ("B", MARCH, "85%")]
    book = write_xlsx({"notes": (("x",), [("y",)]), "Values": (("kpi", "date", "value"), rows)})

    assert read(book, "book.xlsx")[0] == [(1, MARCH, D("1.5")), (2, MARCH, D(85))]


def test_of_several_sheets_the_one_with_values_has_to_be_named():
    sheet = (("kpi", "date", "value"), [("A", MARCH, D(1))])
    book = write_xlsx({"one": sheet, "two": sheet})

    error = refusal(open_stream, source=book, name="b.xlsx", limits=Limits(), wanted=SHEETS)

    assert error.sentence == (
        "There are several sheets: “one”, “two”. Call the one with the values “values”."
    )


def test_a_spreadsheets_own_dates_and_wrong_cells_are_told_apart():
    rows = [(D(1), MARCH, MARCH), ("A", D("1.5"), D(2)), ("A", MARCH, D(10) ** 15)]
    book = write_xlsx({"values": (("kpi", "date", "value"), rows)})

    found = complaints(book, name="v.xlsx", kpis=KNOWN | {"1": Known(4)})

    assert [(row, column) for row, column, _, _ in found] == [
        (2, "value"),
        (3, "date"),
        (4, "value"),
    ]
    assert found[0][3] == "This is a date, not a number. Format it as a number."
    assert text_at([MARCH], 0) == "2026-03-31"


@pytest.mark.parametrize("note", ["x" * 1001, "a\x00b"])
def test_a_note_that_cannot_be_kept_is_refused(note):
    assert len(complaints(f"kpi,date,value,note\nA,2026-03-31,1,{note}\n")) == 1


@pytest.mark.trust("D16")
def test_every_bad_row_is_counted_by_its_reason_and_the_first_thousand_are_listed():
    bad = ["A,2026-03-31,x"] * 1500 + ["Z,2026-03-31,1"] * 20
    text = "\n".join(["kpi,date,value", *bad, "A,2026-03-31,1"])

    cells, reader = read(text)

    assert len(cells) == 1
    assert reader.complaints.by_code == {"not_a_number": 1500, "unknown_kpi": 20}
    assert len(reader.complaints.listed) == LISTED


def test_notation_is_told_from_the_whole_column():
    layout = layout_of(("kpi", "date", "value"))
    records = [(2, ["A", "x", "1.5"]), (3, ["B", "x", D(1)]), (4, ["B"])]

    assert refs_and_notation(iter(records), layout, plain=False) == (
        *({"A", "B"}, Notation.PLAIN, 3),
    )


def cells_of(*values, kpi=1):
    return [ValueCell(row, 2, kpi, MARCH, D(value)) for row, value in enumerate(values, 2)]


def test_values_out_of_the_ordinary_are_asked_about_and_change_no_usual():
    watch = Watch({1: Ordinary(known=(D(2), D("2.1")), unit="s")})

    passed = list(watch.look(cells_of("2.2", "2300", "2.3", "-2", "2.1")))

    assert len(passed) == 5
    assert [(one.cell.row, one.question) for one in watch.listed] == [
        (3, "2,300 s is a thousand times or more the last value, 2.2 s. Is it in s?"),
        (5, "-2 s is below 0; nothing known of this measure is. Is the sign right?"),
    ]
    assert watch.count == 2


def test_a_series_that_grows_through_the_file_is_ordinary():
    watch = Watch({})

    list(watch.look(cells_of(*(1000 * 3**step for step in range(12)))))

    assert watch.count == 0


def test_doubts_beyond_a_thousand_are_counted_only():
    watch = Watch({1: Ordinary(known=(D(2),))})

    list(watch.look(cells_of(*["-1"] * 1200)))

    assert (watch.count, len(watch.listed)) == (1200, 1000)


figures = st.decimals(D(-10_000), D(10_000), places=2)


@given(
    known=st.lists(figures, max_size=5),
    bounds=st.tuples(st.none() | figures, st.none() | figures),
    value=figures,
    strict=st.booleans(),
)
def test_between_the_quiet_values_the_engine_asks_nothing(known, bounds, value, strict):
    ordinary = Ordinary(tuple(known), low=bounds[0], high=bounds[1], strict=strict)
    low, high = quiet(ordinary)

    if low < value < high:
        assert doubts_about(value, ordinary) == ()
