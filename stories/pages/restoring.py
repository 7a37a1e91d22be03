"""What a change put aside and a button can put back: words, figures and days."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django.db.models import CharField, DateField, DecimalField, Field, Model, TextField

from accounts.audit import Facts, facts_of
from accounts.models import AuditEvent, User
from accounts.roles import Action
from alignment.lib.shown import Shown
from kpis.access import may_with_kpi
from kpis.models import Kpi
from objectives.access import may_edit_focus_areas, may_edit_objective
from objectives.models import FocusArea, FocusLink, Objective
from stories.models import KpiLink
from stories.pages.changes import Changed, Known, changed
from stories.pages.chronicle import Chronicle, Thing

Restored = Objective | FocusArea | Kpi | FocusLink | KpiLink
MODELS: Mapping[str, type[Restored]] = {
    "objective": Objective,
    "focusarea": FocusArea,
    "kpi": Kpi,
    "focuslink": FocusLink,
    "kpilink": KpiLink,
}
# What follows from other facts, names a thing, or says how it stands is set where it is asked for.
KEPT = frozenset({"uid", "ref", "title_key", "missing_ref", "live_since", "goalposts_moved_on"})
STANDING = frozenset({"status", "result", "source_ended_on"})
CHOSEN = frozenset({"unit", "direction", "kind", "change_by"})


@dataclass(frozen=True, slots=True)
class PuttingBack(Shown):
    """What the page that asks before it puts something back shows."""

    facts: Mapping[str, object]
    difference: Changed


def restorable(user: User, event: AuditEvent, thing: Thing, chronicle: Chronicle) -> bool:
    """Say whether a reader may put back what a change put aside, and whether that is anything."""
    facts = put_aside(event)
    if not facts:
        return False
    if event.kind == thing._meta.model_name:
        return _may_change(user, thing) and facts_of(thing, facts) != facts
    if (event.kind, event.object_id) not in chronicle.held:
        return False
    if event.kind == "focuslink":
        return may_edit_focus_areas(user)
    return isinstance(thing, Kpi) and may_with_kpi(user, Action.LINK_KPI, thing)


def put_aside(event: AuditEvent) -> Facts:
    """Return what a thing said before a change, of what may be put back."""
    if event.verb != "edit" or event.kind not in MODELS:
        return {}
    columns = {one.name: one for one in MODELS[event.kind]._meta.concrete_fields}
    return {
        name: said
        for name, said in event.before.items()
        if name in columns and _is_put_back(columns[name])
    }


def putting_back(event: AuditEvent, thing: Restored) -> PuttingBack:
    """Return what putting back would do to a thing as it is now. No query."""
    facts = put_aside(event)
    unit = str(facts.get("unit", thing.unit)) if isinstance(thing, Kpi) else ""
    currency = thing.currency if isinstance(thing, Objective | Kpi) else ""
    known = Known(type(thing), unit=unit, currency=currency)
    now = {name: said for name, said in facts_of(thing, facts).items() if said != facts[name]}
    then = {name: facts[name] for name in now}
    return PuttingBack(
        facts={name: _typed(thing, name, said) for name, said in then.items()},
        difference=changed(now, then, known),
    )


def _is_put_back(column: "Field[object, object]") -> bool:
    if column.name in KEPT | STANDING:
        return False
    if column.choices and column.name not in CHOSEN:
        return False
    return isinstance(column, CharField | TextField | DateField | DecimalField)


def _typed(thing: Model, name: str, said: object) -> object:
    column = cast("Field[object, object]", thing._meta.get_field(name))
    return column.to_python(said)


def _may_change(user: User, thing: Thing) -> bool:
    if isinstance(thing, Objective):
        return may_edit_objective(user, thing)
    if isinstance(thing, FocusArea):
        return may_edit_focus_areas(user)
    return may_with_kpi(user, Action.EDIT_KPI, thing)
