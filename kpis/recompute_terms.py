"""The words that the set-based progress engine is written in: pieces of SQL.

Nothing is divided before it is rounded: a mean travels as its total and its number, and a quotient
is rounded by whole numbers, halves away from zero, as the engine does.
"""

GROUPS = ",".join(["999"] * 14) + ",990"
POINTS = """kpis_measurement m WHERE m.kpi_id = k.kpi_id AND m.is_current
        AND m.value IS NOT NULL AND m.observed_on <= %(today)s"""


def case(on: str, answers: dict[str, str]) -> str:
    """Return the answer to what a column says."""
    branches = " ".join(f"WHEN '{word}' THEN {answer}" for word, answer in answers.items())
    return f"CASE {on} {branches} END"


def rounded(part: str, whole: str, scale: str, step: str) -> str:
    """Return part / whole as a multiple of the step, which is 1 / scale; the whole is above 0."""
    return f"(sign({part}) * div(2 * abs({part}) * {scale} + {whole}, 2 * {whole}) * {step})"


def share(part: str, whole: str) -> str:
    """Return part / whole to four places and not beyond what is kept; the whole is not 0."""
    exact = f"div(20000 * abs({part}) + abs({whole}), 2 * abs({whole})) * 0.0001"
    return f"(sign({part}) * sign({whole}) * LEAST({exact}, 99999999.9999))"


def percent(part: str) -> str:
    """Return a share as people read it: “132%”, “-8%”."""
    return f"to_char(round({part} * 100), 'FM{GROUPS}') || '%%'"


def day_in_words(day: str) -> str:
    """Return a day as people read it: “30 June 2026”."""
    return f"to_char({day}, 'FMDD FMMonth FMYYYY')"


def amount(part: str, whole: str = "1") -> str:
    """Return part / whole with the KPI's own decimals and unit."""
    number = rounded(part, whole, "scale", "step")
    return (
        "(SELECT CASE WHEN said.n LIKE '-%%' THEN '-' ELSE '' END || before"
        " || ltrim(said.n, '-')"
        " || CASE WHEN said.n IN ('1', '-1') THEN after_one ELSE after END"
        f" FROM (SELECT to_char({number}, number_form) AS n OFFSET 0) AS said)"
    )


def first_day(day: str) -> str:
    """Return the first day of the period that a day lies in; of none, the day."""
    return f"date_trunc(span, {day}::timestamp)::date"


def place(day: str) -> str:
    """Return the place of a day's period in the count of all periods of the cadence."""
    months = f"(date_part('year', {day}) * 12 + date_part('month', {day}) - 1)::integer"
    days = f"({day} - date '0001-01-01')"
    shares = {"month": months, "quarter": f"{months} / 3", "year": f"{months} / 12"}
    return case("cadence", {"day": days, "week": f"{days} / 7", **shares})


def reached(total: str, number: str) -> str:
    """Tell whether total / number has reached the target; of none, or without a way, null."""
    ends = f"target * {number}"
    beyond = f"({total} > {ends}) = upward"
    return (
        f"CASE WHEN upward IS NULL THEN NULL WHEN {total} = {ends} THEN NOT strict"
        f" ELSE {beyond} END"
    )


def within(low: str, high: str) -> str:
    """Tell whether the value lies within two edges, both good; null is open."""
    return f"COALESCE(total >= {low} * number, true) AND COALESCE(total <= {high} * number, true)"
