"""What has to be computed anew: an append-only log, taken out by whoever computes."""

from django.db import models


class OutdatedState(models.Model):
    """One note that the state of a KPI may no longer follow from its values.

    Appended by whoever changes what states follow from, and taken out with `DELETE … RETURNING`
    in the transaction that computes them anew. There is no foreign key, so that writers never
    wait for each other, and any number of rows may name the same KPI.
    """

    kpi_id = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"State of {self.kpi_id}"
