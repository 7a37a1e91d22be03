"""Forms about people: signing in, one's own profile and password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.db.models.functions import Lower

from accounts.access import team_ids
from accounts.models import ReminderDay, Team, Token, User, UserQuerySet, check_time_zone
from accounts.tokens import TokenFacts
from alignment.lib.fields import PickMany, Words, offer
from alignment.lib.form_pages import Group, WritingForm

LONGEST_PASSWORD = 1024
WRONG = "This e-mail address and password do not belong together. Check both and try again."


class PasswordField(forms.CharField):
    """A password, taken exactly as typed and never shown again."""

    def __init__(self, *, autocomplete: str, **options: Any) -> None:
        """Tell the browser whether it is the one it knows or a new one."""
        super().__init__(
            strip=False,
            max_length=LONGEST_PASSWORD,
            widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
            **options,
        )
        self.error_messages["max_length"] = f"At most {LONGEST_PASSWORD} characters are kept."

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return the attributes of the control, so that nothing pasted is cut."""
        attributes: dict[str, Any] = super().widget_attrs(widget)
        return {name: value for name, value in attributes.items() if "length" not in name}


class SignInForm(AuthenticationForm):
    """E-mail address and password; whichever is wrong, the words are the same."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}
    password = PasswordField(label="Password", autocomplete="current-password")

    def __init__(self, *args: Any, **options: Any) -> None:
        """Ask for the address in the browser's own way."""
        super().__init__(*args, **options)
        address = self.fields["username"]
        address.label = "E-mail address"
        address.widget = forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})


class ProfileForm(WritingForm):
    """What people say of themselves."""

    name = Words(max_length=120)
    job_title = Words(
        max_length=120,
        required=False,
        help_text="Shown beside your name where you own or agree to something.",
    )
    time_zone = Words(
        max_length=64,
        help_text="Such as Europe/Berlin, America/Sao_Paulo or UTC.",
        validators=[check_time_zone],
    )
    talk_mails = forms.BooleanField(
        label="Write to me when somebody answers me, names me or speaks of what is mine",
        required=False,
        initial=True,
        help_text="Gathered: several comments make one mail.",
    )
    reminder_mails = forms.BooleanField(
        label="Remind me by mail of what is asked of me",
        required=False,
        help_text="All in one mail, and at most one on a day.",
    )
    reminder_day = forms.ChoiceField(label="Remind me on", choices=ReminderDay.choices)
    reminder_hour = forms.TypedChoiceField(
        label="At",
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        help_text="By the clocks of your time zone.",
    )


class PasswordForm(WritingForm):
    """The password one has, and the one that one wants."""

    GROUPS = (Group("", ("old", "new", "again")),)

    old = PasswordField(label="Password until now", autocomplete="current-password")
    new = PasswordField(
        label="New password",
        autocomplete="new-password",
        help_text=" ".join(password_validators_help_texts()),
    )
    again = PasswordField(label="New password again", autocomplete="new-password")

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        """Take whose password it is."""
        super().__init__(*args, **options)
        self.person = person

    def clean_old(self) -> str:
        """Refuse a password that is not theirs."""
        old = str(self.cleaned_data["old"])
        if not self.person.check_password(old):
            raise ValidationError("This is not your password until now.")
        return old

    def clean_new(self) -> str:
        """Refuse a password that is easy to guess."""
        new = str(self.cleaned_data["new"])
        validate_password(new, self.person)
        return new

    def clean_again(self) -> str:
        """Refuse two passwords that are not the same."""
        again = str(self.cleaned_data["again"])
        if self.cleaned_data.get("new") not in (None, again):
            raise ValidationError("The two new passwords are not the same.")
        return again


class TokenForm(WritingForm):
    """What a token is called, what it opens and until when."""

    GROUPS = (
        Group("", ("name", "whose", "scope")),
        Group("How far it reaches", ("reach", "teams", "days")),
    )

    name = Words(
        label="What it is for",
        max_length=120,
        help_text="Such as “Build pipeline of the shop”. It names the token in your list.",
    )
    whose = forms.ChoiceField(
        label="Whose it is",
        choices=[("mine", "Mine: it acts in my name"), ("service", "A program’s own")],
        widget=forms.RadioSelect,
        initial="mine",
        help_text="A program’s own goes on when people leave, and its values bear its name.",
    )
    scope = forms.ChoiceField(
        label="What it may do",
        choices=Token.Scope.choices,
        widget=forms.RadioSelect,
        initial=Token.Scope.VALUES.value,
        help_text="Never more than its owner may.",
    )
    reach = forms.ChoiceField(
        label="For which KPIs",
        choices=[("all", "All that its owner may see"), ("teams", "Only those of these teams")],
        widget=forms.RadioSelect,
        initial="teams",
    )
    teams = PickMany(label="Teams", named_by=("name",), required=False)
    days = forms.TypedChoiceField(
        label="It expires after",
        choices=[(7, "A week"), (30, "30 days"), (90, "90 days"), (365, "A year")],
        coerce=int,
        initial=90,
    )

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        """Offer a person their own teams, if any, and an admin all teams and programs."""
        super().__init__(*args, **options)
        teams = Team.objects.for_choosing()
        if not person.is_admin:
            del self.fields["whose"]
            teams = teams.filter(pk__in=team_ids(person))
        offer(self.fields["teams"], teams)
        if not person.is_admin and not teams.exists():
            del self.fields["reach"], self.fields["teams"]

    @property
    def is_for_a_program(self) -> bool:
        """Say whether the token is to be a program's own."""
        return self.cleaned_data.get("whose") == "service"

    def said(self) -> TokenFacts:
        """Return what was asked for."""
        asked = self.cleaned_data
        teams = tuple(asked["teams"]) if asked.get("reach") == "teams" else None
        return TokenFacts(asked["name"], asked["scope"], asked["days"], teams)


def people_to_choose(*also: int | None) -> UserQuerySet:
    """Return who may be chosen: people who are here, and whoever is chosen already."""
    here = User.objects.active()
    kept = User.objects.filter(pk__in=[pk for pk in also if pk is not None])
    return (here | kept).order_by(Lower("name"), "pk")
