"""What the business wants, and its business case."""

import re
import uuid
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL

from accounts.models import User
from objectives.models.money import an_amount, said_in_a_currency

LONGEST_TITLE = 300
LONGEST_TEXT = 20_000
LONGEST_REF = 60
# What people and files say of a goal.
OBJECTIVE_FACTS = (
    "ref", "title", "statement", "why", "value_driver", "business_owner", "technology_owner",
    "parent", "status", "starts_on", "ends_on", "expects_technology", "confidential", "rank",
    "problem", "proposal", "sourcing", "benefit", "benefit_from", "benefit_by", "cost", "cost_from",
    "cost_by", "currency", "risk",
)  # fmt: skip
# UNION, not UNION ALL: a circle that came in by force must not keep the statement going.
AT_OR_BELOW = """
    WITH RECURSIVE below(id) AS (
        SELECT %s::bigint
        UNION
        SELECT child.id FROM objectives_objective child JOIN below ON child.parent_id = below.id
    )
    SELECT id FROM below
"""


def said_like(words: str) -> Q:
    """Return the condition that a title holds every word, or a reference begins with the text.

    `~*` is what the trigram index on titles answers; `ILIKE UPPER(…)` would read every row.
    """
    text = words.strip()
    in_title = Q()
    for word in text.split():
        in_title &= Q(title__iregex=re.escape(word))
    return in_title | Q(ref__startswith=text) | Q(ref__startswith=text.upper())


def _in_order(first: str, last: str) -> Q:
    unsaid = Q(**{f"{first}__isnull": True}) | Q(**{f"{last}__isnull": True})
    return unsaid | Q(**{f"{first}__lte": F(last)})


class ObjectiveQuerySet(models.QuerySet["Objective"]):
    """Phrases about objectives."""

    def visible_to(self, user: User) -> Self:
        """Return what a person may know of: confidential ones only to owners, sharers, admins."""
        if user.is_admin:
            return self.all()
        mine = Q(business_owner=user) | Q(technology_owner=user)
        shared = Q(
            pk__in=Objective.shared_with.through.objects.filter(user=user).values("objective")
        )
        return self.filter(Q(confidential=False) | mine | shared)

    def hidden_from(self, user: User) -> Self:
        """Return what a person must not know of: a few, so that to leave them out is quick."""
        if user.is_admin:
            return self.none()
        known = Objective.objects.visible_to(user).confidential()
        return self.confidential().exclude(pk__in=known.values("pk"))

    def named_like(self, words: str) -> Self:
        """Return those whose title holds every word, or whose reference begins with the text."""
        return self.filter(said_like(words))

    def topmost_of(self, known: Self, also: models.QuerySet[Any, Any]) -> Self:
        """Return those with nothing above them among the known ones, and those that are in `also`.

        Below a goal that a reader may not know of begins a tree of its own.
        """
        above = known.order_by().filter(pk=OuterRef("parent"))
        return self.filter(Q(parent__isnull=True) | ~Exists(above) | Q(pk__in=also))

    def narrowed_to(
        self, *, status: str = "", value_driver: str = "", owner_id: int | None = None
    ) -> Self:
        """Return those of a status, a driver, an owner on either side; what is empty is any."""
        asked = {"status": status, "value_driver": value_driver}
        found = self.filter(**{name: value for name, value in asked.items() if value})
        if owner_id is None:
            return found
        return found.filter(Q(business_owner=owner_id) | Q(technology_owner=owner_id))

    def confidential(self) -> Self:
        """Return those hidden from most people."""
        return self.filter(confidential=True)

    def active(self) -> Self:
        """Return those being worked for."""
        return self.filter(status=Objective.Status.ACTIVE)

    def current(self) -> Self:
        """Return those people work for or mean to."""
        return self.filter(status__in=[Objective.Status.DRAFT, Objective.Status.ACTIVE])

    def at_or_below(self, pk: int) -> Self:
        """Return an objective and all that lie below it in the tree."""
        return self.filter(pk__in=RawSQL(AT_OR_BELOW, [pk]))  # noqa: S611  # a constant text

    def for_listing(self) -> Self:
        """Return objectives with their owners, in the order of a list."""
        return self.select_related("business_owner", "technology_owner").order_by(
            "rank", "title", "pk"
        )


class Objective(models.Model):
    """A business goal in the words of the business."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        ACTIVE = "active", "Active"
        ACHIEVED = "achieved", "Achieved"
        NOT_ACHIEVED = "not_achieved", "Not achieved"
        DROPPED = "dropped", "Dropped"

    class ValueDriver(models.TextChoices):
        REVENUE = "revenue", "Revenue"
        COST = "cost", "Cost"
        CUSTOMER = "customer", "Customer value"
        MARKET = "market", "Market"
        RISK = "risk", "Risk"
        INNOVATION = "innovation", "Innovation"

    class Expects(models.TextChoices):
        YES = "yes", "Yes, it needs technology"
        NO = "no", "No, it needs none"
        UNKNOWN = "unknown", "Not said yet"

    class Sourcing(models.TextChoices):
        BUILD = "build", "Build it"
        BUY = "buy", "Buy it"
        RENT = "rent", "Rent it"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ref = models.CharField("reference", max_length=LONGEST_REF, unique=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    statement = models.TextField(blank=True, max_length=LONGEST_TEXT)
    why = models.TextField("why it matters", blank=True, max_length=LONGEST_TEXT)
    value_driver = models.CharField(max_length=20, blank=True, choices=ValueDriver.choices)
    business_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="objectives_owned_for_business",
    )
    technology_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="objectives_owned_for_technology",
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT)
    starts_on = models.DateField("start", null=True, blank=True)
    ends_on = models.DateField("end", null=True, blank=True)
    expects_technology = models.CharField(
        max_length=10, choices=Expects.choices, default=Expects.UNKNOWN
    )
    confidential = models.BooleanField(default=False)
    shared_with = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="objectives_shared", blank=True
    )
    rank = models.PositiveIntegerField("order", default=0)
    problem = models.TextField(blank=True, max_length=LONGEST_TEXT)
    proposal = models.TextField(blank=True, max_length=LONGEST_TEXT)
    sourcing = models.CharField(
        "the way to get it", max_length=10, blank=True, choices=Sourcing.choices
    )
    benefit = an_amount("expected return")
    benefit_from = models.DateField("first day of the expected return", null=True, blank=True)
    benefit_by = models.DateField("last day of the expected return", null=True, blank=True)
    cost = an_amount("investment")
    cost_from = models.DateField("first day of the investment", null=True, blank=True)
    cost_by = models.DateField("last day of the investment", null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    risk = models.TextField(blank=True, max_length=LONGEST_TEXT)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_in_order("starts_on", "ends_on"),
                name="objectives_period_starts_before_it_ends",
                violation_error_message="A period must start before it ends.",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="objectives_objective_is_not_its_own_parent",
                violation_error_message="An objective cannot serve itself.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "active", "achieved", "not_achieved", "dropped"]),
                name="objectives_status_is_known",
                violation_error_message="Choose draft, active, achieved, not achieved or dropped.",
            ),
            models.CheckConstraint(
                condition=Q(
                    value_driver__in=[
                        "",
                        "revenue",
                        "cost",
                        "customer",
                        "market",
                        "risk",
                        "innovation",
                    ]
                ),
                name="objectives_value_driver_is_known",
                violation_error_message="Choose one of the value drivers, or none.",
            ),
            models.CheckConstraint(
                condition=Q(expects_technology__in=["yes", "no", "unknown"]),
                name="objectives_expects_technology_is_known",
                violation_error_message="Say yes, no or not said yet.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="objectives_objective_has_a_title",
                violation_error_message="An objective needs a title.",
            ),
            said_in_a_currency("objectives_money_has_a_currency", "benefit", "cost"),
            models.CheckConstraint(
                condition=Q(sourcing__in=["", "build", "buy", "rent"]),
                name="objectives_sourcing_is_known",
                violation_error_message="Choose build, buy or rent, or none of them.",
            ),
            models.CheckConstraint(
                condition=_in_order("benefit_from", "benefit_by"),
                name="objectives_benefit_starts_before_it_ends",
                violation_error_message="A return must start before it ends.",
            ),
            models.CheckConstraint(
                condition=_in_order("cost_from", "cost_by"),
                name="objectives_cost_starts_before_it_ends",
                violation_error_message="An investment must start before it ends.",
            ),
        ]
        indexes = [
            models.Index(fields=["rank", "title", "id"], name="objectives_order"),
            models.Index(fields=["id"], name="objectives_hidden", condition=Q(confidential=True)),
            GinIndex(fields=["title"], name="objectives_title_words", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Say whether people still work for it or mean to."""
        return self.status in {self.Status.DRAFT, self.Status.ACTIVE}
