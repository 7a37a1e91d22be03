import io
import subprocess
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import openpyxl.xml.functions
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from alignment.lib.errors import DomainError
from alignment.lib.tables import Limits, read_workbook


def xlsx(*rows, arrange=lambda _: None):
    book = openpyxl.Workbook()
    book.active.title = "KPIs"
    for row in rows:
        book.active.append(row)
    arrange(book.active)
    return saved(book)


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rewritten(data, change):
    """Pack the file again with what `change(name, text)` makes of each member; None drops it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def in_sheet(old, new):
    def change(name, content):
        return content.replace(old, new) if "sheet1.xml" in name else content

    return change


def with_shared_strings(data):
    """Move the text “K-1” to where spreadsheet programs keep text that occurs often."""
    inline = b'<c r="A2" t="inlineStr"><is><t>K-1</t></is></c>'
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    listed = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'" /></Types>'
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"

    def change(name, content):
        content = content.replace(inline, b'<c r="A2" t="s"><v>0</v></c>')
        return content.replace(b"</Types>", listed)

    target = io.BytesIO(rewritten(data, change))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(
            "xl/sharedStrings.xml", b'<sst xmlns="' + space + b'"><si><t>shared</t></si></sst>'
        )
    return target.getvalue()


def rows_of(data):
    return [row for _, row in read_workbook(data)["kpis"].rows]


def test_cells_come_as_text_numbers_and_dates():
    moment = datetime(2026, 11, 21, 14, 30)  # noqa: DTZ001  spreadsheets know no zones
    data = xlsx(
        ["Ref", "value", "on", "at", "yes", "text"],
        ["K-1", 0.1, date(2026, 11, 21), moment, True, "  two\nlines "],
        ["K-2", 12345678901, None, None, False, "1,234"],
    )

    assert rows_of(data) == [
        {"ref": "K-1", "value": Decimal("0.1"), "on": date(2026, 11, 21),
         "at": "2026-11-21 14:30:00", "yes": "TRUE", "text": "  two\nlines "},
        {"ref": "K-2", "value": Decimal(12345678901), "on": "", "at": "", "yes": "FALSE",
         "text": "1,234"},
    ]  # fmt: skip


def test_a_number_keeps_the_digits_a_spreadsheet_shows():
    assert rows_of(xlsx(["value"], [0.1 + 0.2])) == [{"value": Decimal("0.3")}]


def test_a_percentage_is_what_a_person_sees():
    def arrange(sheet):
        sheet["A2"].number_format = "0.0%"

    assert rows_of(xlsx(["target"], [0.995], arrange=arrange)) == [{"target": "99.5%"}]


def test_a_time_of_day_stays_as_it_is_written():
    data = xlsx(["at"], [datetime(2026, 1, 1, 9, 5).time()])  # noqa: DTZ001

    assert rows_of(data) == [{"at": "09:05:00"}]


def test_a_date_without_a_format_is_a_number_and_the_table_knows_its_first_day():
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["on"])
    book.active.append([44885])

    table = read_workbook(saved(book))["sheet"]

    assert table.rows == [(2, {"on": Decimal(44885)})]
    assert table.day_zero == date(1904, 1, 1)


def test_a_cell_merged_over_rows_counts_for_each_of_them():
    def arrange(sheet):
        sheet.merge_cells("B2:B4")
        sheet.merge_cells("A6:B6")

    data = xlsx(["ref", "owner"], ["K-1", "ada@x"], ["K-2"], ["K-3"], ["K-4"], arrange=arrange)

    assert [row["owner"] for row in rows_of(data)] == ["ada@x", "ada@x", "ada@x", ""]


def test_trailing_blank_rows_and_far_away_formats_are_nothing():
    def arrange(sheet):
        sheet["Z900"] = " "

    data = xlsx(["ref"], ["K-1"], [None], ["  "], arrange=arrange)

    assert read_workbook(data)["kpis"].rows == [(2, {"ref": "K-1"})]


def test_an_error_in_a_cell_is_named():
    problems = read_workbook(xlsx(["ref", "target"], ["K-1", "#REF!"]))["kpis"].problems

    assert str(problems[0]) == (
        "kpis, row 2, column “target”: “#REF!”: The spreadsheet shows an error here. "
        "Mend its formula."
    )


def test_a_formula_without_a_result_is_named():
    problems = read_workbook(xlsx(["ref", "target"], ["K-1", "=1+1"]))["kpis"].problems

    assert [(problem.row, problem.column) for problem in problems] == [(2, "target")]
    assert "no result in the file" in problems[0].reason


def test_a_carriage_return_as_spreadsheets_write_it_is_one():
    assert rows_of(xlsx(["title"], ["a_x000D_\nb"])) == [{"title": "a\r\nb"}]


def test_a_chart_sheet_is_passed_over():
    book = openpyxl.Workbook()
    book.active.append(["ref"])
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("Chart").add_chart(chart)

    assert list(read_workbook(saved(book))) == ["sheet"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7 and so on", "is not a workbook"),
        (b"PK\x03\x04 but no more", "damaged or incomplete"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "old Excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected with a password",
        ),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(DomainError, match=sentence):
        read_workbook(data, "plan.xlsx")


def test_a_word_document_is_not_a_workbook():
    data = rewritten(xlsx(["ref"]), lambda name, text: None if name.startswith("xl/") else text)

    with pytest.raises(DomainError, match="is not a workbook"):
        read_workbook(data, "plan.xlsx")


def test_a_zip_without_tables_is_not_a_workbook():
    with pytest.raises(DomainError, match="is not a workbook"):
        read_workbook(packed({"readme.md": b"hello"}), "a.zip")


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(DomainError, match="There is no file"):
        read_workbook(tmp_path / "gone.xlsx")


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_with_a_missing_or_broken_part_is_refused(member):
    whole = xlsx(["ref"], ["K-1"])

    for content in (None, b"<worksheet", b""):
        data = rewritten(whole, lambda name, text, c=content: c if name == member else text)
        with pytest.raises(DomainError, match="damaged or incomplete"):
            read_workbook(data)


def test_a_large_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "big.csv"
    path.write_bytes(b"ref\n" * 10)

    for source in (path, path.read_bytes()):
        with pytest.raises(DomainError, match="larger than 0 MB"):
            read_workbook(source, "big.csv", Limits(file_bytes=39))


@pytest.mark.trust("C13")
@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"xl/worksheets/sheet1.xml": b" " * 77_000_000}, "packed suspiciously tightly"),
        ({f"{n}.csv": b"" for n in range(10_000)}, "it holds 10,001 files"),
        ({"a.csv": b"ref", "b.zip": b"PK"}, "another archive in it"),
        ({f"{n}.csv": b" " * 30_000_000 for n in range(4)}, "unpacked it would be 120 MB"),
    ],
)
def test_a_bomb_is_refused_from_the_directory_before_anything_is_unpacked(
    members, sentence, monkeypatch
):
    data = packed({"[Content_Types].xml": b"", **members})
    unpacked = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda _, name, *_rest: unpacked.append(name))

    with pytest.raises(DomainError, match=sentence):
        read_workbook(data, "plan.xlsx")

    assert unpacked == []


def test_an_encrypted_member_is_refused():
    data = bytearray(packed({"kpis.csv": b"ref\n"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(DomainError, match="protected with a password"):
        read_workbook(bytes(data), "a.zip")


@pytest.mark.trust("C14")
@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
@pytest.mark.parametrize(
    "member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"]
)
def test_xml_entities_are_refused(declaration, member):
    def change(name, content):
        return declaration + content if name == member else content

    with pytest.raises(DomainError, match="XML definitions that could do harm"):
        read_workbook(rewritten(with_shared_strings(xlsx(["ref"], ["K-1"])), change))


def test_strings_that_cells_share_are_read():
    assert rows_of(with_shared_strings(xlsx(["ref"], ["K-1"], ["K-2"]))) == [
        {"ref": "shared"},
        {"ref": "K-2"},
    ]


@pytest.mark.trust("C14")
def test_without_defusedxml_nothing_is_read():
    run = subprocess.run(
        [sys.executable, "-c", "import alignment.lib.tables"],
        env={"OPENPYXL_DEFUSEDXML": "False", "PYTHONPATH": "."},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "openpyxl must read through defusedxml" in run.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="2"', b'<row r="99999999"'),
        (b'r="A2"', b'r="ZZZZZ2"'),
        (b"</worksheet>", b'<mergeCells><mergeCell ref="A1:A9999999"/></mergeCells></worksheet>'),
    ],
)
def test_places_no_sheet_has_are_refused(old, new, monkeypatch):
    monkeypatch.setattr("alignment.lib.tables.xlsx_reading.LAST_ROW", 2_000)  # not a million
    with pytest.raises(DomainError):
        read_workbook(rewritten(xlsx(["ref"], ["K-1"]), in_sheet(old, new)))


@pytest.mark.parametrize(
    ("value", "sentence"),
    [(b"<v>1</v>", "more than 300 columns"), (b"", "more than 100,000 cells")],
)
def test_rows_padded_to_the_last_column_are_refused(value, sentence):
    rows = b"".join(
        b'<row r="%d"><c r="XFD%d" t="n">%s</c></row>' % (n, n, value) for n in range(3, 400)
    )
    data = rewritten(xlsx(["ref"], ["K-1"]), in_sheet(b"</sheetData>", rows + b"</sheetData>"))

    with pytest.raises(DomainError, match=sentence):
        read_workbook(data, limits=Limits(cells=100_000))


def packed(members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()
