"""The KPIs of the demo company, with the values of a year.

A series goes from its first to its last figure, with a wobble that repeats, so that every start of
the demo shows the same company.
"""

from dataclasses import dataclass, field
from decimal import Decimal

WOBBLE = (0, 3, -2, 1, -3, 2, 0, -1, 2, -2)


@dataclass(frozen=True, slots=True)
class Series:
    """Values from `first` to `last`, measured until `until` days from today, wobbling by `by`."""

    first: str
    last: str
    by: str = "0"
    since: int = -330
    until: int = -2
    skip: tuple[int, ...] = ()

    def value(self, step: int, steps: int) -> Decimal:
        """Return the figure of one step of so many."""
        first, last = Decimal(self.first), Decimal(self.last)
        share = Decimal(step) / max(steps - 1, 1)
        # The ends are exact, since stories and pages quote them.
        swing = 0 if step in {0, steps - 1} else WOBBLE[step % len(WOBBLE)]
        return first + (last - first) * share + Decimal(self.by) * swing / 3


@dataclass(frozen=True, slots=True)
class Measure:
    """A KPI; `areas` are the focus areas it measures, each with its because."""

    ref: str
    title: str
    unit: str
    owner: str | None
    team: str | None
    areas: tuple[tuple[str, str], ...] = ()
    series: Series | None = None
    definition: str = ""
    meaning: str = ""
    facts: dict[str, object] = field(default_factory=dict)
    created: int = -335
    outcome_of: str | None = None


def reaching(
    direction: str, baseline: str, target: str, due: int, **more: object
) -> dict[str, object]:
    """Return what a KPI that is to reach a figure needs, days counted from today."""
    return {
        "kind": "reach",
        "direction": direction,
        "baseline": Decimal(baseline),
        "target": Decimal(target),
        "starts": -330,
        "due": due,
        "baseline_day": -335,
        "cadence": "month",
        **more,
    }


OUTCOMES = (
    Measure(
        "O-RETENTION",
        "Customer retention",
        "%",
        "marta",
        None,
        series=Series("78.0", "83.4", "0.4"),
        definition="Customers who ordered in the last twelve months and in the twelve before.",
        facts=reaching("up", "78.0", "89.7", 385, decimals=1),
        outcome_of="KEEP",
    ),
    Measure(
        "O-ACCOUNTS",
        "Active accounts in Latin America",
        "accounts",
        "tomas",
        None,
        series=Series("0", "310", "9", since=-290),
        definition="Accounts with an order in the last 90 days, delivered in the region.",
        facts=reaching("up", "0", "4000", 420, decimals=0, starts=-70),
        outcome_of="LATAM",
    ),
    Measure(
        "O-CYCLE",
        "Days from idea to customer",
        "days",
        "grace",
        None,
        series=Series("45", "38.6", "0.5"),
        definition="Median days from an accepted idea to its release, over the quarter.",
        facts=reaching("down", "45", "36", 130, decimals=1),
        outcome_of="FASTER",
    ),
    Measure(
        "O-RENT",
        "Computing rent per order",
        "EUR",
        "tomas",
        None,
        series=Series("0.41", "0.40", "0.004", since=-145),
        definition="What we pay for computing in a month, divided by its orders.",
        facts=reaching("down", "0.41", "0.36", 215, decimals=2, starts=-150),
        outcome_of="CLOUD-COST",
        created=-150,
    ),
    Measure(
        "O-MOVED",
        "Enterprise customers on the new shop",
        "customers",
        "tomas",
        None,
        series=Series("0", "24", since=-330, until=-54),
        definition="Large customers whose every order goes through the new system.",
        facts=reaching("up", "0", "24", -52, decimals=0),
        outcome_of="MIGRATE",
    ),
    Measure(
        "O-FIRST",
        "Days to a first order",
        "days",
        "marta",
        None,
        definition="Median days from opening an account to its first order.",
        facts=reaching("down", "6", "3", -9, decimals=1, status="draft"),
        outcome_of="FIRST-ORDER",
    ),
    Measure(
        "O-SIGNATURE",
        "Corrente: conditions settled",
        "of 12",
        "tomas",
        None,
        series=Series("0", "4", since=-28),
        definition="Conditions of the purchase on which both sides have agreed.",
        facts=reaching("up", "0", "12", 150, decimals=0, cadence="week", starts=-30),
        outcome_of="DIRECT",
        created=-30,
    ),
)

ON_THE_LINE = (
    Measure(
        "K-LOAD",
        "Average page load time",
        "s",
        "aiko",
        "Web",
        (("PERF", "It is the wait that every visitor feels."),),
        Series("2.40", "2.05", "0.03"),
        "Mean time until a page can be used, over all visits of the month, on phones and desks.",
        "How long a customer waits before the shop can be used.",
        reaching("down", "2.40", "1.92", 220),
    ),
    Measure(
        "K-RECO",
        "Orders that follow a personal recommendation",
        "%",
        "aiko",
        "Web",
        (("PERSONAL", "If it is personal, people follow it."),),
        Series("40.0", "42.1", "0.3"),
        "Share of orders with at least one recommended article.",
        "How often our suggestions are worth something to the customer.",
        reaching(
            "up", "40", "44", 220, decimals=1, kind="change", change="10", change_by="percent"
        ),
    ),
    Measure(
        "K-TICKET",
        "Time to resolve a support request",
        "h",
        "lena",
        "Support systems",
        (("SUPPORT", "It is how long a customer in trouble has to wait."),),
        Series("31.0", "30.2", "0.5", until=-40),
        "Mean hours from a request to its solution, nights and weekends included.",
        "How long somebody with a problem waits for the answer.",
        reaching("down", "31", "26.4", 220, decimals=1),
    ),
    Measure(
        "K-LOCAL",
        "Localisation complete",
        "steps",
        "clara",
        "International",
        (("LOCAL", "It is done when every step is."),),
        None,
        "The five steps of bringing the shop into Spanish and Portuguese.",
        "How much of the shop can be used in the customer's own language.",
        {
            "kind": "milestone",
            "decimals": 0,
            "direction": "up",
            "starts": -290,
            "due": 100,
            "cadence": "month",
            "steps": (
                ("Shop pages", -180),
                ("Prices and sizes", -95),
                ("Help pages", -20),
                ("Customer service scripts", None),
                ("Legal texts", None),
            ),
        },
        created=-295,
    ),
    Measure(
        "K-LATENCY",
        "Server response in São Paulo",
        "ms",
        "samuel",
        "Platform",
        (("REGION", "It is the part of the wait that distance causes."),),
        Series("820", "390", "14", since=-280),
        "95th percentile of the time to first byte, measured from São Paulo.",
        "Whether the shop feels local there.",
        {
            "kind": "hold",
            "direction": "hold",
            "high": Decimal(250),
            "starts": -280,
            "due": 300,
            "cadence": "week",
            "decimals": 0,
            "baseline": Decimal(820),
            "baseline_day": -285,
            "target": Decimal(250),
        },
        created=-290,
    ),
    Measure(
        "K-GATEWAYS",
        "Local payment gateways live",
        "gateways",
        "clara",
        "International",
        (("PAY", "Each one is a way of paying that people trust."),),
        Series("0", "1", since=-200),
        "Gateways through which real orders are paid.",
        "In how many of the usual ways customers there can pay.",
        reaching(
            "up",
            "0",
            "3",
            240,
            decimals=0,
            kind="count",
            aggregate="last",
            cadence="quarter",
            starts=-250,
        ),
        created=-255,
    ),
    Measure(
        "K-REVIEW",
        "Time a change waits for review",
        "h",
        "omar",
        "Delivery",
        (("REVIEW", "It is the wait itself."),),
        Series("20.0", "18.4", "0.4"),
        "Median hours from asking for a review to its first answer.",
        "How long a finished piece of work lies still.",
        reaching("down", "20", "18", 130, decimals=1),
    ),
    Measure(
        "K-COVERAGE",
        "Automated test coverage",
        "%",
        "omar",
        "Delivery",
        (("QA", "What is covered needs no round by hand."),),
        Series("70.0", "83.0", "0.5"),
        "Share of the product's code that automated tests run through.",
        "How much of the product is checked without anybody's time.",
        reaching("up", "70", "85", 130, decimals=1),
    ),
    Measure(
        "K-RELEASES",
        "Releases a week",
        "releases",
        "omar",
        "Delivery",
        (("DEPLOY", "Easy releases are frequent releases."),),
        Series("2", "6", "0.9"),
        "Releases that reached customers in the week.",
        "How often something new reaches customers.",
        reaching("up", "2", "7", 130, decimals=0, cadence="week"),
    ),
)
