"""People, their teams, and the record of what they did."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, ClassVar, Self
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower

from accounts.roles import Role


class TeamQuerySet(models.QuerySet["Team"]):
    """Phrases about teams."""

    def for_choosing(self) -> Self:
        """Return teams in the order of a list to choose from."""
        return self.order_by(Lower("name"))


class Team(models.Model):
    """A group of people who answer for KPIs together."""

    name = models.CharField(max_length=120)

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="accounts_team_name_is_unique",
                violation_error_message="A team of this name exists already: choose another name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


def check_time_zone(name: str) -> None:
    """Refuse what is not the name of a time zone.

    Raises:
        ValidationError: the name is unknown.
    """
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is not a time zone: write one like Europe/Berlin or UTC.")


class ReminderDay(models.TextChoices):
    """On which days somebody wants to be reminded."""

    WORKING_DAYS = "working", "Every working day"
    MONDAY = "monday", "Mondays"
    TUESDAY = "tuesday", "Tuesdays"
    WEDNESDAY = "wednesday", "Wednesdays"
    THURSDAY = "thursday", "Thursdays"
    FRIDAY = "friday", "Fridays"
    SATURDAY = "saturday", "Saturdays"
    SUNDAY = "sunday", "Sundays"


class UserManager(BaseUserManager["User"]):
    """Makes people; `createsuperuser` makes the first admin."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person of an e-mail address, whatever its case."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "User":
        """Make a person; without a password they cannot sign in."""
        user = self.model(email=email.strip().lower(), **facts)
        user.set_password(password)
        user.full_clean()
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> "User":
        """Make an admin."""
        return self.create_user(email, password, **{"role": Role.ADMIN, "name": email, **facts})


class UserQuerySet(models.QuerySet["User"]):
    """Phrases about people."""

    def active(self) -> Self:
        """Return people who may sign in."""
        return self.filter(is_active=True, is_service=False)

    def called_like(self, words: str) -> Self:
        """Return people whose name holds every word, or whose e-mail address begins so."""
        named = models.Q()
        for word in words.split():
            named &= models.Q(name__icontains=word)
        return self.filter(named | models.Q(email__istartswith=words))

    def for_choosing(self) -> Self:
        """Return people in the order of a list to choose from."""
        return self.active().order_by(Lower("name"), "pk")


class User(AbstractBaseUser):
    """A person, known by their e-mail address."""

    email = models.EmailField(
        max_length=254,
        unique=True,
        error_messages={"unique": "Somebody with this e-mail address exists already."},
    )
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    role = models.CharField(
        max_length=20,
        choices=[
            (Role.VIEWER, "Executive (reads)"),
            (Role.TECH_LEAD, "Tech lead"),
            (Role.LEADER, "Leader"),
            (Role.ADMIN, "Admin"),
        ],
        default=Role.VIEWER,
    )
    teams = models.ManyToManyField(Team, related_name="people", blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])
    talk_mails = models.BooleanField("mails about comments", default=True, db_default=True)
    reminder_mails = models.BooleanField("reminders by mail", default=True, db_default=True)
    reminder_day = models.CharField(
        max_length=10, choices=ReminderDay.choices, default="monday", db_default="monday"
    )
    reminder_hour = models.PositiveSmallIntegerField(default=9, db_default=9)
    is_active = models.BooleanField(default=True)
    is_service = models.BooleanField(
        "stands for a program", default=False, db_default=False, editable=False
    )
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]),
                name="accounts_role_is_known",
                violation_error_message="Choose executive, tech lead, leader or admin.",
            ),
            models.CheckConstraint(
                condition=models.Q(reminder_day__in=ReminderDay.values)
                & models.Q(reminder_hour__lte=23),
                name="accounts_reminder_comes_on_a_day_at_an_hour",
                violation_error_message="Choose a day and a full hour from 0 to 23.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_email_is_unique",
                violation_error_message="Somebody with this e-mail address exists already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_admin(self) -> bool:
        """Say whether this person may do everything."""
        return self.is_active and self.role == Role.ADMIN

    @property
    def is_staff(self) -> bool:
        """Say whether this person may open Django's admin."""
        return self.is_admin

    @property
    def initials(self) -> str:
        """Return the letters of the avatar, two at most."""
        words = self.name.split() or [self.email]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ARG002
        """Say whether Django's admin lets this person do something."""
        return self.is_admin

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002
        """Say whether Django's admin shows this person an app."""
        return self.is_admin


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Phrases about what was done."""

    def about(self, kind: str, object_id: int) -> Self:
        """Return what was done to one thing, newest first, with who did it."""
        return self.filter(kind=kind, object_id=object_id).select_related("actor").order_by("-pk")

    def besides(self, verb: str) -> Self:
        """Leave out what is shown in another place."""
        return self.exclude(verb=verb)

    def edits_of(self, kind: str, object_ids: Iterable[int]) -> Self:
        """Return how things of a kind were changed after they began, oldest first."""
        return self.filter(kind=kind, object_id__in=list(object_ids), verb="edit").order_by("pk")

    def saying_of(self, names: Collection[str]) -> Self:
        """Return the events that set one of these facts."""
        return self.filter(after__has_any_keys=list(names))

    def ties_of(self, kind: str, end: str, object_id: int) -> Self:
        """Return what was done to links of a kind that end at a thing or ended there, oldest first.

        Of each link at least the event that drew it, moved it or removed it.
        """
        ends_here = {end: object_id}
        here = models.Q(before__contains=ends_here) | models.Q(after__contains=ends_here)
        return self.filter(here, kind=kind).order_by("pk")


class AuditEvent(models.Model):
    """One change: who did what to which thing, what it was before and what it is since.

    Append-only; written by services in the transaction of the change.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="audit_events"
    )
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=300)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "object_id", "-id"], name="accounts_audit_thing"),
            models.Index(fields=["-at"], name="accounts_audit_at"),
            GinIndex(fields=["label"], name="accounts_audit_label", opclasses=["gin_trgm_ops"]),
            GinIndex(
                fields=["before", "after"],
                name="accounts_audit_ties",
                opclasses=["jsonb_path_ops", "jsonb_path_ops"],
                condition=models.Q(kind__in=["focuslink", "kpilink"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.label}"


class Touch(models.Model):
    """A thing whose verdict has to be looked at again.

    Append-only; consumed by `DELETE ... RETURNING` in the transaction that recomputes, so that a
    transaction that commits late is not missed.
    """

    class Kind(models.TextChoices):
        OBJECTIVE = "objective", "objective"
        FOCUS_AREA = "focus_area", "focus area"
        KPI = "kpi", "KPI"
        PERSON = "person", "person"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["objective", "focus_area", "kpi", "person"]),
                name="accounts_touch_kind_is_known",
                violation_error_message="Only goals, work, measures and people are judged.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Sending(models.Model):
    """A form that was sent and did what it asks; sent once more, it does nothing again."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sendings")
    token = models.UUIDField()
    digest = models.CharField(max_length=64)
    message = models.TextField()
    href = models.TextField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "token"],
                name="accounts_form_sent_once",
                violation_error_message="This form was sent already.",
            )
        ]
        indexes = [models.Index(fields=["sent_at"], name="accounts_sending_at")]

    def __str__(self) -> str:
        return self.href


class TokenQuerySet(models.QuerySet["Token"]):
    """Phrases about tokens."""

    def not_revoked(self) -> Self:
        """Return tokens that nobody took back; some may have expired."""
        return self.filter(revoked_at__isnull=True)

    def usable_at(self, at: datetime) -> Self:
        """Return tokens that open something: not revoked, not expired, of somebody who is here."""
        return self.not_revoked().filter(expires_at__gt=at, person__is_active=True)

    def of_person(self, person: User) -> Self:
        """Return a person's own tokens, the newest first."""
        return self.filter(person=person).order_by("-pk")

    def of_services(self) -> Self:
        """Return the tokens of programs, the newest first."""
        return self.filter(person__is_service=True).order_by("-pk")


class Token(models.Model):
    """What a program shows instead of a password; only a digest of it is kept.

    It opens what its person may do, at most what its scope says and, where it is limited, only in
    its teams: one whose teams are all gone opens nothing. `used` counts the requests of the minute
    that began at `minute`.
    """

    class Scope(models.TextChoices):
        READ = "read", "Read"
        VALUES = "values", "Read, and record values"
        ALL = "all", "Read, record values and change KPIs"

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(max_length=10, choices=Scope.choices)
    limited = models.BooleanField("only in its teams", default=False)
    teams = models.ManyToManyField(Team, related_name="tokens", blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens_made")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    minute = models.DateTimeField(null=True, blank=True)
    used = models.PositiveIntegerField(default=0)

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope__in=["read", "values", "all"]),
                name="accounts_token_scope_is_known",
                violation_error_message="A token reads, records values, or does all.",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="accounts_token_expires_later",
                violation_error_message="A token expires after it is made.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
