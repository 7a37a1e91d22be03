"""Which days a period filter means: one answer for every page that narrows by what is due."""

from datetime import date

from alignment.lib.periods import period_of

PERIODS: list[tuple[str, str]] = [
    ("quarter", "Due this quarter"),
    ("year", "Due this year"),
    ("later", "Due after this year"),
]


def due_between(period: str, today: date) -> tuple[date | None, date | None]:
    """Return the first and last day that a period filter means; None is open."""
    year = period_of(today, "year")
    if period == "quarter":
        quarter = period_of(today, "quarter")
        return quarter.first, quarter.last
    if period == "year":
        return year.first, year.last
    if period == "later":
        return date(year.first.year + 1, 1, 1), None
    return None, None
