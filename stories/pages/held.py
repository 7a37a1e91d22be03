"""What sources say that can hardly be right, for somebody to say whether it is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kpis.models import HeldValue, Kpi
from stories.pages.remedies import address, page_of
from stories.pages.words import day, many


@dataclass(frozen=True, slots=True)
class HeldRow:
    """What a source says of a KPI that can hardly be right; `upto` is the newest of it."""

    title: str
    href: str
    question: str
    action: str
    upto: int


def held_of(kpis: Iterable[Kpi], back: str) -> tuple[HeldRow, ...]:
    """Return what is held back of KPIs, the oldest question of each. One query.

    Answering leads `back`.
    """
    by_kpi: dict[int, list[HeldValue]] = defaultdict(list)
    for row in HeldValue.objects.open().of(kpis):
        by_kpi[row.connector.kpi_id].append(row)
    return tuple(_row(found, back) for found in by_kpi.values())


def _row(found: Sequence[HeldValue], back: str) -> HeldRow:
    kpi, more = found[0].connector.kpi, len(found) - 1
    others = f" {many(more, 'later value')} wait too." if more else ""
    return HeldRow(
        title=kpi.title,
        href=page_of("kpi", kpi.pk),
        question=f"{day(found[0].observed_on)}: {found[0].question}{others}",
        action=address("kpis:held-answer", kpi.pk, next=back),
        upto=max(row.pk for row in found),
    )
