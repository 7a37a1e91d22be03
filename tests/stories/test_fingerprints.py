"""Equal content gives equal seals, and anything that matters changes them."""

import json
import unicodedata
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.lines.fingerprints import (
    VERSION,
    FocusContent,
    KpiContent,
    LinkContent,
    MentionContent,
    ObjectiveContent,
    OutcomeContent,
    figure,
    focus_fingerprint,
    focus_link_fingerprint,
    kpi_fingerprint,
    kpi_link_fingerprint,
    objective_fingerprint,
    plain,
    story_fingerprint,
)

pytestmark = pytest.mark.engine

ONE, OTHER = UUID(int=1), UUID(int=2)
OUTCOMES = (
    OutcomeContent("Retention", "%", "up", Decimal(78), Decimal("89.7"), "", date(2027, 6, 30)),
    OutcomeContent("Complaints", "", "down"),
)
GOAL = ObjectiveContent(
    ONE, "Keep customers", "Lose fewer.", OUTCOMES, date(2026, 7, 1), date(2027, 6, 30)
)
AREA = FocusContent(ONE, "Quick pages", "Time to first paint.", "Slow pages drive people away.")
KPI = KpiContent(
    ONE,
    "Page load time",
    definition="Median of all loads",
    baseline=Decimal("2.40"),
    target=Decimal("1.92"),
    due=date(2027, 6, 30),
)
LINK = LinkContent(ONE, OTHER, "It times the pages.")
SEALS = [
    (objective_fingerprint, GOAL),
    (focus_fingerprint, AREA),
    (kpi_fingerprint, KPI),
    (focus_link_fingerprint, LINK),
    (kpi_link_fingerprint, LINK),
]
CHANGES = {
    str: "Something else",
    Decimal: Decimal("7.5"),
    date: date(2001, 2, 3),
    UUID: UUID(int=9),
}
SPACES = st.text(alphabet=" \t\n\u00a0\u2003", min_size=1, max_size=3)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What a figure reads like is found here, not in a test before of something else."""
    figure.cache_clear()


def another(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, tuple):
        return value[:1]
    for kind, other in CHANGES.items():
        if isinstance(value, kind):
            return other
    return Decimal("7.5")


@pytest.mark.parametrize(("seal", "content"), SEALS)
def test_each_field_shows_and_no_two_fields_stand_for_each_other(seal, content):
    seals = {seal(content)}
    for name in content._fields:
        value = another(getattr(content, name))
        if name in {"start", "end", "due", "baseline_on"}:
            value = date(2001, 2, 3)
        seals.add(seal(content._replace(**{name: value})))

    assert len(seals) == len(content._fields) + 1


def test_the_same_text_in_another_field_is_other_content():
    assert focus_fingerprint(FocusContent(ONE, "a", "b c")) != focus_fingerprint(
        FocusContent(ONE, "a b", "c")
    )


def test_a_seal_given_once_must_never_change_while_its_version_stays():
    assert VERSION == 1
    assert focus_fingerprint(AREA) == (
        "8cb48ed4d67ddde8d0fb182051c5231c6997da81de59676a98f26efefde52520"
    )


def test_the_two_kinds_of_link_differ():
    assert focus_link_fingerprint(LINK) != kpi_link_fingerprint(LINK)


def test_a_link_to_something_gone_has_a_seal_of_its_own():
    gone = LINK._replace(upper=None)

    assert kpi_link_fingerprint(gone) != kpi_link_fingerprint(LINK)


def test_the_order_of_outcome_measures_makes_no_difference():
    turned = GOAL._replace(outcomes=OUTCOMES[::-1])

    assert objective_fingerprint(turned) == objective_fingerprint(GOAL)


@given(st.lists(st.text(min_size=1).filter(str.split)), SPACES, SPACES)
def test_white_space_makes_no_difference(words, between, around):
    spaced = AREA._replace(description=around + between.join(words) + around)

    assert focus_fingerprint(spaced) == focus_fingerprint(
        AREA._replace(description=" ".join(words))
    )


@given(st.text(), st.text())
def test_a_seal_is_that_of_canonical_json_as_the_specification_writes_it(title, rationale):
    content = FocusContent(UUID(int=1), title, "", rationale)
    said = {
        "v": 1,
        "t": "focus",
        "id": str(UUID(int=1)),
        "title": plain(title),
        "description": "",
        "rationale": plain(rationale),
    }
    written = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert focus_fingerprint(content) == sha256(written.encode()).hexdigest()


@given(st.text())
def test_composed_and_decomposed_accents_make_no_difference(text):
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))

    assert kpi_fingerprint(KPI._replace(definition=composed)) == kpi_fingerprint(
        KPI._replace(definition=apart)
    )


def test_an_accent_is_the_same_however_it_was_typed():
    assert plain(" cafe\u0301  noir ") == "caf\u00e9 noir"


@given(st.text())
def test_plain_text_stays_as_it_is(text):
    assert plain(plain(text)) == plain(text)


@given(st.integers(-(10**30), 10**30), st.integers(0, 9), st.integers(0, 4))
def test_trailing_noughts_make_no_difference(digits, places, noughts):
    value = Decimal(f"{digits}e-{places}")
    longer = Decimal(f"{digits}{'0' * noughts}e-{places + noughts}")

    assert figure(longer) == figure(value)
    assert Decimal(figure(value)) == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (Decimal("-0.00"), "0"),
        (Decimal("1.0"), "1"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.1"),
    ],
)
def test_figures_are_compared_by_value(value, shown):
    assert figure(value) == shown


def test_a_story_is_sealed_with_all_it_rests_on():
    mention = MentionContent(ONE, "kpi now", ("link b", "link a"))
    seals = {
        story_fingerprint("goal", "It pays.", [mention]),
        story_fingerprint("goal", "It pays.", []),
        story_fingerprint("other goal", "It pays.", [mention]),
        story_fingerprint("goal", "It pays off.", [mention]),
        story_fingerprint("goal", "It pays.", [mention._replace(fp="kpi then")]),
        story_fingerprint("goal", "It pays.", [mention._replace(link_fps=("link a",))]),
        story_fingerprint("goal", "It pays.", [mention, mention._replace(uid=OTHER)]),
    }

    assert len(seals) == 7


def test_the_order_of_mentions_makes_no_difference():
    one, other = MentionContent(ONE, "a", ("x", "y")), MentionContent(OTHER, "b")
    turned = one._replace(link_fps=("y", "x"))

    assert story_fingerprint("goal", "Text", [one, other]) == story_fingerprint(
        "goal", " Text ", [other, turned]
    )
