"""Made-up figures and words for the style guide, in every state a page can meet."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from alignment.lib.canvas import Canvas, Letter, Node, canvas
from alignment.lib.charts import Event, Level, Outlook, Series
from alignment.lib.differing import words_changed
from alignment.lib.drawing import Glyph, Group, Kind, bar, segments, spark
from kpis.models import Kpi
from stories.pages.plots import Plot, plot_of

LONG: Final = (  # 200 characters, as long as a title may be
    "Shorten the wait between a customer’s first message and the first useful answer of a person "
    "in every market, channel and language that we serve, nights and weekends of the high season "
    "too, by May 2028"
)
UNBROKEN: Final = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte" * 3
SOUND: Final = Glyph("sound", "The line holds")
GLYPHS: Final = (
    SOUND,
    Glyph("risk", "The line holds, the story is not agreed yet"),
    Glyph("suspect", "The line holds, something changed since it was agreed"),
    Glyph(
        "broken",
        "No goal, no focus area",
        goal_on=False,
        focus_on=False,
        upper_join=False,
        lower_join=False,
    ),
    Glyph("broken", "Its focus area serves no goal", goal_on=False, upper_join=False),
    Glyph(
        "broken",
        "A goal without work",
        focus_on=False,
        kpi_on=False,
        upper_join=False,
        lower_join=False,
    ),
    Glyph("risk", "Work without a measure", kpi_on=False, lower_join=False),
    Glyph("idle", "Kept out of the count: it keeps the lights on", goal_on=False, upper_join=False),
)
GROUPS: Final = (
    Group("sound", 19, "traced and agreed", "#sound"),
    Group("risk", 4, "story not agreed yet", "#risk"),
    Group("suspect", 3, "changed since agreed", "#suspect"),
    Group("broken", 5, "no line to a goal", "#broken"),
)
LOAD_TIMES: Final = tuple(
    (date(2026, month, 9), Decimal(value) / 100)
    for month, value in enumerate((240, 238, 235, 236, 230, 222, 220, 215, 217, 210, 208, 205), 1)
)


def figures() -> dict[str, object]:
    """Return what is drawn."""
    values = [value for _, value in LOAD_TIMES]
    return {
        "glyphs": GLYPHS,
        "bars": [
            bar("sound", Decimal("0.46"), Decimal("0.41")),
            bar("risk", Decimal("0.08"), Decimal("0.17")),
            bar("sound", Decimal("1.2"), Decimal(1)),
            bar("broken", Decimal(0), Decimal("0.3")),
            bar("suspect", Decimal("0.71")),
            None,
        ],
        "segments": segments(GROUPS),
        "many": segments(
            [
                Group("sound", 9000, "traced and agreed", "#a"),
                Group("risk", 3, "story not agreed yet", "#b"),
                Group("broken", 1, "no line to a goal", "#c"),
            ]
        ),
        "one": segments([Group("broken", 7, "no line to a goal", "#d")]),
        "sparks": [
            spark("sound", values, Decimal("1.92")),
            spark("risk", values[::-1], Decimal("1.92")),
            spark("idle", [Decimal(5)] * 4),
        ],
        "plot": load_plot(),
        "canvas": sample_canvas(),
        "smart": _smart("sound", "sound", "risk", "sound", "broken"),
    }


def load_plot() -> Plot | None:
    """Return a chart with all that can be in one."""
    return plot_of(
        Kpi(pk=1, title="Average page load time", unit="s", decimals=2),
        Series(
            kind="sound",
            label="Average page load time from 2.40 s in January to 2.05 s in December 2026",
            values=LOAD_TIMES,
            aims=[Level(Decimal("1.92"), "Target 1.92 s")],
            plan=[(date(2026, 1, 9), Decimal("2.40")), (date(2027, 6, 30), Decimal("1.92"))],
            start=(date(2026, 1, 9), Decimal("2.40")),
            outlook=Outlook(date(2027, 6, 30), Decimal("1.88"), Decimal("1.75"), Decimal("2.01")),
            changes=[Event(date(2026, 6, 3), "Changed: what is counted")],
            notes={LOAD_TIMES[4][0]: "The new servers answer"},
            caption="The dashed line is the way from the starting point to the target.",
        ),
    )


def sample_canvas() -> Canvas:
    """Return a goal with work of every sort behind it."""
    goal = Node(
        "sound",
        "Customer retention",
        text="83.4% now, from 78.0% to 89.7% by 30 June 2027",
        bar=bar("sound", Decimal("0.46"), Decimal("0.41")),
        smart=_smart("sound", "sound", "sound", "sound", "sound"),
    )
    speed = Node("sound", "Website and app performance", "#f1", "Slow pages drive people away.")
    taste = Node("sound", "Personalisation", "#f2", "What people see should be about them.")
    support = Node("risk", LONG, "#f3", LONG)
    paying = Node("broken", "Payment gateways", "#f4", "People leave at the till.", held=False)
    load = _kpi("sound", "Average page load time", "0.73", "0.62", "2.40 s → 1.92 s, now 2.05 s")
    crash = replace(
        _kpi("suspect", "Crash-free sessions", "0.40", "0.50", "98.1% → 99.5%, now 98.7%"),
        tag="Changed since agreed",
        tag_kind="suspect",
    )
    advice = _kpi("sound", "Personalised recommendations", "0.53", "0.55", "40% → 44%, now 42.1%")
    answer = replace(_kpi("risk", LONG, "0.17", "0.48", LONG), held=False)
    nothing = Node(
        "broken",
        "No KPI yet",
        text="Nothing shows whether this work moves.",
        held=False,
        open=True,
        action="Add a KPI",
        action_href="#add",
    )
    return canvas(
        goal,
        [(speed, [load, crash]), (taste, [advice]), (support, [answer]), (paying, [nothing])],
    )


def words() -> dict[str, object]:
    """Return what is said."""
    return {
        "tags": [
            ("sound", "Agreed by both"),
            ("risk", "Waiting for technology"),
            ("broken", "Overdue 12 days"),
            ("suspect", "Changed since agreed"),
            ("idle", "No story"),
            ("risk", LONG),
        ],
        "icons": [
            "sound",
            "risk",
            "broken",
            "suspect",
            "idle",
            "search",
            "add",
            "edit",
            "download",
            "upload",
            "clock",
            "lock",
            "link",
        ],
        "findings": [
            {
                "line": GLYPHS[3],
                "title": "Pull requests merged per week",
                "href": "#",
                "reason": "Linked to nothing. Measured since March by Platform.",
                "action": "Find its goal",
                "action_href": "#",
            },
            {
                "line": GLYPHS[4],
                "title": "Cluster CPU utilisation",
                "href": "#",
                "reason": "Its focus area, Infrastructure cost, serves no objective.",
                "action": "Find its goal",
                "action_href": "#",
                "kind": "broken",
                "tag": "Fix here, clears 14 measures",
            },
            {
                "line": GLYPHS[1],
                "title": LONG,
                "href": "#",
                "reason": UNBROKEN,
                "action": "Agree to the story",
                "action_href": "#",
            },
        ],
        "goals": [
            {
                "line": None,
                "title": "Raise unaided name recognition",
                "href": "#",
                "reason": "No technical KPI. Owner: Chief Marketing Officer.",
                "action": "Add KPIs",
                "action_href": "#",
            },
            {
                "line": None,
                "title": "Enter the Latin American market",
                "href": "#",
                "reason": "Payment gateways has no KPI; 1 of 3 focus areas is bare.",
                "action": "Open",
                "action_href": "#",
            },
        ],
        "story": [
            [
                {"text": "People stay when the product is quick and knows them. We are cutting "},
                {"text": "page load time", "href": "#", "kind": "sound"},
                {"text": " and making "},
                {"text": "recommendations", "href": "#", "kind": "risk"},
                {"text": " personal, so that each visit is worth coming back for."},
            ],
            [
                {"text": "By spring we expect "},
                {"text": "XX%", "blank": True},
                {"text": " fewer calls", "strength": "strong"},
                {"text": " about "},
                {"text": "crashes", "href": "#", "kind": "suspect"},
                {"text": "."},
            ],
        ],
        "changed": words_changed(
            "Pages load in 2.00 s by March, so that people stay.",
            f"Pages load in 1.92 s by June, so that people stay. {LONG} {UNBROKEN}",
        ),
        "signs": [
            {
                "initials": "MK",
                "side": "Business",
                "text": "Head of Customer agreed on 12 November, version 3",
                "kind": "sound",
                "tag": "Agreed",
            },
            {
                "initials": "JL",
                "side": "Technology",
                "text": "VP Engineering last agreed to version 2",
                "action": "Agree",
                "action_href": "#",
            },
        ],
        "facts": [
            {
                "term": "What is counted",
                "text": "From the first byte to a page that can be used;\nthree visits in four.",
            },
            {"term": "Owner", "text": "Mira Kovač", "href": "#", "small": "Platform"},
            {"term": "What this means for the business", "text": LONG},
            {"term": "Formula", "text": ""},
        ],
        "history": [
            {
                "text": "The target went from 2.00 s to 1.92 s",
                "more": ["The statement was reworded"],
                "rewordings": [
                    {
                        "pieces": words_changed(
                            "Fifteen in a hundred stay", "Twenty in a hundred stay"
                        )
                    }
                ],
                "restore_href": "#",
                "who": "Mira Kovač",
                "when": "12 November 2026, 14:05",
                "kind": "suspect",
            },
            {
                "text": "Agreed for the business side",
                "who": "Jo Lindqvist",
                "when": "3 October 2026, 09:12",
                "kind": "sound",
            },
            {"text": LONG, "who": "Import", "when": "1 January 2026, 08:00", "kind": "idle"},
        ],
    }


def _kpi(kind: Kind, title: str, share: str, pace: str, text: str) -> Node:
    return Node(kind, title, "#kpi", text, bar(kind, Decimal(share), Decimal(pace)))


def _smart(*kinds: Kind) -> tuple[Letter, ...]:
    names = ("Specific", "Measurable", "Achievable", "Relevant", "Time-bound")
    return tuple(
        Letter(name[0], kind, f"{name}: {'yes' if kind == 'sound' else 'not yet'}")
        for name, kind in zip(names, kinds, strict=True)
    )
