"""Forms to put work and measures on a canvas by their names."""

from typing import Any, ClassVar

from django import forms

from accounts.forms import people_to_choose
from alignment.lib.fields import Day, Pick, Words, offer
from alignment.lib.form_pages import Group, WritingForm
from kpis.forms import PERSON, KpiForm
from kpis.value_forms import a_figure
from objectives.models import LONGEST_TEXT, LONGEST_TITLE


class AddForm(WritingForm):
    """A name, and why it belongs here: for what is put on a canvas one after the other.

    `choice` is the id of something that exists already, or “new” where none of those is meant.
    """

    GROUPS: ClassVar = (Group("", ("because",)),)
    # Whether a guided person adds another one at once, or is led to the next step; "" for never.
    again = "always"
    BESIDE: ClassVar = {"choose": "name"}
    WRITTEN_AS: ClassVar = {"title": "name"}
    LIKE: ClassVar = {
        "hx-trigger": "input changed delay:250ms",
        "hx-target": "next .suggestions",
        "hx-select": "unset",
        "hx-swap": "innerHTML",
        "hx-sync": "this:replace",
        "autocomplete": "off",
    }

    name = Words(label="Name", max_length=LONGEST_TITLE)
    because = Words(label="Why it belongs here", max_length=LONGEST_TEXT, required=False)
    choice = forms.RegexField(r"^(new|\d{1,18})$", required=False)

    def __init__(self, *args: Any, suggest: str, asks: tuple[str, str], **options: Any) -> None:
        """Take where names like the one typed are suggested, and what the two questions are."""
        super().__init__(*args, **options)
        self.fields["name"].widget.attrs |= self.LIKE | {"hx-get": suggest}
        self.fields["name"].label, self.fields["because"].label = asks


class AddKpiForm(AddForm):
    """A measure by its name; where it should be may be said at once."""

    GROUPS: ClassVar = (Group("", ("because", ("unit", "baseline"), ("target", "due_on"))),)
    again = "unguided"

    unit = Words(label="Unit", max_length=40, required=False)
    baseline = a_figure("Starting point")
    target = a_figure("Target")
    due_on = Day(label="To be reached by", required=False)

    def facts(self) -> dict[str, Any]:
        """Return what was said of the measure itself."""
        said = self.cleaned_data
        aim = {name: said[name] for name in ("unit", "baseline", "target", "due_on")}
        return {"title": said["name"], **aim, **KpiForm.way(said["baseline"], said["target"])}


class AddOutcomeForm(AddKpiForm):
    """A goal's own measure of success by its name: a new one, or one that exists."""

    GROUPS: ClassVar = (Group("", ("unit", ("baseline", "target"), ("due_on", "owner"))),)
    again = ""

    owner = Pick(label="Owner", named_by=PERSON, required=False, empty_label="Nobody yet")

    def __init__(self, *args: Any, **options: Any) -> None:
        """Ask no reason: that it shows the goal's success is one."""
        super().__init__(*args, **options)
        del self.fields["because"]
        offer(self.fields["owner"], people_to_choose())

    def facts(self) -> dict[str, Any]:
        """Return what was said of the measure itself."""
        return super().facts() | {"owner": self.cleaned_data["owner"]}
