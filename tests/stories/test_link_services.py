import pytest

from accounts.models import AuditEvent
from stories.models import KpiLink
from stories.services import edit_kpi_link, link_kpi, unlink_kpi
from tests import make
from tests.conftest import NOW
from tests.refusing import refusal, touched

pytestmark = pytest.mark.django_db


def link(kpi, work, **facts):
    return link_kpi(kpi=kpi, focus_area=work, by=make.user(), at=NOW, **facts)


def edit(row, *, version=1, **facts):
    return edit_kpi_link(link=row, facts=facts, version=version, by=make.user(), at=NOW)


def test_a_link_is_drawn_last_below_its_work_and_touches_both_its_ends():
    kpi, work = make.kpi(), make.focus_area()
    make.kpi_link(make.kpi(), work, position=2)

    row = link(kpi, work, because=" It shows. ")

    assert (row.position, row.because) == (3, "It shows.")
    assert touched() == {("kpi", kpi.pk), ("focus_area", work.pk)}
    assert AuditEvent.objects.get().after["because"] == "It shows."


def test_a_link_is_drawn_once():
    kpi, work = make.kpi(), make.focus_area()
    link(kpi, work)

    error = refusal(link, kpi=kpi, work=work)

    assert error.sentence == "This KPI is linked to this focus area already."


def test_a_link_to_what_is_not_there_keeps_its_name():
    assert link(make.kpi(), None, missing_ref="FOC-77").missing_ref == "FOC-77"


def test_a_link_to_nothing_is_refused():
    error = refusal(link, kpi=make.kpi(), work=None)

    assert error.sentence == "Say which focus area this KPI measures."


def test_a_link_is_pointed_elsewhere_and_touches_all_three_ends():
    kpi, old, new = make.kpi(), make.focus_area(), make.focus_area()
    row = make.kpi_link(kpi, old)

    edit(row, focus_area=new)

    row.refresh_from_db()
    assert (row.focus_area, row.version) == (new, 2)
    assert touched() == {("kpi", kpi.pk), ("focus_area", old.pk), ("focus_area", new.pk)}


def test_pointing_a_dangling_link_somewhere_forgets_what_was_missing():
    row = make.kpi_link(make.kpi(), None, missing_ref="FOC-77")

    assert edit(row, focus_area=make.focus_area()).missing_ref == ""


def test_an_edit_that_changes_nothing_leaves_no_trace():
    row = make.kpi_link(make.kpi(), make.focus_area(), because="It shows.")

    edit(row, because="It shows.")

    assert touched() == set()


def test_a_stale_edit_is_refused():
    row = make.kpi_link(make.kpi(), make.focus_area(), version=2)

    assert refusal(edit, row=row, because="x").code == "stale"


def test_removing_a_link_touches_both_ends_and_remembers_the_reason():
    kpi, work = make.kpi(), make.focus_area()
    row = make.kpi_link(kpi, work, because="It showed.")

    unlink_kpi(link=row, by=make.user(), at=NOW, version=1)

    assert not KpiLink.objects.exists()
    assert touched() == {("kpi", kpi.pk), ("focus_area", work.pk)}
    assert AuditEvent.objects.get().before["because"] == "It showed."
