"""Which measure measures which work."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from kpis.models import Kpi
from objectives.models import LONGEST_REF, LONGEST_TEXT, FocusArea


class KpiLinkQuerySet(models.QuerySet["KpiLink"]):
    """Phrases about which measure measures which work."""

    def visible_to(self, user: User) -> Self:
        """Return the links of KPIs that a person may know of."""
        if user.is_admin:
            return self.all()
        return self.exclude(kpi__in=Kpi.objects.hidden_from(user).values("pk"))

    def of_current_kpis(self) -> Self:
        """Return links of KPIs that are not retired."""
        return self.exclude(kpi__status=Kpi.Status.RETIRED)

    def to_existing(self) -> Self:
        """Return links whose focus area exists."""
        return self.filter(focus_area__isnull=False)

    def in_order(self) -> Self:
        """Return links in the order that people gave them."""
        return self.order_by("position", "pk")


class KpiLink(models.Model):
    """This KPI measures this work, because."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="kpi_links")
    focus_area = models.ForeignKey(
        FocusArea, on_delete=models.CASCADE, null=True, blank=True, related_name="kpi_links"
    )
    missing_ref = models.CharField(max_length=LONGEST_REF, blank=True)
    because = models.TextField(blank=True, max_length=LONGEST_TEXT)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = KpiLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "KPI link"
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "focus_area", "missing_ref"],
                nulls_distinct=False,
                name="stories_kpi_link_is_drawn_once",
                violation_error_message="This KPI is linked to this focus area already.",
            ),
            models.CheckConstraint(
                condition=Q(focus_area__isnull=False, missing_ref="")
                | (Q(focus_area__isnull=True) & ~Q(missing_ref="")),
                name="stories_kpi_link_points_somewhere",
                violation_error_message="Say which focus area this KPI measures.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id} → {self.focus_area_id or self.missing_ref}"
