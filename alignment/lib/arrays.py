"""Asking PostgreSQL what is in an array."""

from typing import Any

from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler

Compiled = tuple[str, tuple[Any, ...]]


class IsOneOf(Func):
    """Whether a number is one of an array.

    Where the array is an `ArraySubquery` it is made once and looked up by index. The same asked as
    `IN (SELECT …)` is joined by a guess at how many there are, and beside an `OR` by no index.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()
    arity = 2


class HasOneOf(Func):
    """Whether an array of numbers, given last, has one of very many; `&&` compares each with each.

    The many are put into a table to look them up in, once. Most arrays hold one number, for which
    nothing has to be taken apart.
    """

    arity = 2
    output_field = BooleanField()

    def as_sql(  # type: ignore[override]  # nothing of it can be said otherwise
        self,
        compiler: SQLCompiler,
        connection: Any,  # noqa: ARG002  # as every expression is asked
    ) -> Compiled:
        """Return it as SQL, both parts said as often as they are asked for."""
        many, array = map(compiler.compile, self.get_source_expressions())
        return has_one_of(many[0], array[0]), (*array[1], *many[1], *array[1], *many[1], *array[1])


def has_one_of(many: str, array: str) -> str:
    """Return the SQL of it: array, many, array, many, array; both are arrays in SQL."""
    return _HAS.format(many=f"SELECT unnest({many})", array=array)


_HAS = """COALESCE(
    ({array})[1] IN ({many}) OR cardinality({array}) > 1
    AND (SELECT bool_or(one IN ({many})) FROM unnest({array}) AS one),
false)"""
