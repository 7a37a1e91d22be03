"""What the demo company wants, the work it believes in, and the stories it tells of both.

Days are counted from the day the demo is loaded: -300 is 300 days before it.
"""

from dataclasses import dataclass

Days = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Case:
    """A business case in EUR; `comes` and `spent` are the first and the last day of its money."""

    benefit: int
    cost: int
    sourcing: str
    comes: Days
    spent: Days
    problem: str = ""
    proposal: str = ""
    risk: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective; `work` are the focus areas that serve it, each with its because."""

    ref: str
    title: str
    statement: str
    why: str
    driver: str
    business: str | None
    technology: str | None
    start: int | None
    end: int | None
    status: str = "active"
    expects: str = "yes"
    parent: str | None = None
    confidential: bool = False
    case: Case | None = None
    work: tuple[tuple[str, str], ...] = ()
    story: str = ""
    agreed: tuple[str, ...] = ()
    story_day: int = -280
    closed_day: int | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A focus area; `retired_day` is when it was given up."""

    ref: str
    title: str
    description: str
    rationale: str
    owner: str
    retired_day: int | None = None


WORK = (
    Work(
        "PERF",
        "Website and app performance",
        "How quickly pages and screens answer, and how seldom they fail.",
        "Slow pages and crashes drive people away before they have seen what we sell.",
        "aiko",
    ),
    Work(
        "PERSONAL",
        "Personalisation",
        "Recommendations, reminders and pages that know what a customer has bought.",
        "What people see should be about them; a general shop is easily left.",
        "aiko",
    ),
    Work(
        "SUPPORT",
        "Customer support",
        "The tools and answers with which we help when something goes wrong.",
        "A slow answer to a first problem is the commonest reason given for leaving.",
        "lena",
    ),
    Work(
        "LOCAL",
        "Localisation",
        "Texts, prices, sizes and help in Spanish and Portuguese.",
        "Nobody buys from a page they have to translate first.",
        "clara",
    ),
    Work(
        "REGION",
        "Infrastructure for Latin America",
        "Servers and networks close to the customers there.",
        "From our present data centre each page takes four times as long in São Paulo.",
        "samuel",
    ),
    Work(
        "PAY",
        "Payment gateways",
        "The ways of paying that people in each country trust.",
        "Two carts in three are left at the till when only foreign cards are taken.",
        "clara",
    ),
    Work(
        "TAX",
        "Local tax and invoices",
        "Invoices and tax reports as each country asks for them.",
        "Without a valid invoice, companies may not buy from us.",
        "clara",
    ),
    Work(
        "REVIEW",
        "Code review",
        "How a change is read by a colleague before it goes on.",
        "A change that waits for its reader is the longest pause between idea and customer.",
        "omar",
    ),
    Work(
        "QA",
        "Testing and quality",
        "Automated tests that say within minutes whether a change is good.",
        "What is tested by hand is released seldom.",
        "omar",
    ),
    Work(
        "DEPLOY",
        "Deployment automation",
        "Releases that run by themselves and can be taken back.",
        "If releasing is easy, it is done often and in small pieces.",
        "omar",
    ),
    Work(
        "CLOUD",
        "Right-sizing of servers",
        "Paying for the capacity that is used, not for the peak of last year.",
        "A third of what we rent stands idle at night.",
        "samuel",
    ),
    Work(
        "INFRA-COST",
        "Infrastructure cost",
        "Watching what clusters and storage use.",
        "",
        "samuel",
    ),
    Work(
        "MOBILE-OLD",
        "Legacy mobile app",
        "The app of 2019, no longer offered since spring.",
        "It carried the first million customers.",
        "aiko",
        retired_day=-120,
    ),
    Work(
        "IMPORT",
        "Enterprise migration tools",
        "Moving large customers from the old shop system.",
        "Each customer moved by hand took a week.",
        "samuel",
    ),
    Work(
        "ONBOARD",
        "Guided first order",
        "Walking a new customer to the first order.",
        "Most who leave in the first week never found the basket.",
        "aiko",
    ),
    Work(
        "PARTNER-API",
        "Partner interfaces",
        "What partners need to list their own goods.",
        "Partners ask for it in every meeting.",
        "clara",
    ),
)

GOALS = (
    Goal(
        "KEEP",
        "Keep 15% more customers",
        "Of a hundred customers who bought last year, 78 buy again. By the end of next fiscal"
        " year it should be almost 90.",
        "A customer kept costs a fifth of a customer won, and buys more each year.",
        "customer",
        "marta",
        "jonas",
        -330,
        385,
        case=Case(
            2_400_000,
            650_000,
            "build",
            comes=(20, 385),
            spent=(-330, 60),
            problem="Of a hundred customers 22 leave each year, most without a word.",
            proposal="Make the shop quick, show people what suits them, answer them in hours.",
            risk="A competitor that lowers its prices at the same time.",
        ),
        work=(
            ("PERF", "People leave slow pages: each second costs about one visit in ten."),
            ("PERSONAL", "Customers who see goods chosen for them come back twice as often."),
            ("SUPPORT", "Whoever waits more than a day for help seldom orders again."),
        ),
        story=(
            "People stay when the shop is quick, speaks to them and helps at once.\n\n"
            "We work on @[PERF], because a visit that starts with waiting seldom ends with an"
            " order; we see it in @[K-LOAD]. With @[PERSONAL] each visit shows what is worth"
            " coming back for, which we read from @[K-RECO]. And @[SUPPORT] turns a bad moment"
            " into a reason to stay, as long as @[K-TICKET] keeps falling."
        ),
        agreed=("business", "technology"),
    ),
    Goal(
        "LATAM",
        "Enter the Latin American market",
        "Four thousand active accounts in Brazil, Mexico and Colombia within two years.",
        "Growth at home slows; the region grows by a fifth each year and knows our brand.",
        "market",
        "tomas",
        "jonas",
        -300,
        420,
        case=Case(
            5_200_000,
            1_900_000,
            "buy",
            comes=(420, None),
            spent=(-300, 300),
            problem="The home market grows by 2% a year.",
            proposal="Buy payment and tax services of the region, and localise the shop ourselves.",
            risk="Rules for payments that change before the launch.",
        ),
        work=(
            ("LOCAL", "A shop in one's own language and prices is what makes it a shop at all."),
            ("REGION", "Pages that answer as quickly as the local shops keep people looking."),
            ("PAY", "People pay the way they trust, or not at all."),
            ("TAX", "Companies buy only where they get a valid invoice."),
        ),
        story=(
            "We enter the market by becoming a local shop.\n\n"
            "First @[LOCAL], since nobody buys from a page they must translate; it is done when"
            " @[K-LOCAL] is complete. At the same time @[REGION] brings @[K-LATENCY] to what"
            " people there are used to. Then @[PAY] opens the till, counted by @[K-GATEWAYS],"
            " and @[TAX] opens it for companies."
        ),
        agreed=("business",),
        story_day=-60,
    ),
    Goal(
        "FASTER",
        "Develop products 20% faster",
        "From idea to customer in 36 days rather than 45.",
        "Competitors copy a good idea within two months; we have to be there first.",
        "innovation",
        "grace",
        "jonas",
        -320,
        130,
        case=Case(1_100_000, 300_000, "build", comes=(130, None), spent=(-320, 130)),
        work=(
            ("REVIEW", "A change waits longest for its reader."),
            ("QA", "What a machine has tested can go out the same day."),
            ("DEPLOY", "Small, frequent releases bring each idea out as soon as it is ready."),
        ),
        story=(
            "An idea becomes a product faster when it does not wait.\n\n"
            "It waits first for a reader, so @[REVIEW] shortens @[K-REVIEW]. It waits for proof,"
            " so @[QA] raises @[K-COVERAGE] until hand-made test rounds are no longer needed."
            " And it waits for a release day, which @[DEPLOY] does away with: @[K-RELEASES]"
            " shows it."
        ),
        agreed=("business", "technology"),
    ),
    Goal(
        "NAME",
        "Be the name people think of first",
        "More people should name us without being asked when they think of household goods.",
        "Who is thought of first is asked first.",
        "market",
        "priya",
        None,
        -200,
        165,
    ),
    Goal(
        "CLOUD-COST",
        "Spend 12% less on computing",
        "The same service for less rent.",
        "Computing is our third largest cost and grows faster than sales.",
        "cost",
        "tomas",
        "jonas",
        -150,
        215,
        case=Case(
            900_000,
            120_000,
            "rent",
            comes=(None, 215),
            spent=(-150, None),
            proposal="Rent a service that switches off what nobody uses.",
        ),
        work=(("CLOUD", "Capacity that nobody uses is the largest part of the bill."),),
    ),
    Goal(
        "MIGRATE",
        "Move all enterprise customers to the new shop",
        "Every large customer orders through the new system.",
        "Two systems cost twice and confuse everybody.",
        "cost",
        "tomas",
        "jonas",
        -360,
        -52,
        closed_day=-52,
        work=(("IMPORT", "A customer moved by a program is moved in an hour."),),
        story=(
            "Customers move when moving costs them nothing: @[IMPORT] does it overnight, and"
            " @[K-IMPORTER] shows that nothing is lost on the way."
        ),
        agreed=("business", "technology"),
    ),
    Goal(
        "FIRST-ORDER",
        "Halve the time to a first order",
        "A new customer should order within three days rather than six.",
        "A first order within the first days decides whether a second one follows.",
        "customer",
        "marta",
        "jonas",
        -340,
        -9,
        work=(("ONBOARD", "Whoever is shown the way orders sooner."),),
        story=(
            "New customers order sooner when they are shown the way: @[ONBOARD] walks them to"
            " the basket, and @[K-UPTIME] keeps it standing there."
        ),
        story_day=-200,
    ),
    Goal(
        "PARTNERS",
        "Let partners sell through us",
        "Ten partners list their own goods in our shop.",
        "Their range fills the gaps in ours without stock of our own.",
        "revenue",
        "grace",
        "jonas",
        30,
        395,
        status="draft",
        work=(("PARTNER-API", "Partners list what their systems can send us."),),
    ),
    Goal(
        "GIFTS",
        "Win gift buyers back at year's end",
        "One in four of last winter's gift buyers orders again this winter.",
        "They know us already and spend twice the usual.",
        "customer",
        "marta",
        None,
        -40,
        45,
        expects="no",
        parent="KEEP",
    ),
    Goal(
        "DIRECT",
        "Buy the payments company Corrente",
        "Own the way our customers in Latin America pay.",
        "It would halve the fees of every order there.",
        "risk",
        "tomas",
        None,
        -30,
        150,
        confidential=True,
    ),
)
