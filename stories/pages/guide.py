"""What comes next on a goal that is being set: the business first, agreement last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignment.lib.shown import Shown
from kpis.models import Kpi
from objectives.models import Objective
from stories.models import Story
from stories.pages.canvas import Drawn, outcome_new
from stories.pages.deeds import add_kpi
from stories.pages.remedies import address
from stories.pages.telling import REFUSED, Sign


@dataclass(frozen=True, slots=True)
class Step(Shown):
    """One step: whether it is done, and if not, what is asked, where, and the place it opens in.

    Without a place it is a page of its own.
    """

    title: str
    done: bool
    asks: str = ""
    href: str = ""
    place: str = "place-guide"


@dataclass(frozen=True, slots=True)
class Guide(Shown):
    """All steps of a goal; `ahead` is the first that is not done."""

    steps: tuple[Step, ...]
    ahead: Step


def guide_to(drawn: Drawn, story: Story | None, signs: Sequence[Sign]) -> Guide | None:
    """Return what is done and what comes next; None where all is done or it is not theirs."""
    if not drawn.may_edit or not drawn.objective.is_open:
        return None
    steps = tuple(_steps(drawn, story, signs))
    ahead = next((step for step in steps if not step.done), None)
    return Guide(steps, ahead) if ahead else None


def _steps(drawn: Drawn, story: Story | None, signs: Sequence[Sign]) -> Iterator[Step]:
    goal, pk = drawn.objective, drawn.objective.pk
    yield Step(
        "The goal", bool(goal.statement), "Say what changes, and for whom", _edit(drawn, "goal")
    )
    stands = goal.why and goal.value_driver and goal.business_owner_id and goal.technology_owner_id
    yield Step(
        "Why it matters",
        bool(stands),
        "Say why it matters, and who stands for it",
        _edit(drawn, "reason"),
    )
    timed = goal.starts_on and goal.ends_on and goal.status == Objective.Status.ACTIVE
    yield Step("When", bool(timed), "Say from when to when, and set it going", _edit(drawn, "when"))
    yield _success(drawn)
    if goal.expects_technology != Objective.Expects.NO:
        yield _work(drawn)
        yield _measures(drawn)
    tell = address("stories:story-edit", pk, next=f"{drawn.back}#next")
    yield Step("The story", story is not None, "Tell how the work moves it", tell, "place-story")
    yield _agreement(signs)


def _edit(drawn: Drawn, only: str) -> str:
    return address("stories:objective-edit", drawn.objective.pk, only=only, next=drawn.back)


def _aim(kpi: Kpi, drawn: Drawn) -> str:
    return address("stories:kpi-edit", kpi.pk, only="aim", next=drawn.back)


def _is_stated(kpi: Kpi) -> bool:
    """Say whether a measure says where it should be, by when, and who answers for it."""
    bounds = (kpi.target, kpi.low, kpi.high)
    aims = kpi.kind == Kpi.Kind.MILESTONE or any(bound is not None for bound in bounds)
    return aims and kpi.due_on is not None and kpi.owner_id is not None


def _success(drawn: Drawn) -> Step:
    title = "How success shows"
    if not drawn.outcomes:
        new = outcome_new(drawn)
        return Step(title, done=False, asks="Say by what figure success will show", href=new)
    open_ones = [kpi for kpi in drawn.outcomes if not _is_stated(kpi)]
    if not open_ones:
        return Step(title, done=True)
    kpi = open_ones[0]
    return Step(title, done=False, asks=f"Say where “{kpi}” should be", href=_aim(kpi, drawn))


def _work(drawn: Drawn) -> Step:
    if not drawn.focus_links:
        add = address("stories:focus-area-add", drawn.objective.pk, next=drawn.back)
        return Step("The work", done=False, asks="Add the work that moves it", href=add)
    for link in drawn.focus_links:
        if not link.because:
            edit = address("stories:focus-link-edit", link.pk, only="because", next=drawn.back)
            asks = f"Say how “{link.focus_area}” moves it"
            return Step("The work", done=False, asks=asks, href=edit)
    return Step("The work", done=True)


def _measures(drawn: Drawn) -> Step:
    measured = {link.focus_area_id for link in drawn.kpi_links}
    for link in drawn.focus_links:
        if link.focus_area_id not in measured:
            add = add_kpi(drawn.user, link, drawn.back)
            asks = f"Say what measures “{link.focus_area}”"
            return Step("The measures", done=False, asks=asks, href=add)
    for one in drawn.kpi_links:
        if not _is_stated(one.kpi):
            asks = f"Say where “{one.kpi}” should be"
            return Step("The measures", done=False, asks=asks, href=_aim(one.kpi, drawn))
    if not drawn.focus_links:
        return Step("The measures", done=False, asks="First the work, then what shows it")
    return Step("The measures", done=True)


def _agreement(signs: Sequence[Sign]) -> Step:
    agreed = bool(signs) and all(sign.kind == "sound" for sign in signs)
    if any(sign.tag == REFUSED for sign in signs):
        return Step("Agreement", done=False, asks="Change what was refused, then both sides agree")
    href = next((sign.action_href for sign in signs if sign.action_href), "")
    awaited = " and ".join(sign.side.lower() for sign in signs if sign.kind != "sound")
    asks = "Agree to the story" if href else f"Both sides agree; awaited: {awaited}"
    return Step("Agreement", agreed, asks, href, "")
