import codecs
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.lib.errors import DomainError
from alignment.lib.numbers import Notation
from alignment.lib.tables import Limits, read_workbook

GOAL = "ref,Title\nO-1,Größere Exporte\n"


def rows_of(data, name="objectives.csv"):
    (table,) = read_workbook(data, name).values()
    return [row for _, row in table.rows]


@pytest.mark.parametrize(
    "data",
    [
        GOAL.encode(),
        codecs.BOM_UTF8 + GOAL.encode(),
        codecs.BOM_UTF16_LE + GOAL.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + GOAL.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + GOAL.encode("utf-32-le"),
        GOAL.encode("utf-16-le"),
        GOAL.encode("utf-16-be"),
        GOAL.encode("latin-1"),
        GOAL.replace("\n", "\r\n").encode(),
        GOAL.replace("\n", "\r").encode(),
        GOAL.replace(",", ";").encode(),
        GOAL.replace(",", "\t").encode(),
        GOAL.replace(",", "|").encode(),
        b"sep=;\r\n" + GOAL.replace(",", ";").encode(),
        (GOAL + "\n,\n  ,\n").encode(),
        ("\n\n" + GOAL).encode(),
        GOAL.replace("ref,Title", '" REF ", title ').encode(),
        GOAL.replace("ref,Title", "ref,Title,").encode(),
    ],
)
def test_a_file_in_any_usual_dialect_reads_the_same(data):
    assert rows_of(data) == [{"ref": "O-1", "title": "Größere Exporte"}]


def test_text_that_is_not_utf_8_is_read_and_said_so():
    workbook = read_workbook(GOAL.encode("latin-1"), "objectives.csv")

    assert workbook.notes == ["“objectives” is not in UTF-8 and was read as Western European text."]


def test_a_row_has_the_number_a_person_sees_beside_it():
    table = read_workbook(b'ref,title\nO-1,"two\nlines"\n\nO-2,one\n', "a.csv")["a"]

    assert table.rows == [
        (2, {"ref": "O-1", "title": "two\nlines"}),
        (4, {"ref": "O-2", "title": "one"}),
    ]


def test_column_titles_lose_case_blanks_and_stars():
    table = read_workbook(b"Ref*,Business Owner,outcome-of\nO-1,,\n", "a.csv")["a"]

    assert table.columns == ("ref", "business_owner", "outcome_of")


def test_a_short_row_has_empty_cells():
    assert rows_of(b"ref,title,why\nO-1\n") == [{"ref": "O-1", "title": "", "why": ""}]


def test_a_column_that_is_there_twice_is_named():
    table = read_workbook(b"ref,Title,title\nO-1,a,b\n", "objectives.csv")["objectives"]

    assert [str(problem) for problem in table.problems] == [
        "objectives, row 1, column “title”: “title”: This column is there twice. Keep one of them."
    ]


def test_a_value_without_a_column_title_is_named():
    table = read_workbook(b"ref,,title\nO-1,x,a,y\n", "objectives.csv")["objectives"]

    assert [str(problem) for problem in table.problems] == [
        "objectives, row 2, column “column 2”: “x”: There is no column title above this.",
        "objectives, row 2, column “column 4”: “y”: There is no column title above this.",
    ]


def test_a_character_that_is_no_text_is_named():
    table = read_workbook(b"ref,title\nO-1,a\x00b\n", "objectives.csv")["objectives"]

    assert table.problems[0].reason == "There is a character in it that is no text. Type it again."


def test_a_cell_that_is_too_long_is_named():
    table = read_workbook(b"ref,title\nO-1,abcdef\n", "a.csv", Limits(cell_length=5))["a"]

    assert table.problems[0].reason == "It is longer than the 5 characters a cell may have."


def test_a_delimiter_that_cannot_be_told_is_refused():
    with pytest.raises(DomainError, match="not clear which character"):
        read_workbook(b"ref;a,b\n1;2,3\n", "a.csv")


def test_the_delimiter_is_the_one_that_makes_even_rows():
    assert rows_of(b"ref;title, long\n1;a, b, c\n") == [{"ref": "1", "title,_long": "a, b, c"}]


def test_a_single_column_needs_no_delimiter():
    assert rows_of(b"ref\nO-1\n") == [{"ref": "O-1"}]


@pytest.mark.parametrize("data", [b'ref,title\nO-1,"open\n', b'ref,title\nO-1,"a"b\n'])
def test_a_broken_quotation_is_refused_with_its_row(data):
    with pytest.raises(DomainError, match="row 2, a quotation mark"):
        read_workbook(data, "a.csv")


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(DomainError, match="is not a text file"):
        read_workbook(b"ref,title\nO-1,\x81\x8d\n", "a.csv")


@pytest.mark.parametrize(
    ("limits", "what"),
    [(Limits(rows=2), "2 rows"), (Limits(columns=1), "1 columns"), (Limits(cells=8), "8 cells")],
)
def test_more_than_is_read_is_refused(limits, what):
    with pytest.raises(DomainError, match=f"has more than {what}"):
        read_workbook(b"ref,title\n1,a\n2,b\n3,c\n", "a.csv", limits)


@pytest.mark.parametrize(
    ("data", "notation"),
    [
        (b"kpi,value\na,1.234\n", Notation.PLAIN),
        (b"kpi;value\na;1.234\n", Notation.UNKNOWN),
        (b"kpi;value\na;1.5\nb;1.234\n", Notation.PLAIN),
        (b"kpi;value\na;1,5\nb;1.234\n", Notation.UNKNOWN),
        (b'kpi,value\na,"1,5"\n', Notation.UNKNOWN),
    ],
)
def test_a_column_shows_how_far_its_decimal_mark_is_known(data, notation):
    assert read_workbook(data, "m.csv")["m"].notation("value") == notation


def test_a_zip_of_csv_files_is_a_workbook():
    data = zipped({"x/objectives.csv": GOAL, "x/Focus Links.csv": "a,b\n", "__MACOSX/k.csv": ""})

    assert sorted(read_workbook(data, "all.zip")) == ["focus_links", "objectives"]


def test_a_folder_of_csv_files_is_a_workbook(tmp_path):
    (tmp_path / "objectives.csv").write_text(GOAL)
    (tmp_path / "readme.pdf").write_text("no table")
    (tmp_path / ".hidden.csv").write_text("no table")
    (tmp_path / "sub").mkdir()

    workbook = read_workbook(tmp_path)

    assert list(workbook) == ["objectives"]
    assert workbook.notes == ["“readme.pdf” is no CSV file and was left out."]


def test_a_file_by_its_path_is_a_workbook(tmp_path):
    (tmp_path / "objectives.csv").write_text(GOAL)

    assert list(read_workbook(tmp_path / "objectives.csv")) == ["objectives"]


def test_two_sheets_of_one_name_are_refused():
    with pytest.raises(DomainError, match="two sheets called “kpis”"):
        read_workbook(zipped({"a/kpis.csv": "ref\n", "b/KPIs.csv": "ref\n"}), "all.zip")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_workbook_or_a_domain_error(data):
    try:
        workbook = read_workbook(data, "objectives.csv")
    except DomainError:
        return

    assert list(workbook) == ["objectives"]


def zipped(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()
