"""Columns for money: an amount is always said with its currency, and none is unknown."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

MONEY_DIGITS, MONEY_PLACES = 18, 2
WHICH_CURRENCY = "Say in which currency: three letters, such as EUR."


def an_amount(label: str) -> "models.DecimalField[Decimal | None, Decimal | None]":
    """Return a column for an amount of money; None is unknown."""
    return models.DecimalField(
        label, max_digits=MONEY_DIGITS, decimal_places=MONEY_PLACES, null=True, blank=True
    )


def said_in_a_currency(name: str, *amounts: str) -> models.CheckConstraint:
    """Return the constraint that no amount stands without its currency."""
    unsaid = Q(**{f"{amount}__isnull": True for amount in amounts})
    return models.CheckConstraint(
        condition=unsaid | ~Q(currency=""), name=name, violation_error_message=WHICH_CURRENCY
    )
