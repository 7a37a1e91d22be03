"""The figures of a pack: what its charts show and say in words, and its money. Pure."""

from collections.abc import Mapping
from decimal import Decimal

from alignment.lib.drawing import Kind
from alignment.lib.numbers import show_amount, show_decimal, show_money, with_unit
from reports.mapping import NAMES, Sheet
from reports.packs.content import Content, Measured, Value
from reports.packs.drawing import Drawn, chart_svg

LONGEST_BESIDE = 12  # characters of a unit that stand beside the name of a target
RESTS: Mapping[Kind, str] = {
    "sound": "on sound lines",
    "risk": "on lines in doubt",
    "broken": "on no line",
}
CLOSE = 2  # characters of a unit that stand beside each figure of a scale


def trend_svg(content: Content) -> str:
    """Return how many KPIs were live, traced and without a line, day by day; "" for one day."""
    lines = [
        Drawn("Live", "idle", [(one.day, Decimal(one.live)) for one in content.trend], dashed=True),
        Drawn("Traced, agreed", "sound", [(one.day, Decimal(one.sound)) for one in content.trend]),
        Drawn("No line", "broken", [(one.day, Decimal(one.no_line)) for one in content.trend]),
    ]
    return chart_svg(lines, show_decimal, from_zero=True)


def trend_words(content: Content) -> str:
    """Return the trend in a sentence, for whoever cannot see it."""
    if len(content.trend) < 2:
        return ""
    first, last = content.trend[0], content.trend[-1]
    return (
        f"From {first.day:%-d %B %Y} to {last.day:%-d %B %Y}, KPIs traced to a goal both sides "
        f"agreed on went from {first.sound:,} of {first.live:,} to {last.sound:,} of "
        f"{last.live:,}, and those with no line from {first.no_line:,} to {last.no_line:,}."
    )


def measured_svg(measured: Measured) -> str:
    """Return the values of a measure with its way to the target; "" for fewer than two."""
    if len(measured.values) < 2:
        return ""
    lines = [Drawn("Measured", measured.kind, measured.values)]
    if len(measured.plan) > 1:
        lines.insert(0, Drawn("Plan", "idle", measured.plan, dashed=True))
    aim = None
    if measured.target is not None:
        aim = (measured.target, f"Target {short_of(measured, measured.target)}")
    close = len(measured.unit) <= CLOSE
    return chart_svg(
        lines,
        lambda level: with_unit(show_decimal(level), measured.unit if close else ""),
        aim=aim,
        unit="" if close else measured.unit,
    )


def measured_words(measured: Measured) -> str:
    """Return the values of a measure in a sentence, for whoever cannot see them."""
    (first, start), (last, end) = measured.values[0], measured.values[-1]
    return (
        f"{measured.title} went from {shown(measured, start)} on {first:%-d %B %Y} to "
        f"{shown(measured, end)} on {last:%-d %B %Y}. {measured.way}."
    )


def short_of(measured: Measured, value: Decimal) -> str:
    """Return a value as there is room for it beside a chart: without a long unit."""
    unit = measured.unit if len(measured.unit) <= LONGEST_BESIDE else ""
    return show_amount(value, unit, measured.decimals)


def shown(measured: Measured, value: Decimal) -> str:
    """Return a value with the unit of its measure."""
    return show_amount(value, measured.unit, measured.decimals)


def money_words(amount: Decimal | None, currency: str) -> str:
    """Return money as it is read; what nobody stated is said so."""
    return "Not said" if amount is None else show_money(amount, currency)


def value_words(value: Value) -> str:
    """Return on what the expected returns rest, in a sentence; "" where nobody stated any."""
    told: list[str] = []
    for kind, words in RESTS.items():
        amounts = [
            money_words(one.benefit, one.currency)
            for one in value.worth
            if one.kind == kind and one.benefit is not None
        ]
        if amounts:
            rest = "" if told else "rest "
            told.append(f"{' and '.join(amounts)} {rest}{words}")
    return f"Expected returns: {', '.join(told)}." if told else ""


def map_words(sheet: Sheet) -> str:
    """Return a sheet of the map in words, for whoever cannot see it."""
    names = {one.key: one.title for one in sheet.things}
    told = [f"{NAMES[one.column]} {one.title}: {one.word or 'no verdict'}." for one in sheet.things]
    tied = [f"{names[tie.upper]} – {names[tie.lower]}: {tie.word}." for tie in sheet.ties]
    return " ".join((*told, *tied))
