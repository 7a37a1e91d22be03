"""Asking PostgreSQL what is in an array."""

from django.db.models import BooleanField, Func


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

    The many are put into a table to look them up in, once.
    """

    template = "COALESCE((SELECT bool_or(one IN (SELECT unnest(%(expressions)s) AS one), false)"
    arg_joiner = "::bigint[]))) FROM unnest("
    output_field = BooleanField()
    arity = 2
