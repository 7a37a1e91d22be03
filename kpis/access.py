"""The doors to KPIs: hidden are those that measure the success of a hidden objective."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from accounts.access import may, once_for, require, team_ids
from accounts.models import User
from accounts.roles import Action, Role
from kpis.models import Connector, Kpi, KpiQuerySet, Measurement, ValueFile


def kpis_to_view(user: User) -> KpiQuerySet:
    """Return the KPIs that a person may know of."""
    return once_for(user, "kpis", lambda: Kpi.objects.visible_to(user))


def kpi_to_view(user: User, pk: int) -> Kpi:
    """Return a KPI with owner, team and state. One query.

    Raises:
        Http404: there is none, or it is the outcome of an objective hidden from this person.
    """
    found = (
        kpis_to_view(user)
        .select_related("owner", "team", "state", "outcome_of", "confidence_by")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def kpi_to_edit(user: User, pk: int) -> Kpi:
    """Return a KPI whose definition a person may change.

    Raises:
        Http404: they may not know of it.
        PermissionDenied: they may see it, but not change it.
    """
    return _allowed(user, pk, Action.EDIT_KPI)


def kpi_with_source(user: User, pk: int) -> Kpi:
    """Return a KPI with a source, both of which a person may change.

    Raises:
        Http404: they may not know of it, or it has no source.
        PermissionDenied: they may see it, but not change it.
    """
    found = kpi_to_edit(user, pk)
    if connector_of(found) is None:
        raise Http404
    return found


def connector_of(kpi: Kpi) -> Connector | None:
    """Return where the values of a KPI are read from, if anywhere. One query."""
    return Connector.objects.filter(kpi=kpi).first()


def kpi_to_record(user: User, pk: int) -> Kpi:
    """Return a KPI for which a person may record values.

    Raises:
        Http404: they may not know of it.
        PermissionDenied: they may see it, but not record values.
    """
    return _allowed(user, pk, Action.RECORD_VALUE)


def kpis_within(user: User, teams: frozenset[int] | None) -> KpiQuerySet:
    """Return the KPIs that a person may know of, in these teams alone; None is no limit."""
    known = kpis_to_view(user)
    return known if teams is None else known.filter(team__in=teams)


def kpi_named(
    user: User, name: str, teams: frozenset[int] | None, action: Action = Action.READ
) -> Kpi:
    """Return a KPI by its reference or its uid, to do something to it. One query.

    Raises:
        Http404: there is none that this person may know of, in these teams.
        PermissionDenied: they may see it, but not do this to it.
    """
    rows = kpis_within(user, teams).select_related("owner", "team", "state")
    found = None if "\x00" in name else rows.filter(Q(ref=name) | _of_uid(name)).first()
    if found is None:
        raise Http404
    require(user, action, team_id=found.team_id, owners=(found.owner_id,))
    return found


def _of_uid(name: str) -> Q:
    try:
        return Q(uid=UUID(name))
    except ValueError:
        return Q(pk=None)


def kpis_to_record(user: User | None, refs: Collection[str]) -> dict[str, Kpi]:
    """Return the KPIs of these references that a person may know of; None may know of all.

    What they may do with each `may_record` says. One query.
    """
    rows = Kpi.objects.all() if user is None else kpis_to_view(user)
    return {kpi.ref: kpi for kpi in rows.filter(ref__in=refs)}


def kpis_awaited_from(user: User) -> KpiQuerySet:
    """Return the KPIs whose values a person owes and may record; none for who may not."""
    if not may(user, Action.RECORD_VALUE, owners=(user.pk,)):
        return Kpi.objects.none()
    return kpis_to_view(user).awaited_from(user)


def may_record(user: User | None, kpi: Kpi) -> bool:
    """Say whether a person who sees this KPI may record values of it; None may all."""
    return user is None or may_with_kpi(user, Action.RECORD_VALUE, kpi)


def kpi_to_link(user: User, pk: int) -> Kpi:
    """Return a KPI that a person may link to work.

    Raises:
        Http404: they may not know of it.
        PermissionDenied: they may see it, but not link it.
    """
    return _allowed(user, pk, Action.LINK_KPI)


def measurement_to_correct(
    user: User, pk: int, on: date, version: int | None = None
) -> Measurement:
    """Return the value of a day as it stands, or the version of it that a person saw.

    Raises:
        Http404: they may not know of the KPI, or the day has no value.
        PermissionDenied: they may see it, but not record values.
    """
    kpi = kpi_to_record(user, pk)
    of_the_day = Measurement.objects.of(kpi).filter(observed_on=on)
    found = of_the_day.current().first()
    if found is None:
        raise Http404
    if version is not None and version != found.version:
        found = of_the_day.filter(version=version).first() or found
    found.kpi = kpi
    return found


def value_of_day(kpi: Kpi, on: date) -> Measurement:
    """Return the value of a day of a KPI that somebody may see. One query.

    Raises:
        Http404: the day has none, or it was withdrawn.
    """
    found = Measurement.objects.of(kpi).current().select_related("recorded_by")
    row = found.filter(observed_on=on).first()
    if row is None:
        raise Http404
    row.kpi = kpi
    return row


def value_file_of(user: User, token: UUID) -> ValueFile:
    """Return a file of values that a person brought. One query.

    Raises:
        PermissionDenied: they may not record values.
        Http404: there is none, or it is somebody else's.
    """
    if not may_create_kpi(user):
        raise PermissionDenied
    found = ValueFile.objects.of(user).filter(token=token).first()
    if found is None:
        raise Http404
    return found


def may_create_kpi(user: User) -> bool:
    """Say whether a person may create KPIs: for any team, or for one of their own."""
    return user.is_active and user.role in {Role.TECH_LEAD, Role.LEADER, Role.ADMIN}


def may_with_kpi(user: User, action: Action, kpi: Kpi) -> bool:
    """Say whether a person who sees this KPI may do this to it."""
    return may(user, action, team_id=kpi.team_id, owners=(kpi.owner_id,))


def teams_to_choose(user: User) -> frozenset[int] | None:
    """Return the teams a person may give a KPI to; None is any."""
    return None if may(user, Action.EDIT_KPI) else team_ids(user)


def _allowed(user: User, pk: int, action: Action) -> Kpi:
    found = kpi_to_view(user, pk)
    require(user, action, team_id=found.team_id, owners=(found.owner_id,))
    return found
