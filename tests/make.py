"""Builders: each makes one row with sensible facts; a test names only what matters to it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from accounts.models import AuditEvent, Team, Token, User
from accounts.tokens import digest_of
from kpis.models import Connector, Kpi, KpiStep, Measurement, Pull
from objectives.models import FocusArea, FocusLink, Objective
from reports.models import (
    Action,
    Decision,
    Matter,
    Pack,
    PackFile,
    Review,
    Snapshot,
    Subscription,
)
from stories.models import Comment, Exemption, KpiLink, Mention, Story, StoryVersion

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"


class _Numbers:
    """Count on, and know how far."""

    last = 0

    def __next__(self) -> int:
        self.last += 1
        return self.last


_numbers = _Numbers()


def restart(last: int = 0) -> None:
    """Number anew, so that a test sees the same names however it is run."""
    _numbers.last = last


def numbered() -> int:
    """Return how many names were given since."""
    return _numbers.last


def team(name: str = "", **facts) -> Team:
    return Team.objects.create(name=name or f"Team {next(_numbers)}", **facts)


def user(name: str = "", *, role: str = "viewer", teams=(), **facts) -> User:
    number = next(_numbers)
    name = name or f"Person {number}"
    address = f"{name.lower().replace(' ', '.')}.{number}@example.com"
    person = User(**({"email": address, "name": name, "role": role} | facts))
    person.set_unusable_password()
    person.save()
    person.teams.set(teams)
    return person


def token(person: User, secret: str = "", *, scope: str = "all", teams=None, **facts) -> Token:
    """Make a token that opens with `secret`; None for teams is no limit."""
    number = next(_numbers)
    row = Token.objects.create(
        **{
            "person": person,
            "name": f"Pipeline {number}",
            "digest": digest_of(secret or f"tl_{number}"),
            "scope": scope,
            "limited": teams is not None,
            "made_by": person,
            "made_at": AT,
            "expires_at": datetime(2199, 1, 1, tzinfo=UTC),
        }
        | facts
    )
    row.teams.set(teams or ())
    return row


def objective(title: str = "", **facts) -> Objective:
    number = next(_numbers)
    defaults = {
        "ref": f"OBJ-{number}",
        "title": title or f"Goal {number}",
        "status": "active",
        "created_at": AT,
        "changed_at": AT,
    }
    shared_with = facts.pop("shared_with", ())
    row = Objective.objects.create(**(defaults | facts))
    row.shared_with.set(shared_with)
    return row


def ready(objective: Objective) -> Objective:
    """Give a goal what it needs to be agreed to; its measure is a draft, so that none counts it."""
    usual = {
        "statement": "Of a hundred customers, ninety stay.",
        "why": "A customer kept costs a fifth of one won.",
        "value_driver": "customer",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2027, 6, 30),
    }
    for name, value in usual.items():
        setattr(objective, name, getattr(objective, name) or value)
    if objective.business_owner is None:
        objective.business_owner = user(role="leader")
    objective.save()
    kpi("Customers kept", outcome_of=objective, perspective="joint", status="draft")
    return objective


def focus_area(title: str = "", **facts) -> FocusArea:
    number = next(_numbers)
    defaults = {
        "ref": f"FOC-{number}",
        "title": title or f"Work {number}",
        "rationale": "It is what people feel first.",
        "created_at": AT,
        "changed_at": AT,
    }
    return FocusArea.objects.create(**(defaults | facts))


def focus_link(focus_area: FocusArea, objective: Objective | None, **facts) -> FocusLink:
    defaults = {"because": f"{focus_area} moves {objective}."}
    return FocusLink.objects.create(
        focus_area=focus_area, objective=objective, **(defaults | facts)
    )


def kpi(title: str = "", **facts) -> Kpi:
    number = next(_numbers)
    title = title or f"Measure {number}"
    defaults = {
        "ref": f"KPI-{number}",
        "title": title,
        "title_key": " ".join(title.lower().split()),
        "definition": "Counted every month.",
        "unit": "s",
        "direction": "down",
        "baseline": Decimal("2.40"),
        "baseline_on": date(2026, 1, 1),
        "target": Decimal("1.92"),
        "starts_on": date(2026, 1, 1),
        "due_on": date(2027, 6, 30),
        "cadence": "month",
        "live_since": date(2026, 1, 1),
        "created_at": AT,
        "changed_at": AT,
    }
    return Kpi.objects.create(**(defaults | facts))


def step(kpi: Kpi, title: str = "", **facts) -> KpiStep:
    return KpiStep.objects.create(kpi=kpi, title=title or f"Step {next(_numbers)}", **facts)


def kpi_link(kpi: Kpi, focus_area: FocusArea | None, **facts) -> KpiLink:
    defaults = {"because": f"{kpi} shows {focus_area}."}
    return KpiLink.objects.create(kpi=kpi, focus_area=focus_area, **(defaults | facts))


def line(kpi: Kpi, focus_area: FocusArea, objective: Objective) -> tuple[KpiLink, FocusLink]:
    """Draw the whole line from a KPI to a goal; links that exist are kept."""
    upper = FocusLink.objects.filter(focus_area=focus_area, objective=objective).first()
    lower = KpiLink.objects.filter(kpi=kpi, focus_area=focus_area).first()
    return (
        lower or kpi_link(kpi, focus_area),
        upper or focus_link(focus_area, objective),
    )


def measurement(kpi: Kpi, on: date, value: object, **facts) -> Measurement:
    defaults = {"recorded_at": AT, "value": Decimal(str(value))}
    return Measurement.objects.create(kpi=kpi, observed_on=on, **(defaults | facts))


def connector(kpi: Kpi, **facts) -> Connector:
    defaults = {
        "kind": "json",
        "address": "https://127.0.0.1/load.json",  # refused before anybody is asked
        "query": "$.value",
        "next_due_at": AT,
        "created_at": AT,
        "changed_at": AT,
    }
    return Connector.objects.create(kpi=kpi, **(defaults | facts))


def pull(connector: Connector, at: datetime = AT, **facts) -> Pull:
    return Pull.objects.create(connector=connector, at=at, **({"outcome": "known"} | facts))


def story(objective: Objective, *named: Kpi | FocusArea, body: str = "") -> Story:
    """Write a story that names the given KPIs and focus areas."""
    tokens = [f"@[{'kpi' if isinstance(thing, Kpi) else 'focus'}:{thing.uid}]" for thing in named]
    text = body or " ".join(["We move this goal because of", *tokens, "and it shows."])
    row = Story.objects.create(objective=objective, body=text, changed_at=AT)
    StoryVersion.objects.create(story=row, number=1, body=text, written_at=AT)
    for thing in named:
        Mention.objects.create(
            story=row,
            uid=thing.uid,
            kpi=thing if isinstance(thing, Kpi) else None,
            focus_area=thing if isinstance(thing, FocusArea) else None,
        )
    return row


def exemption(kpi: Kpi, approver: User, *, on: date, days: int = 180, **facts) -> Exemption:
    defaults = {"reason": "It keeps the lights on.", "granted_on": on}
    return Exemption.objects.create(
        kpi=kpi, approver=approver, expires_on=on + timedelta(days=days), **(defaults | facts)
    )


def comment(thing, author: User, body: str = "Is this still so?", **facts) -> Comment:
    kinds = {Objective: "objective", FocusArea: "focus_area", Kpi: "kpi"}
    about = {kinds[type(thing)]: thing}
    return Comment.objects.create(author=author, body=body, said_at=AT, **(about | facts))


def event(thing, verb: str, *, by: User | None = None, before=None, after=None) -> AuditEvent:
    """Write down that something was done to a thing, without doing it."""
    return AuditEvent.objects.create(
        at=AT,
        actor=by,
        verb=verb,
        kind=thing._meta.model_name,
        object_id=thing.pk,
        label=str(thing),
        before=before or {},
        after=after or {},
    )


def review(title: str = "", *, chair: User | None = None, participants=(), **facts) -> Review:
    """Make a review that is open, unless it is said to be in another state."""
    defaults = {
        "title": title or f"Review {next(_numbers)}",
        "day": AT.date(),
        "state": "open",
        "chair": chair or user(role="leader"),
        "created_at": AT,
        "changed_at": AT,
    }
    if facts.get("state") != "planned":
        view = {"scope": "the whole company", "headline": "", "left_out": {}, "became": []}
        seen = {"day": "2026-01-05", "knows": [], "full": view, "public": None}
        defaults |= {"seen": seen, "opened_at": AT}
    if facts.get("state") == "closed":
        defaults["closed_at"] = AT
    row = Review.objects.create(**(defaults | facts))
    row.participants.set(participants)
    return row


def matter(review: Review, title: str = "", **facts) -> Matter:
    number = next(_numbers)
    defaults = {
        "position": number,
        "kind": "added",
        "key": f"added:{number}",
        "title": title or f"Matter {number}",
    }
    return Matter.objects.create(review=review, **(defaults | facts))


def decision(matter: Matter, by: User, **facts) -> Decision:
    defaults = {"choice": "keep", "why": "It holds.", "decided_by": by, "decided_at": AT}
    return Decision.objects.create(matter=matter, **(defaults | facts))


def action(decision: Decision, owner: User, what: str = "", **facts) -> Action:
    defaults = {"due_on": AT.date() + timedelta(days=14), "made_at": AT}
    return Action.objects.create(
        review=decision.matter.review,
        matter=decision.matter,
        decision=decision,
        owner=owner,
        what=what or f"Action {next(_numbers)}",
        **(defaults | facts),
    )


def pack(person: User, *, files=("pdf",), **facts) -> Pack:
    """Make a pack that is ready, with files that hold next to nothing."""
    defaults = {
        "title": "the whole company",
        "day": AT.date(),
        "state": "done",
        "asked_at": AT,
        "settled_at": AT,
        "digest": "0" * 64,
    }
    row = Pack.objects.create(asked_by=person, **(defaults | facts))
    PackFile.objects.bulk_create(
        PackFile(pack=row, kind=kind, content=b"%PDF", size=4) for kind in files
    )
    return row


def subscription(person: User, **facts) -> Subscription:
    return Subscription.objects.create(person=person, **({"asked_at": AT} | facts))


def snapshot(**facts) -> Snapshot:
    """Keep the counts of a day, and nothing else of it."""
    return Snapshot.objects.create(**{"taken_at": AT, "knows": []} | facts)
