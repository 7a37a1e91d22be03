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


def _reach(
    direction: str, baseline: str, target: str, due: int, **more: object
) -> dict[str, object]:
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
        facts=_reach("up", "78.0", "89.7", 385, decimals=1),
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
        facts=_reach("up", "0", "4000", 420, decimals=0, starts=-70),
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
        facts=_reach("down", "45", "36", 130, decimals=1),
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
        facts=_reach("down", "0.41", "0.36", 215, decimals=2, starts=-150),
        outcome_of="CLOUD-COST",
        created=-150,
    ),
    Measure(
        "O-SIGNATURE",
        "Corrente: conditions settled",
        "of 12",
        "tomas",
        None,
        series=Series("0", "4", since=-28),
        definition="Conditions of the purchase on which both sides have agreed.",
        facts=_reach("up", "0", "12", 150, decimals=0, cadence="week", starts=-30),
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
        _reach("down", "2.40", "1.92", 220),
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
        _reach("up", "40", "44", 220, decimals=1, kind="change", change="10", change_by="percent"),
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
        _reach("down", "31", "26.4", 220, decimals=1),
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
        _reach(
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
        _reach("down", "20", "18", 130, decimals=1),
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
        _reach("up", "70", "85", 130, decimals=1),
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
        _reach("up", "2", "7", 130, decimals=0, cadence="week"),
    ),
)

WAITING = (
    Measure(
        "K-IDLE",
        "Server capacity idle at night",
        "%",
        "samuel",
        "Platform",
        (("CLOUD", "Idle capacity is rent for nothing."),),
        Series("34", "31", "0.8", since=-145),
        "Share of rented processor time unused between 22:00 and 06:00.",
        "How much we pay for nothing.",
        _reach("down", "34", "20", 215, decimals=0, starts=-150),
        created=-150,
    ),
    Measure(
        "K-RESERVED",
        "Servers on long contracts",
        "%",
        "samuel",
        "Platform",
        (("CLOUD", ""),),
        Series("22", "25", "0.8", since=-140),
        "Share of servers rented for a year or longer.",
        "How much of our rent is at the lower price.",
        {
            "kind": "reach",
            "direction": "up",
            "baseline": Decimal(22),
            "baseline_day": -145,
            "target_words": "XX% by [date]",
            "cadence": "month",
            "decimals": 0,
        },
        created=-145,
    ),
    Measure(
        "K-UPTIME",
        "Hours of server downtime",
        "h",
        "samuel",
        "Platform",
        (("ONBOARD", "A shop that is down takes no first order."),),
        Series("3.1", "2.4", "0.2"),
        "Hours in the month in which the shop could not be reached.",
        "How long customers found a closed door.",
        _reach("down", "3.1", "1.5", -9, decimals=1),
    ),
    Measure(
        "K-PARTNER",
        "Interfaces ready for partners",
        "interfaces",
        "clara",
        "International",
        (("PARTNER-API", "Each is one thing partners can do by themselves."),),
        Series("0", "2", since=-85),
        "Interfaces that a partner's system has used without help.",
        "What partners can do without calling us.",
        _reach("up", "0", "6", 380, decimals=0, starts=-90),
        created=-90,
    ),
    Measure(
        "K-HELP",
        "Help pages read before a request",
        "pages",
        "lena",
        "Support systems",
        (("SUPPORT", "Whoever finds the answer does not have to ask."),),
        Series("1.2", "1.5", "0.1", since=-95),
        "Mean number of help pages opened before a support request.",
        "Whether people find answers by themselves.",
        _reach("up", "1.2", "2", 260, decimals=1, starts=-100),
        created=-100,
    ),
    Measure(
        "K-CRASH",
        "App sessions without a crash",
        "%",
        "aiko",
        "Web",
        (("PERF", "A crash ends a visit at once."),),
        Series("99.1", "99.5", "0.1", since=-210, skip=(3,)),
        "Share of app sessions that end without a crash.",
        "How often the app simply works.",
        _reach("up", "99.1", "99.8", 220, decimals=1, starts=-215),
        created=-215,
    ),
)

NOWHERE = (
    Measure(
        "K-PRS",
        "Pull requests merged per week",
        "requests",
        "omar",
        "Delivery",
        (),
        Series("40", "48", "3", since=-250),
        "Changes merged in the week, over all teams.",
        facts=_reach("up", "40", "50", 180, decimals=0, cadence="week"),
        created=-255,
    ),
    Measure(
        "K-VELOCITY",
        "Story points per sprint",
        "points",
        "omar",
        "Delivery",
        (),
        Series("62", "71", "4"),
        "Points of all stories finished in the sprint.",
        facts={"kind": "reach", "direction": "up", "cadence": "month", "decimals": 0},
    ),
    Measure(
        "K-CPU",
        "Cluster CPU utilisation",
        "%",
        "samuel",
        "Platform",
        (("INFRA-COST", "A busy cluster is a paid-for cluster."),),
        Series("41", "47", "2"),
        "Mean processor use of all clusters.",
        facts={
            "kind": "hold",
            "direction": "hold",
            "low": Decimal(60),
            "high": Decimal(80),
            "cadence": "week",
            "decimals": 0,
            "starts": -330,
            "due": 300,
            "baseline": Decimal(41),
            "baseline_day": -335,
            "target": Decimal(60),
        },
    ),
    Measure(
        "K-STORAGE",
        "Storage used",
        "TB",
        "victor",
        "Platform",
        (("INFRA-COST", "Storage is rent, too."),),
        Series("310", "365", "4", until=-130),
        "Terabytes stored at the end of the month.",
        facts=_reach("down", "310", "280", 60, decimals=0),
    ),
    Measure(
        "K-IMPORTER",
        "Enterprise importer error rate",
        "%",
        "samuel",
        "Platform",
        (("IMPORT", "An error is a customer who has to be moved by hand."),),
        Series("6.0", "0.8", "0.3"),
        "Share of imported orders that needed a person.",
        "How often moving a customer went wrong.",
        _reach("down", "6", "1", -52, decimals=1),
    ),
    Measure(
        "K-OLD-APP",
        "Legacy app start time",
        "s",
        "aiko",
        "Web",
        (("MOBILE-OLD", "It is the wait on the old app."),),
        Series("4.1", "3.9", "0.1", until=-125),
        "Mean seconds from tap to first screen in the app of 2019.",
        facts=_reach("down", "4.1", "3.0", 30, decimals=1),
    ),
    Measure(
        "K-BACKUP",
        "Backups restored without error",
        "%",
        "samuel",
        "Platform",
        (),
        Series("97", "100", "1"),
        "Share of the monthly trial restores that gave back every file.",
        "Whether we could come back after a disaster.",
        {
            "kind": "hold",
            "direction": "hold",
            "low": Decimal(99),
            "cadence": "month",
            "decimals": 0,
            "starts": -330,
            "due": 300,
            "target": Decimal(99),
            "baseline": Decimal(97),
            "baseline_day": -335,
        },
    ),
    Measure(
        "K-CERTS",
        "Certificates renewed in time",
        "%",
        "samuel",
        "Platform",
        (),
        Series("92", "99", "1"),
        "Share of certificates renewed a week before they ran out.",
        facts=_reach("up", "92", "100", 200, decimals=0),
    ),
    Measure(
        "K-LOAD-APP",
        "Average page load time",
        "s",
        "clara",
        "International",
        (),
        Series("3.20", "2.90", "0.05", since=-160),
        "Mean time until a page can be used, seen from the test phones in Mexico.",
        facts=_reach("down", "3.20", "2.50", 200),
        created=-165,
    ),
    Measure(
        "K-CHAT",
        "Chats opened per visit",
        "chats",
        "lena",
        "Support systems",
        (),
        None,
        "Chats opened, divided by visits.",
        facts={"kind": "reach", "direction": "", "cadence": "", "decimals": 2},
        created=-70,
    ),
)

MEASURES = (*OUTCOMES, *ON_THE_LINE, *WAITING, *NOWHERE)
