"""What stands around a form: the way on, what a change would do, two texts of one thing."""

from alignment.lib.canvas import GAPS, Deed, Menu
from alignment.lib.conflicts import Conflict, Difference
from alignment.lib.differing import words_changed
from alignment.lib.form_pages import FormPage
from tests.styleguide.samples import LONG

MENU = Menu(
    deeds=(
        Deed("Target, due date, owner", f"#kpi-{GAPS[0]}"),
        Deed("Move up", f"#link-{GAPS[1]}", "up"),
        Deed("Retire it", f"#kpi-{GAPS[0]}-retire"),
    ),
    ids=(1, 2),
)
THEIRS = "Slow pages drive people away. Crashes do too."
TYPED = "Slow pages drive many people away, and crashes do too."
MERGED = "Slow pages drive many people away. Crashes do too."


def writing() -> dict[str, object]:
    """Return made-up figures for all of it."""
    groups = [
        {"title": "Stories to agree to again", "count": 2, "names": ["Keep customers", LONG]},
        {"title": "KPIs in doubt", "count": 14, "names": ["Load time", "Crashes"], "more": 12},
        {"title": "Goals that nothing would measure", "count": 0},
    ]
    steps = [
        {"title": "The goal", "done": True},
        {"title": "How success shows", "done": False, "asks": "State the measure of success"},
        {"title": "The work", "done": False, "href": "#", "opens": True},
        {"title": "The story", "done": False},
    ]
    ahead = steps[1] | {"href": "#", "opens": True}
    return {
        "menu": MENU,
        "hanging": groups,
        "guide": {"steps": steps, "ahead": ahead},
        "page": FormPage(title="Change the work", submit="Save", cancel="#", section="styleguide"),
        "form": {
            "conflict": Conflict(
                sentence="Marta Keller saved this while you were writing.",
                differences=(_difference(),),
                taken=("What is worked on",),
                kept=("What it covers",),
            ),
            "weighed": {
                "sentences": ["This puts 2 stories in doubt; Jonas and you will be asked again."],
                "groups": groups[:2],
                "wording": "Carries 3 judgements over, for the goals that you own.",
            },
        },
        "things": [
            {"kind": "KPI", "title": "Load time", "text": "@[Load time]"},
            {"kind": "Work", "title": LONG, "text": "@[FOC-1]"},
        ],
        "connections": [
            {
                "lower": "Load time",
                "upper": "Performance",
                "because": "It is what people feel.",
            },
            {"lower": LONG, "upper": LONG, "because": ""},
        ],
    }


def _difference() -> Difference:
    return Difference(
        name="rationale",
        label="Why we work on it",
        theirs=THEIRS,
        typed=TYPED,
        pieces=tuple(words_changed(THEIRS, TYPED)),
        stored=THEIRS,
        shown=THEIRS,
        merged=MERGED,
        merged_pieces=tuple(words_changed(TYPED, MERGED)),
    )
