"""PDF, slides and workbook from one content: hostile words stay words, and nothing varies."""

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation

from reports.mapping import lay_out
from reports.packs.content import Fact, Goal, Value, Worth, digest_of
from reports.packs.evidence import sheets_of as sheets_of_data
from reports.packs.evidence import xlsx_of
from reports.packs.figures import map_words, measured_svg, trend_svg, trend_words, value_words
from reports.packs.map_drawing import map_svg
from reports.packs.map_sheets import sheets_of
from reports.packs.paper import pdf_of
from reports.packs.slides import plan_at, portions, pptx_of
from tests.reports.packs.samples import DAY, HOSTILE, content, goal, measured, value

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠1")


@pytest.fixture(scope="module")
def pack():
    return content()


@pytest.fixture(scope="module")
def slides(pack):
    return pptx_of(pack)


def words_on(deck: bytes) -> str:
    said = []
    for slide in Presentation(io.BytesIO(deck)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                said.append(shape.text_frame.text)
            if shape.has_table:
                said += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(said)


def test_the_pdf_is_tagged_dated_and_the_same_however_often_it_is_printed(pack):
    first, again = pdf_of(pack), pdf_of(pack)

    assert first == again
    assert first.startswith(b"%PDF-")
    assert b"/MarkInfo" in first
    assert b"/StructTreeRoot" in first
    assert b"(D:20261121000000" in first


def test_slides_hold_text_tables_and_charts_that_can_be_edited(pack, slides):
    deck = Presentation(io.BytesIO(slides))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]

    said = words_on(slides)

    assert sum(shape.has_chart for shape in shapes) == 4  # counts, trend, one for each goal
    assert (
        sum(shape.has_table for shape in shapes) == 7
    )  # findings, goals, three of money, cases, decisions
    assert not [shape for shape in shapes if shape.shape_type == 13]  # no picture
    assert "9 of 21 KPIs trace to a business goal both sides agreed on. 5 lead nowhere." in said
    assert HOSTILE in said
    assert "Expected returns: EUR 700.50 rest on sound lines." in said
    assert "CHF 12 a year go into 1 measure that leads to no goal." in said
    assert "Investment: EUR 90, From 21 Nov 2026" in said
    assert all(slide.shapes.title.text_frame.text for slide in deck.slides)


def test_a_story_is_on_the_slides_word_for_word(pack, slides):
    said = re.sub(r"\s+", " ", words_on(slides))

    for told in pack.goals:
        for paragraph in told.story:
            whole = re.sub(r"\s+", " ", "".join(piece.text for piece in paragraph))
            assert whole.strip() in said


def test_a_long_story_goes_on_over_several_slides_and_loses_nothing():
    long = goal(story=(goal().story[0] * 20,)).story

    parts = portions(long, 700, 1700)

    told = "".join(piece.text for part in parts for paragraph in part for piece in paragraph)
    assert told == "".join(piece.text for piece in long[0])
    assert len(parts) > 3
    assert all(sum(len(p.text) for line in part for p in line) <= 1950 for part in parts)


def test_office_files_are_the_same_however_often_they_are_written(pack, slides):
    assert pptx_of(pack) == slides
    assert xlsx_of(pack) == xlsx_of(pack)
    for office in (slides, xlsx_of(pack)):
        members = zipfile.ZipFile(io.BytesIO(office)).infolist()
        assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.trust("C10")
@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_the_data_is_a_formula(formula):
    spoiled = content(
        goals=(
            goal(
                title=formula,
                outcome=measured(title=formula, unit=formula),
                case=(Fact("Problem", formula),),
            ),
        ),
        value=value(goal=formula, sourcing=formula),
        scope=formula,
    )

    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(spoiled)))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    written = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert any(formula.strip() in text for text in written)


@pytest.mark.trust("C10")
def test_no_cell_behind_a_chart_is_a_formula(slides):
    deck = Presentation(io.BytesIO(slides))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]

    for chart in charts:
        blob = chart.part.chart_workbook.xlsx_part.blob
        book = openpyxl.load_workbook(io.BytesIO(blob))
        assert not [c for row in book["Sheet1"].iter_rows() for c in row if c.data_type == "f"]
        assert book["Sheet1"]["B2"].value is not None


@pytest.mark.trust("C11")
def test_numbers_are_numbers_in_the_data_and_in_the_charts(pack, slides):
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(pack)))
    values = [row[3].value for row in book["values"].iter_rows(min_row=2)]

    outcome = pack.goals[0].outcome
    assert values[: len(outcome.values)] == [float(value) for _, value in outcome.values]
    assert [cell.value for cell in book["counts"]["B"][1:]] == [9, 5, 2, 5]
    assert [cell.value for cell in book["worth"][2]][2:] == [700.5, None]
    charts = [
        shape.chart
        for slide in Presentation(io.BytesIO(slides)).slides
        for shape in slide.shapes
        if shape.has_chart
    ]
    drawn = next(one for one in charts[2].plots[0].series if one.name == "Measured")
    assert list(drawn.values) == [float(value) for _, value in outcome.values]


def test_the_map_is_on_slides_as_boxes_with_lines_glued_to_them(slides):
    last = list(Presentation(io.BytesIO(slides)).slides)[-1]
    boxes = {one.shape_id: one for one in last.shapes if one.shape_type == 1}
    ends = re.findall(rb'<a:(?:st|end)Cxn id="(\d+)"', etree.tostring(last.shapes._spTree))

    assert [one.text_frame.text for one in boxes.values()][1] == "✓ Shop"
    assert len(ends) == 4
    assert {int(number) for number in ends} == boxes.keys()


def test_the_map_is_drawn_with_its_words_as_words(pack):
    (sheet,) = sheets_of(pack.map, 900)
    drawn = map_svg(lay_out(sheet))

    assert "<tag>" not in drawn
    assert drawn.count("<rect") == 3
    assert etree.fromstring(drawn) is not None
    assert "Shop – " in map_words(sheet)


def test_an_empty_cell_of_the_matrix_is_seen_to_be_empty(pack):
    _, rows = sheets_of_data(pack)["matrix"]

    assert rows == [("Win", "–"), ("– Keep", "2 KPIs")]


def test_the_charts_say_in_words_what_they_show(pack):
    assert trend_words(pack).endswith("to 8 of 20, and those with no line from 8 to 6.")
    assert "No line" in trend_svg(pack)
    assert trend_svg(replace(pack, trend=pack.trend[:1])) == ""
    assert measured_svg(measured(values=((DAY, Decimal(1)),))) == ""


def test_the_cover_says_on_what_the_expected_returns_rest():
    def worth(kind, currency, benefit):
        return Worth(kind, "", currency, benefit, None)

    found = (
        worth("risk", "CHF", Decimal(5)),
        worth("sound", "EUR", None),
        worth("risk", "EUR", Decimal(7)),
        worth("broken", "EUR", Decimal(9)),
    )
    said = value_words(Value(worth=found))

    assert said == "Expected returns: CHF 5 and EUR 7 rest on lines in doubt, EUR 9 on no line."
    assert value_words(Value(worth=found[1:2])) == ""


def test_a_chart_shows_words_as_words():
    drawn = measured_svg(measured(unit="<script>&"))

    assert "<script" not in drawn
    assert "&lt;script&gt;&amp;" in drawn


def test_the_plan_between_its_days_is_a_straight_way_and_unknown_beyond():
    plan = ((DAY.replace(day=1), Decimal(10)), (DAY, Decimal(20)))

    assert plan_at(measured(plan=plan), DAY.replace(day=11)) == Decimal(15)
    assert plan_at(measured(plan=plan), DAY.replace(month=12)) is None


def test_the_mark_tells_one_content_from_any_other(pack):
    assert digest_of(pack) == digest_of(content())
    assert digest_of(pack) != digest_of(replace(pack, goals=(*pack.goals, a_goal())))


def a_goal() -> Goal:
    return goal(3, outcome=None, story=())


def test_names_of_any_length_stay_in_their_place_on_slides_and_are_whole_in_the_data():
    long = "Longer than any slide is wide " * 9
    noted = ("Nothing was kept of 1 May.",)
    spoiled = content(scope=long, notes=noted, goals=(goal(title=long, owner=long, outcome=None),))

    deck, book = pptx_of(spoiled), openpyxl.load_workbook(io.BytesIO(xlsx_of(spoiled)))

    titles = [one.shapes.title.text_frame.text for one in Presentation(io.BytesIO(deck)).slides]
    assert max(map(len, titles)) < 80
    assert "Nothing was kept of 1 May." in words_on(deck)
    assert book["goals"]["A2"].value == long
    assert book["goals"].row_dimensions[2].height > 15
