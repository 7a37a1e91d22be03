"""Columns for figures in a KPI's unit, and how far they reach."""

from decimal import Decimal

from django.db import models

DIGITS = 21
PLACES = 6
LARGEST = Decimal(10) ** (DIGITS - PLACES)


def a_figure(label: str = "") -> "models.DecimalField[Decimal | None, Decimal | None]":
    """Return a column for a figure in the KPI's unit; None is unknown."""
    return models.DecimalField(
        label, max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True
    )
