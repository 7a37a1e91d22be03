import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignment.lib.dates import parse_date
from alignment.lib.errors import DomainError
from alignment.lib.numbers import DECIMALS, parse_decimal
from alignment.lib.tables import read_workbook, write_csv_folder, write_csv_zip, write_xlsx

TRIGGERS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]
writers = pytest.mark.parametrize("write", [write_xlsx, write_csv_zip])
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda text: text.strip()
)
dangerous = st.builds(
    str.__add__, st.sampled_from([*TRIGGERS, "'", "''=", "_x0041_", "_x000D"]), texts
)
numbers = st.decimals(-(10**14), 10**14, places=DECIMALS) | st.decimals(-1000, 1000, places=2)


def back(write, *values):
    workbook = read_workbook(write({"kpis": (["ref", "x"], [["K", value] for value in values])}))
    return [row["x"] for _, row in workbook["kpis"].rows]


@writers
@settings(max_examples=30)
@given(found=st.lists(texts | dangerous, min_size=10, max_size=20))
def test_text_comes_back_equal(write, found):
    assert back(write, *found) == found


@writers
@settings(max_examples=30)
@given(values=st.lists(numbers, min_size=10, max_size=20))
def test_numbers_come_back_equal(write, values):
    cells = back(write, *values)

    assert [cell if isinstance(cell, Decimal) else parse_decimal(cell) for cell in cells] == values


@writers
@settings(max_examples=20)
@given(days=st.lists(st.dates(), min_size=5, max_size=10))
def test_days_come_back_equal(write, days):
    assert [parse_date(cell) for cell in back(write, *days)] == days


@writers
def test_nothing_comes_back_as_nothing(write):
    assert back(write, None, "") == ["", ""]


@pytest.mark.trust("C10")
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_no_text_becomes_a_formula(trigger):
    text = f"{trigger}HYPERLINK(1)"

    sheets = {"kpis": (["=title"], [[text]])}
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(sheets)))
    with zipfile.ZipFile(io.BytesIO(write_csv_zip(sheets))) as archive:
        written = archive.read("kpis.csv").decode("utf-8-sig")

    assert {cell.data_type for (cell,) in book["kpis"].iter_rows()} == {"s"}
    assert all(cell.quotePrefix for (cell,) in book["kpis"].iter_rows())
    assert list(csv.reader(io.StringIO(written, newline=""))) == [["'=title"], ["'" + text]]


@pytest.mark.trust("C11")
@given(value=numbers)
def test_numbers_are_never_prefixed(value):
    with zipfile.ZipFile(io.BytesIO(write_csv_zip({"kpis": (["x"], [[value]])}))) as archive:
        written = archive.read("kpis.csv").decode("utf-8-sig").split()[1]

    assert Decimal(written) == value
    assert "'" not in written


def test_a_day_in_xlsx_is_a_day_to_a_spreadsheet():
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx({"k": (["on"], [[date(2026, 11, 21)]])})))

    cell = book["k"]["A2"]

    assert cell.is_date
    assert cell.number_format == "yyyy-mm-dd"


def test_a_text_too_long_for_a_spreadsheet_is_refused_and_the_way_out_said():
    with pytest.raises(DomainError, match="Export as a zip of CSV files"):
        write_xlsx({"objectives": (["story"], [["x" * 32_768]])})


def test_the_same_sheets_make_the_same_zip():
    sheets = {"kpis": (["ref"], [["K-1"]])}

    assert write_csv_zip(sheets) == write_csv_zip(sheets)


def test_a_folder_reads_back_like_a_zip(tmp_path):
    sheets = {"kpis": (["ref"], [["K-1"]]), "objectives": (["ref"], [["O-1"]])}

    write_csv_folder(sheets, tmp_path / "new")

    assert read_workbook(tmp_path / "new") == read_workbook(write_csv_zip(sheets))


def test_a_sheet_can_be_read_as_it_opens_and_printed():
    told = "What a goal says is longer than any column should be wide, " * 3
    rows = [(told, date(2026, 11, 21), 7), ("Short\nin two lines", None, 12)]

    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx({"a": (("Text", "Day", "N"), rows)})))["a"]

    widths = [round(sheet.column_dimensions[name].width) for name in "ABC"]
    assert widths == [62, 12, 8]
    assert [cell.alignment.wrap_text for cell in sheet["A"]] == [None, True, True]
    assert [cell.alignment.vertical for cell in sheet[2]] == ["top", "top", "top"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
