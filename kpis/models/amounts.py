"""Columns for figures in a KPI's unit, and how far they reach."""

from decimal import Decimal

from django.db import models

from alignment.lib.numbers import DECIMALS, INTEGER_DIGITS, LARGEST

DIGITS, PLACES = INTEGER_DIGITS + DECIMALS, DECIMALS


def a_figure(label: str = "") -> "models.DecimalField[Decimal | None, Decimal | None]":
    """Return a column for a figure in the KPI's unit; None is unknown."""
    return models.DecimalField(
        label, max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True
    )


__all__ = ["DIGITS", "LARGEST", "PLACES", "a_figure"]
