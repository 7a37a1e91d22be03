"""What has to be computed anew: append-only logs, taken out by whoever computes."""

from django.db import models


class Outdated(models.Model):
    """One note that something of a KPI may no longer follow from its values.

    Appended by whoever changes what it follows from, and taken out with `DELETE … RETURNING` in
    the transaction that computes it anew. There is no foreign key, so that writers never wait for
    each other, and any number of rows may name the same KPI.
    """

    kpi_id = models.BigIntegerField(db_index=True)

    class Meta:
        abstract = True


class OutdatedState(Outdated):
    """Where the KPI stands has to be computed anew."""

    def __str__(self) -> str:
        return f"State of {self.kpi_id}"


class OutdatedForecast(Outdated):
    """What is expected of the KPI has to be computed anew, after its state."""

    def __str__(self) -> str:
        return f"Forecast of {self.kpi_id}"
