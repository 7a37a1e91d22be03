"""KPIs of every kind with values of every sort, drawn by chance from a number; ends are likely."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from kpis.models import Kpi, KpiStep, Measurement
from tests.conftest import NOW, TODAY

UNITS = ["", "%", "s", "€", "gateways", "cafés", "ms", "tonnes of CO2", " releases ", "stress"]
FIGURES = [
    *("0", "1", "-1", "2", "3", "10", "99.9", "100", "-250.5", "1234567.891234", "0.000001"),
    *("-0.000001", "33.333333", "999999999999999.999999", "-999999999999999.999999", "0.5", "7"),
]
CADENCES = ["", "day", "week", "month", "quarter", "year"]


def random_kpis(seed: int, number: int) -> list[Kpi]:
    """Store so many KPIs with their values and steps."""
    chance, numbers = Random(seed), count(1)
    kpis = Kpi.objects.bulk_create(_kpi(chance, f"R{seed}-{next(numbers)}") for _ in range(number))
    Measurement.objects.bulk_create(one for kpi in kpis for one in _values(chance, kpi))
    KpiStep.objects.bulk_create(one for kpi in kpis for one in _steps(chance, kpi))
    return kpis


def _kpi(chance: Random, ref: str) -> Kpi:
    low, high = sorted((_figure(chance), _figure(chance)))
    warn_low, warn_high = sorted((_figure(chance), _figure(chance)))
    kind = chance.choice(Kpi.Kind.values)
    bounded = chance.random() < (0.8 if kind == "hold" else 0.3)
    return Kpi(
        ref=ref,
        title=ref,
        title_key=ref,
        kind=kind,
        unit=chance.choice(UNITS),
        decimals=chance.choice([0, 0, 1, 2, 6]),
        direction=chance.choice(["", "up", "down", "hold"]),
        baseline=_perhaps(chance, _figure(chance)),
        baseline_on=_perhaps(chance, _day(chance)),
        target=_perhaps(chance, _figure(chance)),
        low=_perhaps(chance, low) if bounded else None,
        high=_perhaps(chance, high) if bounded else None,
        warn_low=warn_low if chance.random() < 0.2 else None,
        warn_high=warn_high if chance.random() < 0.2 else None,
        strict=chance.random() < 0.3,
        change_by=chance.choice(["", "percent", "points"]),
        change=_perhaps(chance, _figure(chance)),
        aggregate=chance.choice(["latest", "latest", *Kpi.Aggregate.values]),
        cadence=chance.choice(CADENCES),
        starts_on=_perhaps(chance, _day(chance), 0.5),
        due_on=_perhaps(chance, _day(chance) + timedelta(days=chance.choice([0, 300, 900]))),
        pace=chance.choice(["linear", "linear", "step", "custom"]),
        pace_points="2026-01-01 | 10%\n2026-12-01 | 90%",
        on_course_by=chance.choice([Decimal(0), Decimal("0.05")]),
        behind_by=chance.choice([Decimal("0.25"), Decimal("0.5")]),
        status=chance.choice(["live", "live", "live", "draft", "paused", "retired"]),
        created_at=NOW,
        changed_at=NOW,
    )


def _values(chance: Random, kpi: Kpi) -> list[Measurement]:
    """Return values of a few days; some were corrected or withdrawn, some lie ahead."""
    days = {_day(chance) for _ in range(chance.choice([0, 1, 2, 5, 12]))}
    if chance.random() < 0.5:
        days |= {TODAY - timedelta(days=ago) for ago in range(chance.randrange(6))}
    likely = [one for one in (kpi.baseline, kpi.target, kpi.low, kpi.high) if one is not None]
    rows = []
    for day in sorted(days):
        value = chance.choice(likely) if likely and chance.random() < 0.5 else _figure(chance)
        rows += _versions(chance, kpi, day, value)
    return rows


def _versions(chance: Random, kpi: Kpi, day: date, value: Decimal) -> list[Measurement]:
    newest = chance.choice([1, 1, 1, 1, 2, 3])
    return [
        Measurement(
            kpi=kpi,
            observed_on=day,
            version=version,
            is_current=version == newest,
            value=None if version == newest and chance.random() < 0.1 else value + newest - version,
            recorded_at=NOW,
        )
        for version in range(1, newest + 1)
        if abs(value + newest - version) < 10**15
    ]


def _steps(chance: Random, kpi: Kpi) -> list[KpiStep]:
    number = chance.randrange(4)
    done = chance.choice([0.3, 1])
    return [
        KpiStep(
            kpi=kpi,
            title=f"step {place}",
            weight=Decimal(chance.choice(["1", "0.01", "2.5", "3"])),
            done_on=_day(chance) if chance.random() < done else None,
        )
        for place in range(number)
    ]


def _figure(chance: Random) -> Decimal:
    if chance.random() < 0.6:
        return Decimal(chance.choice(FIGURES))
    return Decimal(chance.randrange(-(10**6), 10**6)).scaleb(-chance.randrange(7))


def _day(chance: Random) -> date:
    return TODAY + timedelta(days=chance.choice([0, -1, 1, chance.randrange(-700, 200)]))


def _perhaps(chance: Random, fact: object, likely: float = 0.8) -> object:
    return fact if chance.random() < likely else None
