"""Every page of the product, as the tests look at it and the pictures show it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import AuditEvent, Token
from kpis.models import Kpi, Measurement, ValueFile
from objectives.models import FocusArea, FocusLink, Objective
from reports.models import Action, ImportRun, Matter, Pack, Review
from stories.models import Comment, Exemption, FocusVerdict, KpiLink, KpiVerdict, ObjectiveVerdict

Arguments = dict[str, object]


@dataclass(frozen=True, slots=True)
class Shown:
    """One page: a plain name, its address, whom it is shown to, and how its arguments are found.

    `who` is a key of a world's sessions, "" for somebody who is not signed in. `path` stands for
    an address that has no name. `excused` are rules of axe that markup which is not ours breaks.
    """

    name: str
    address: str = ""
    find: Callable[[], Arguments] = dict
    query: str = ""
    who: str = "executive"
    status: int = 200
    path: str = ""
    excused: tuple[str, ...] = ()

    def url(self) -> str:
        """Return the address of the page in the world that is entered.

        Raises:
            LookupError: the world has nothing to show on it.
        """
        return (self.path or reverse(self.address, kwargs=self.find())) + self.query


def _first(rows) -> object:
    found = rows.first()
    if found is None:
        raise LookupError(rows.model.__name__)
    return found


def objective(**facts) -> Callable[[], Arguments]:
    """Find the objective with the most lines whose verdict is as said."""
    rows = ObjectiveVerdict.objects.filter(**facts)
    return lambda: {"pk": _first(rows.all().order_by("-lines", "pk")).objective_id}


def focus_area(**facts) -> Callable[[], Arguments]:
    rows = FocusVerdict.objects.filter(**facts)
    return lambda: {"pk": _first(rows.all().order_by("-kpis", "pk")).focus_area_id}


def kpi(**facts) -> Callable[[], Arguments]:
    rows = KpiVerdict.objects.filter(**facts)
    return lambda: {"pk": _first(rows.all().order_by("-lines", "pk")).kpi_id}


LEADER = ("marta@alder-finch.example", "leader@example.com")
OWN = {"business_owner__email__in": LEADER, "story__isnull": False}


def one(model, **facts) -> Callable[[], Arguments]:
    """Find the first row of which that is so."""
    return lambda: {"pk": _first(model.objects.filter(**facts).order_by("pk")).pk}


def measured() -> Arguments:
    """Find a value that can be corrected."""
    value = _first(Measurement.objects.filter(is_current=True).order_by("kpi", "-observed_on"))
    return {"pk": value.kpi_id, "on": value.observed_on}


def reworded() -> Arguments:
    """Find a change of a KPI's target that can be undone."""
    edits = AuditEvent.objects.filter(kind="kpi", verb="edit", before__has_key="target")
    return {"pk": _first(edits.order_by("-pk")).pk}


def imported(*, with_problems: bool) -> Callable[[], Arguments]:
    """Find a file that was looked at and not stored yet."""
    name = "problems.zip" if with_problems else "sound.zip"
    runs = ImportRun.objects.filter(name__endswith=name)
    return lambda: {"token": _first(runs.order_by("pk")).token}


def values(name: str) -> Callable[[], Arguments]:
    """Find a file of values by its name."""
    files = ValueFile.objects.filter(name__endswith=name)
    return lambda: {"token": _first(files.order_by("pk")).token}


def pack(state: str) -> Callable[[], Arguments]:
    """Find a pack by how far it is."""
    return lambda: {"token": _first(Pack.objects.filter(state=state).order_by("pk")).token}


def some_time_ago() -> Arguments:
    """Find a goal that was there a day after the first, and that day."""
    goal = _first(Objective.objects.order_by("created_at", "pk"))
    return {"pk": goal.pk, "on": goal.created_at.date()}


def of_a_kpi() -> Arguments:
    """Find a measured KPI that was there a day after the first, and today."""
    kpi = _first(Kpi.objects.filter(state__latest__isnull=False).order_by("created_at", "pk"))
    return {"pk": kpi.pk, "on": kpi.created_at.date()}


def before_all() -> Arguments:
    """Find a goal and a day on which it was not there yet."""
    return {"pk": _first(Objective.objects.order_by("pk")).pk, "on": date(2001, 1, 1)}


ALIGNMENT = (
    Shown("alignment", "reports:alignment"),
    Shown("alignment-leader", "reports:alignment", who="leader"),
    Shown("alignment-narrowed", "reports:alignment", query="?period=year&severity=4"),
    Shown("alignment-branch", "reports:alignment", query="?driver=customer&from=2001-01-01"),
    Shown("alignment-before", "reports:alignment", query="?on=2001-01-01"),
    Shown("scopes", "reports:scope-list"),
    Shown("scope-new", "reports:scope-new", query="?driver=customer"),
    Shown("value", "reports:value-page"),
    Shown("findings", "reports:finding-list"),
    Shown("findings-goals", "reports:finding-list", query="?about=goals"),
    Shown("findings-work", "reports:finding-list", query="?about=work", who="leader"),
    Shown("findings-no-line", "reports:finding-list", query="?about=kpis&matter=no-line"),
    Shown("findings-grouped", "reports:finding-list", query="?about=kpis&by=cause"),
    Shown("findings-nothing", "reports:finding-list", query="?q=zeppelin"),
)
MAP = (
    Shown("map", "reports:map-page"),
    Shown("map-drawn", "reports:map-page", query="?as=sheet&focus=goal-1&zoom=150"),
    Shown("map-searched", "reports:map-page", query="?q=time", who="leader"),
    Shown("map-matrix", "reports:map-matrix"),
    Shown("map-tree", "reports:map-tree"),
)
READING = (
    Shown("objectives", "stories:objective-list"),
    Shown("objectives-searched", "stories:objective-list", query="?q=customers"),
    Shown("objective-sound", "stories:objective-page", objective(verdict="sound")),
    Shown("objective-in-doubt", "stories:objective-page", objective(verdict="in_doubt")),
    Shown("objective-broken", "stories:objective-page", objective(verdict="broken")),
    Shown("objective-without-lines", "stories:objective-page", objective(lines=0), who="leader"),
    Shown("focus-areas", "stories:focus-area-list"),
    Shown("focus-area", "stories:focus-area-page", focus_area(kpis__gt=0)),
    Shown("focus-area-without-goal", "stories:focus-area-page", focus_area(goals=[]), who="leader"),
    Shown("kpis", "stories:kpi-list"),
    Shown("kpis-searched", "stories:kpi-list", query="?q=time"),
    Shown("kpi-sound", "stories:kpi-page", kpi(verdict="sound")),
    Shown("kpi-in-doubt", "stories:kpi-page", kpi(verdict="in_doubt")),
    Shown("kpi-broken", "stories:kpi-page", kpi(verdict="broken"), who="lead"),
    Shown("kpi-no-line", "stories:kpi-page", kpi(verdict="none"), who="leader"),
    Shown("kpi-exempt", "stories:kpi-page", kpi(verdict="exempt")),
    Shown("kpi-milestone", "stories:kpi-page", one(Kpi, kind="milestone")),
    Shown("objective-day", "stories:objective-day", objective(verdict="sound")),
    Shown("objective-as-of", "stories:objective-as-of", some_time_ago),
    Shown("kpi-day", "stories:kpi-day", one(Kpi)),
    Shown("kpi-as-of", "stories:kpi-as-of", of_a_kpi),
    Shown("objective-before", "stories:objective-as-of", before_all),
    Shown("objective-talk", "stories:objective-talk", one(Objective)),
    Shown("focus-area-talk", "stories:focus-area-talk", one(FocusArea)),
    Shown("kpi-talk", "stories:kpi-talk", one(Kpi)),
    Shown("objective-history", "stories:objective-history", objective(verdict="sound")),
    Shown("focus-area-history", "stories:focus-area-history", focus_area(kpis__gt=0)),
    Shown("kpi-history", "stories:kpi-history", kpi(verdict="sound"), who="leader"),
    Shown("asked", "stories:asked-page", who="technology"),
    Shown("asked-nothing", "stories:asked-page"),
    Shown("check-in", "stories:check-in", who="lead"),
    Shown("check-in-nothing", "stories:check-in"),
    Shown("check-in-paste", "stories:check-in-paste", who="lead"),
    Shown("search", "stories:search", query="?q=time"),
    Shown("search-nothing", "stories:search", query="?q=zeppelin"),
    Shown("search-asked-nothing", "stories:search"),
)
FORMS = tuple(
    Shown(name, address, find, who="leader")
    for name, address, find in (
        ("objective-new", "objectives:objective-new", dict),
        ("objective-edit", "stories:objective-edit", one(Objective)),
        ("objective-delete", "stories:objective-delete", one(Objective)),
        ("objective-work-new", "objectives:objective-focus-link-new", one(Objective)),
        ("objective-exemption-new", "stories:objective-exemption-new", one(Objective)),
        ("objective-outcome-add", "stories:outcome-add", one(Objective)),
        ("objective-work-add", "stories:focus-area-add", one(Objective)),
        ("focus-area-kpi-add", "stories:kpi-add", one(FocusArea)),
        ("focus-area-new", "objectives:focus-area-new", dict),
        ("focus-area-edit", "stories:focus-area-edit", one(FocusArea)),
        ("focus-area-delete", "stories:focus-area-delete", one(FocusArea)),
        ("focus-area-exemption-new", "stories:focus-area-exemption-new", one(FocusArea)),
        ("focus-link-new", "objectives:focus-link-new", focus_area(goals=[])),
        ("focus-link-edit", "stories:focus-link-edit", one(FocusLink)),
        ("focus-link-delete", "stories:focus-link-delete", one(FocusLink)),
        (
            "focus-link-judge",
            "stories:link-judge-focus",
            one(FocusLink, objective__business_owner__email__in=LEADER),
        ),
        ("kpi-new", "stories:kpi-new", dict),
        ("kpi-edit", "stories:kpi-edit", one(Kpi)),
        ("kpi-edit-milestone", "stories:kpi-edit", one(Kpi, kind="milestone")),
        ("kpi-delete", "stories:kpi-delete", one(Kpi)),
        ("kpi-retire", "stories:kpi-retire", one(Kpi, status="live")),
        ("kpi-take-up", "stories:kpi-take-up", one(Kpi, status="live")),
        ("kpi-link-new", "stories:kpi-link-new", kpi(verdict="none")),
        ("kpi-link-edit", "stories:kpi-link-edit", one(KpiLink)),
        ("kpi-link-delete", "stories:kpi-link-delete", one(KpiLink)),
        (
            "kpi-link-judge",
            "stories:link-judge-kpi",
            one(KpiLink, focus_area__focus_links__objective__business_owner__email__in=LEADER),
        ),
        ("measurement-new", "kpis:measurement-new", one(Kpi, kind="reach")),
        ("measurement-correct", "kpis:measurement-correct", measured),
        ("source-edit", "kpis:source-edit", one(Kpi, kind="reach")),
        ("exemption-new", "stories:exemption-new", kpi(verdict="none")),
        ("exemption-end", "stories:exemption-end", one(Exemption)),
        ("story-edit", "stories:story-edit", one(Objective, **OWN)),
        ("story-begin", "stories:story-edit", one(Objective, story=None)),
        ("story-history", "stories:story-history", one(Objective, story__isnull=False)),
        ("story-agree", "stories:story-agree", one(Objective, **OWN)),
        ("story-refuse", "stories:story-refuse", one(Objective, **OWN)),
        ("comment-answer", "stories:comment-answer", one(Comment)),
        ("comment-remove", "stories:comment-remove", one(Comment, author__email__in=LEADER)),
        ("comment-edit", "stories:comment-edit", one(Comment, author__email__in=LEADER)),
        ("history-restore", "stories:history-restore", reworded),
    )
)
RETOLD = one(Objective, story__version__gt=1)
WRITING = (
    *FORMS,
    Shown("story-compared", "stories:story-history", RETOLD, query="?look=words"),
    Shown("story-side-by-side", "stories:story-history", RETOLD, query="?look=beside"),
    Shown("not-a-blank", "stories:not-a-blank", query="?text=%5Bms%5D", who="leader"),
    Shown("kpi-new-for-work", "stories:kpi-new", query="?focus_area=1", who="lead"),
)
EXCHANGE = (
    Shown("exchange", "reports:exchange", who="leader"),
    Shown("exchange-executive", "reports:exchange"),
    Shown("import-preview", "reports:import-preview", imported(with_problems=False), who="leader"),
    Shown(
        "import-preview-problems",
        "reports:import-preview",
        imported(with_problems=True),
        who="leader",
    ),
    Shown("value-files", "kpis:value-file-list", who="leader"),
    Shown("value-file", "kpis:value-file-page", values("sound.csv"), who="leader"),
    Shown("value-file-problems", "kpis:value-file-page", values("problems.csv"), who="leader"),
    Shown("value-file-working", "kpis:value-file-page", values("large.csv"), who="leader"),
)
PACKS = (
    Shown("packs", "reports:pack-list", who="leader"),
    Shown("packs-none", "reports:pack-list", who="lead"),
    Shown("pack-done", "reports:pack-page", pack("done"), who="leader"),
    Shown("pack-building", "reports:pack-page", pack("building"), who="leader"),
    Shown("pack-failed", "reports:pack-page", pack("failed"), who="leader"),
    Shown("digests", "reports:digest-list", who="leader"),
    Shown("digests-none", "reports:digest-list", who="lead"),
)
# Swagger UI brings a frame of its own into the page.
SWAGGERS_FRAME = (
    *("landmark-unique", "landmark-no-duplicate-main", "landmark-main-is-top-level"),
    "heading-order",
)
ACCOUNTS = (
    Shown("sign-in", "accounts:sign-in", who=""),
    Shown("profile", "accounts:profile"),
    Shown("password", "accounts:password"),
    Shown("tokens", "accounts:token-list", who="admin"),
    Shown("tokens-none", "accounts:token-list"),
    Shown("token-new", "accounts:token-new"),
    Shown("token-new-admin", "accounts:token-new", who="admin"),
    Shown("api-docs", "api:docs-page", excused=SWAGGERS_FRAME),
    Shown("token-revoke", "accounts:token-revoke", one(Token, person__role="admin"), who="admin"),
)
# The markup of Django's lists: filters stand closer than a thumb is wide, and so on.
DJANGOS_LISTS = ("target-size", "link-in-text-block")
FRAME = (
    Shown("not-found", path="/no-such-page/", status=404),
    Shown("not-allowed", "objectives:objective-new", status=403),
    Shown("jobs", "jobs:job-list", who="admin"),
    Shown("admin", "admin:index", who="admin"),
    Shown("admin-people", "admin:accounts_user_changelist", who="admin", excused=DJANGOS_LISTS),
    Shown(
        "admin-jargon",
        "admin:stories_jargonword_changelist",
        who="admin",
        excused=DJANGOS_LISTS,
    ),
    Shown(
        "admin-kpis",
        "admin:kpis_kpi_changelist",
        query="?q=time",
        who="admin",
        excused=DJANGOS_LISTS,
    ),
)
REVIEWS = (
    Shown("reviews", "reports:review-list", who="leader"),
    Shown("review-planned", "reports:review-page", one(Review, state="planned"), who="leader"),
    Shown("review-closed", "reports:review-page", one(Review, state="closed")),
    Shown("review-minutes", "reports:review-minutes", one(Review, state="closed")),
    Shown("matter", "reports:matter-page", one(Matter, decisions__isnull=False), who="leader"),
    Shown("review-new", "reports:review-new", who="leader"),
    Shown("review-edit", "reports:review-edit", one(Review, state="planned"), who="leader"),
    Shown("review-cancel", "reports:review-cancel", one(Review, state="planned"), who="leader"),
    Shown("actions", "reports:action-list", query="?look=all"),
    Shown("action", "reports:action-page", one(Action), who="leader"),
)
PAGES = (*ALIGNMENT, *MAP, *READING, *REVIEWS, *WRITING, *EXCHANGE, *PACKS, *ACCOUNTS, *FRAME)
ONLY_POST = "only answers POST"
# Addresses that are no page.
FOR_PROGRAMS = "answers programs"
NO_PAGE = {
    "api:kpi-explanation": FOR_PROGRAMS,
    "api:kpi-item": FOR_PROGRAMS,
    "api:kpi-list": FOR_PROGRAMS,
    "api:metrics-push": FOR_PROGRAMS,
    "api:schema-read": FOR_PROGRAMS,
    "api:value-item": FOR_PROGRAMS,
    "api:value-list": FOR_PROGRAMS,
    "api:values-record": FOR_PROGRAMS,
    "reports:trend-table": "a file",
    "reports:value-table": "a file",
    "stories:kpi-series": "a file",
    "stories:story-draft-keep": ONLY_POST,
    "stories:story-draft-discard": ONLY_POST,
    "stories:story-look": ONLY_POST,
    "stories:objective-people": "a part of the form in which one speaks of a goal",
    "stories:focus-area-people": "a part of the form in which one speaks of work",
    "stories:kpi-people": "a part of the form in which one speaks of a KPI",
    "stories:story-mentions": "a part of the page on which a story is written",
    "accounts:sign-out": ONLY_POST,
    "kpis:held-answer": ONLY_POST,
    "kpis:source-read": ONLY_POST,
    "kpis:source-remove": "needs a source, which the demo company has none of",
    "stories:comment-settle": ONLY_POST,
    "stories:reminders-stop": "reached from a mail, and as plain as signing out",
    "accounts:health-live": "a word for machines",
    "accounts:health-ready": "a word for machines",
    "jobs:health": "a word for machines",
    "reports:scope-delete": ONLY_POST,
    "reports:scope-home": ONLY_POST,
    "jobs:run-start": ONLY_POST,
    "jobs:run-again": ONLY_POST,
    "stories:focus-area-suggest": "a part of a form",
    "stories:outcome-suggest": "a part of a form",
    "stories:kpi-suggest": "a part of a form",
    "stories:focus-link-move": ONLY_POST,
    "stories:kpi-link-move": ONLY_POST,
    "stories:objective-pulse": "a word for an open page",
    "kpis:value-file-start": ONLY_POST,
    "kpis:value-file-store": ONLY_POST,
    "kpis:value-file-leave": ONLY_POST,
    "reports:action-reopen": ONLY_POST,
    "reports:matter-move": ONLY_POST,
    "reports:matter-new": "needs an open review; as plain as other forms",
    "reports:matter-skip": ONLY_POST,
    "reports:matter-suggest": "a part of a form",
    "reports:review-close": "asks only whether one means it, of an open review",
    "reports:review-open": ONLY_POST,
    "reports:import-start": ONLY_POST,
    "reports:import-store": ONLY_POST,
    "reports:import-abandon": ONLY_POST,
    "stories:objective-best-line": "goes on to the form that is needed",
    "reports:export-workbook": "gives out a file",
    "reports:pack-file": "gives out a file",
    "reports:review-minutes-file": "gives out a file",
    "reports:pack-start": ONLY_POST,
    "reports:pack-remove": ONLY_POST,
    "reports:digest-start": ONLY_POST,
    "reports:digest-stop": ONLY_POST,
    "reports:digest-end": "reached from a mail, and as plain as signing out",
}
