"""Mentions survive renames and odd names; blanks are found and what only looks like one is not."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.prose import (
    Blank,
    Mention,
    Unresolved,
    Words,
    blanks,
    has_blanks,
    mentions,
    says_nothing,
    segments,
    stored,
    to_plain,
    to_stored,
    to_written,
    unresolved,
)

pytestmark = pytest.mark.engine

LOAD = Mention("kpi", UUID(int=1))
PAGES = Mention("focus", UUID(int=2))
NAMES = {LOAD: "Page load time [ms]", PAGES: "Quick pages"}
MEANT = {name: mention for mention, name in NAMES.items()}
WRITTEN = "People stay when @[Quick pages] load fast: @[Page load time [ms]]."
STORED = f"People stay when {stored(PAGES)} load fast: {stored(LOAD)}."


def test_a_written_story_is_stored_by_id_and_shown_by_name():
    assert to_stored(WRITTEN, MEANT.get) == STORED
    assert to_written(STORED, NAMES.get) == WRITTEN
    assert to_plain(STORED, NAMES.get) == (
        "People stay when Quick pages load fast: Page load time [ms]."
    )


def test_a_story_comes_in_pieces():
    text = f"So {stored(LOAD)}@[Nobody] ends."

    assert list(segments(text)) == [Words("So "), LOAD, Unresolved("Nobody"), Words(" ends.")]
    assert list(segments(stored(LOAD))) == [LOAD]
    assert list(segments("")) == []


def test_mentions_are_counted_once():
    assert mentions(STORED + STORED) == {LOAD, PAGES}
    assert unresolved(f"@[One] {stored(LOAD)} @[Two] @[One]") == ("One", "Two")


def test_what_nobody_knows_stays_as_it_is():
    assert to_stored("See @[Something else].", MEANT.get) == "See @[Something else]."
    assert to_written(STORED, {}.get) == STORED
    assert to_plain("See @[Else] and " + stored(LOAD), {}.get, gone="(gone)") == (
        "See Else and (gone)"
    )


def test_outer_space_in_a_typed_name_makes_no_difference():
    assert to_stored("@[ Quick pages ]", MEANT.get) == stored(PAGES)


def test_a_stored_mention_survives_being_stored_again():
    assert to_stored(STORED, {}.get) == STORED


@given(st.text(min_size=1).filter(lambda name: name.strip() == name and "\n" not in name))
def test_any_name_comes_back_as_what_was_meant(name):
    written = to_written(f"a {stored(LOAD)} b", {LOAD: name}.get)

    assert to_stored(written, {name: LOAD}.get) == f"a {stored(LOAD)} b"
    assert to_plain(f"{stored(LOAD)}", {LOAD: name}.get) == name


def test_a_name_that_reads_like_a_stored_mention_is_still_a_name():
    name = f"kpi:{UUID(int=9)}"
    written = to_written(stored(LOAD), {LOAD: name}.get)

    assert to_stored(written, {name: LOAD}.get) == stored(LOAD)


def test_a_name_with_half_a_bracket_ends_where_it_ends():
    written = to_written(f"{stored(LOAD)}]", {LOAD: "Load [ms"}.get)

    assert written == "@[Load \\[ms]]"
    assert to_stored(written, {"Load [ms": LOAD}.get) == f"{stored(LOAD)}]"


@given(st.text(alphabet="@[]\\kpi:focus- ab\n", max_size=60))
def test_the_pieces_are_the_whole_text(text):
    pieces = []
    for piece in segments(text):
        if isinstance(piece, Words):
            pieces.append(piece.text)
        else:
            assert isinstance(piece, Unresolved)
            pieces.append("@")

    assert len("".join(pieces)) <= len(text)
    assert to_stored(text, {}.get) == text
    assert to_written(text, {}.get) == text


IN_BOTH = [
    "Reach [x] by spring",
    "Due [date]",
    "[To be determined]",
    "Sign [   ] here",
    "<insert target here>",
    "< Your figure >",
    "{{target}}",
    "${TARGET}",
    "TBD",
    "Decision tbc",
    "T.B.A.",
    "To be determined by 31 March 2019.",
    "Level to be  confirmed",
    "The bar is to be set",
    "No specific target",
    "There is no target",
    "Until further data are in",
    "Not yet set",
    "XX%",
    "Grow by x %",
    "____ customers",
    "Cost: ???",
    "PLACEHOLDER",
    "placeholder_3",
    "Lorem ipsum dolor",
]
ONLY_STRICT = [
    "Under development",
    "It said “the [new] office will open” last year",
    'As quoted: "[...] and so on"',
    "Load time [...]",
    "«nous [les clients] restons»",
]
IN_NEITHER = [
    "",
    "At least 90%",
    "Between [90, 95]",
    "As shown [1] and [2-4]",
    "See [the page](https://example.org)",
    "See [the page][ref]",
    "[ref]: https://example.org/x",
    "- [x] done\n- [ ] not yet",
    "1. [X] first",
    "@[Page load time [ms]] fell",
    "a[i] is an index",
    "6% to 8%",
    "Grow 5x% faster",
    "What? Really??",
    "Targets set in spring",
    "A __dunder__ name",
    "Less than < 5 and more than > 3",
    "Placeholder images load lazily",
    "The board determined the bar",
    "A target nobody missed",
]


@pytest.mark.parametrize("text", IN_BOTH)
@pytest.mark.parametrize("profile", ["strict", "prose"])
def test_a_blank_is_found(text, profile):
    assert has_blanks(text, profile)


@pytest.mark.parametrize("text", ONLY_STRICT)
def test_what_people_write_on_purpose_passes_in_prose_alone(text):
    assert has_blanks(text, "strict")
    assert not has_blanks(text, "prose")


@pytest.mark.parametrize("text", IN_NEITHER)
@pytest.mark.parametrize("profile", ["strict", "prose"])
def test_what_only_looks_like_a_blank_passes(text, profile):
    assert blanks(text, profile) == ()


def test_a_blank_says_where_it_is_and_is_counted_once():
    text = "From [TBD] to XX%"

    assert blanks(text, "strict") == (Blank(5, 10, "[TBD]"), Blank(14, 17, "XX%"))


def test_a_text_or_a_blank_somebody_vouched_for_is_none():
    text = "Load time [ms]"

    assert has_blanks(text, "strict")
    assert not has_blanks(text, "strict", frozenset({"[ms]"}))
    assert not has_blanks(text, "strict", frozenset({text}))
    assert has_blanks("Wait time [s]", "strict", frozenset({"[ms]", text}))


@pytest.mark.parametrize("text", ["", " \n", "[why]", "TBD"])
def test_a_reason_that_says_nothing(text):
    assert says_nothing(text)


def test_a_blank_is_named_as_it_is_written():
    assert [one.text for one in blanks("[“”]", "prose")] == ["[“”]"]


def test_a_reason_that_says_something():
    assert not says_nothing("Because quick pages keep people.")
    assert not says_nothing("TBD", frozenset({"TBD"}))


@given(st.text(alphabet='@[]<>{}$"“”x%_?. \n', max_size=200), st.sampled_from(["strict", "prose"]))
def test_blanks_never_overlap_and_are_what_the_text_says(text, profile):
    end = 0
    for blank in blanks(text, profile):
        assert blank.start >= end
        assert text[blank.start : blank.end] == blank.text
        end = blank.end


def test_a_long_hostile_story_is_read_in_good_time():
    for text in ("@[" * 50_000, "[x] " * 25_000, '"[' * 50_000, "{{" * 50_000, "@[a] " * 20_000):
        blanks(text, "prose")
        list(segments(text))
