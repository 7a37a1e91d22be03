"""The form that says where a KPI's values are read from."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from alignment.lib.fields import Prose, Words
from alignment.lib.form_pages import Group, WritingForm, stored_facts
from kpis.models import Connector
from kpis.models.connectors import LONGEST_ADDRESS, LONGEST_NAME, LONGEST_QUERY, MOST_DAYS
from kpis.services.connectors import WHERE
from kpis.sources.masking import masked, unmasked

LONGEST_SECRET = 1_000


class SecretField(forms.CharField):
    """A secret: taken, and never shown again."""

    widget = forms.PasswordInput(attrs={"autocomplete": "off"})


class SourceForm(WritingForm):
    """Where values are read from, as whom and how often."""

    GROUPS: ClassVar = (
        Group("What is asked", (("kind", "every"), "address", "query")),
        Group("Who asks", ("way_in", ("way_in_name", "typed"))),
        Group("Whether it is read", ("is_on",)),
        Group(
            "Which day a value is of",
            (("date_at", "days_back"),),
            lede="Without these, it is the day of the reading",
            folded=True,
        ),
    )
    WRITTEN_AS: ClassVar = {"secret": "typed"}
    BESIDE: ClassVar = {
        "not_an_address": "address",
        "unreachable": "address",
        "moved": "address",
        "locked": "typed",
        "not_a_header": "typed",
        "in_the_open": "address",
        "nothing_found": "query",
        "several": "query",
        "no_column": "query",
        "not_understood": "query",
        "kpis_connector_days_back_end": "days_back",
    }

    kind = forms.ChoiceField(label="Kind of source", choices=Connector.Kind.choices)
    every = forms.ChoiceField(label="How often", choices=Connector.Every.choices)
    address = Words(
        label="Address",
        max_length=LONGEST_ADDRESS,
        help_text="Such as https://metrics.example.com/load.json, the address of Prometheus "
        "itself, or postgresql://reader@db.example.com:5432/metrics. What stands inside the "
        "company's network has to be listed by who runs this installation.",
    )
    query = Prose(
        label="What to look for there",
        max_length=LONGEST_QUERY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In JSON a path such as $.data.value, in Prometheus a query that finds one "
        "series, in CSV the column of the values; in a database a query that finds one value, or "
        "rows of a day and its value.",
    )
    way_in = forms.ChoiceField(
        label="How the source knows who asks",
        choices=Connector.WayIn.choices,
        required=False,
        help_text="A database always asks for a password.",
    )
    way_in_name = Words(
        label="Name",
        max_length=LONGEST_NAME,
        required=False,
        help_text="The name that goes with a password, or the name of the header.",
    )
    typed = SecretField(label="Secret", max_length=LONGEST_SECRET, required=False)
    is_on = forms.BooleanField(label="Read it as often as said above", required=False)
    date_at = Words(
        label="Where the day stands",
        max_length=500,
        required=False,
        help_text="In JSON a path such as $.data.day, in CSV the column of the days.",
    )
    days_back = forms.IntegerField(
        label="Last days to read",
        min_value=0,
        max_value=MOST_DAYS,
        required=False,
        help_text="For Prometheus: 7 reads the last value of each of the last seven days (in "
        "UTC), 0 the value of now.",
    )
    held = forms.CharField(widget=forms.HiddenInput, required=False, max_length=5_000)

    START: ClassVar = {"kind": "json", "every": "hour", "is_on": True, "days_back": 0}

    def __init__(self, *args: Any, connector: Connector | None = None, **options: Any) -> None:
        """Start from what is set up; say of the secret whether one is kept already."""
        options["initial"] = self.START | dict(options.get("initial") or {}) | self.known(connector)
        super().__init__(*args, **options)
        self.stored = connector.address if connector else None
        kept = bool(connector and connector.secret)
        self.fields["typed"].help_text = (
            "One is kept. Leave this empty to go on with it; it is never shown."
            if kept or self.data.get("held")
            else "Kept encrypted and never shown again."
        )

    @classmethod
    def known(cls, connector: Connector | None) -> dict[str, object]:
        """Return what is set up, without the secret and with dots for a key in the address."""
        if connector is None:
            return {}
        return stored_facts(cls, connector) | {"address": masked(connector.address)}

    def where(self) -> Mapping[str, Any]:
        """Return what was said, without the secret; a key that was left alone is what it was.

        Raises:
            DomainError: a key in the address is to be typed again.
        """
        said = {name: self.cleaned_data[name] for name in WHERE}
        address = unmasked(said["address"], said["kind"], self.stored)
        return said | {"address": address, "days_back": said["days_back"] or 0}

    def needs(self, group: Group) -> bool:
        """Open what says which day, where it says something."""
        return group.folded and any(
            self[name].value() not in (None, "", 0, "0") for name in ("date_at", "days_back")
        )
