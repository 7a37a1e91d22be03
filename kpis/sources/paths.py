"""JSONPath (RFC 9535), kept to what runs in a time that the size of the answer bounds."""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError
from jsonpath.filter import BaseExpression, FilterQuery, FunctionExtension, RootFilterQuery
from jsonpath.segments import JSONPathRecursiveDescentSegment, JSONPathSegment
from jsonpath.selectors import Filter

from kpis.sources.values import misasked, refused

LONGEST = 500
SIMPLER = (
    "This query could take very long. Use “..” and a filter in brackets once at the most, no "
    "function, and one choice in each pair of brackets."
)


def compiled(query: str, field: str) -> JSONPath:
    """Return a path that is ready to use.

    Raises:
        DomainError: it is none, or could take very long; beside the field of the form.
    """
    if len(query) > LONGEST or not query.startswith("$"):
        raise misasked(field, "Write a JSONPath, such as $.data.value or $.items[0].count.")
    try:
        found = _environment().compile(query)
    except (JSONPathError, ValueError, RecursionError, TypeError) as error:
        said = str(error).partition("\n")[0][:200]
        raise misasked(field, f"This is no JSONPath that can be read: {said}.") from None
    if not isinstance(found, JSONPath) or _is_costly(found):
        raise misasked(field, SIMPLER)
    return found


def the_one(path: JSONPath, data: object, noun: str) -> object:
    """Return the one thing that a path finds.

    Raises:
        DomainError: it finds none, or several.
    """
    if not isinstance(data, dict | list):
        raise refused("nothing_found", "The answer is a single value, in which no path leads on.")
    try:
        found = [match.obj for match in islice(path.finditer(data), 2)]
    except (JSONPathError, RecursionError):
        raise refused("not_json", "The answer is nested too deeply to be searched.") from None
    if not found:
        raise refused("nothing_found", f"The path to the {noun} finds nothing in the answer.")
    if len(found) > 1:
        raise refused("several", f"The path to the {noun} finds several: make it name one.")
    return found[0]


@cache
def _environment() -> JSONPathEnvironment:
    return JSONPathEnvironment(strict=True)


def _is_costly(path: JSONPath) -> bool:
    """Say whether more could have to be looked at than some times what there is."""
    segments = list(path.segments)
    filters = [one for step in segments for one in step.selectors if isinstance(one, Filter)]
    descents = [step for step in segments if isinstance(step, JSONPathRecursiveDescentSegment)]
    return (
        any(len(step.selectors) != 1 for step in segments)
        or len(filters) > 1
        or len(descents) > 1
        or any(_asks_much(one.expression) for one in filters)
    )


def _asks_much(expression: BaseExpression) -> bool:
    return any(
        isinstance(one, FunctionExtension | RootFilterQuery)
        or (isinstance(one, FilterQuery) and any(map(_goes_wide, one.path.segments)))
        for one in _within(expression)
    )


def _goes_wide(step: JSONPathSegment) -> bool:
    names = {type(one).__name__ for one in step.selectors}
    return isinstance(step, JSONPathRecursiveDescentSegment) or not (
        len(step.selectors) == 1 and names <= {"NameSelector", "IndexSelector"}
    )


def _within(expression: Any) -> Iterator[BaseExpression]:
    yield expression
    for one in expression.children():
        yield from _within(one)
