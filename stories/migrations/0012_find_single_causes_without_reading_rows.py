"""What clears one KPI alone is found in the index of causes too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0011_find_counts_and_causes_without_reading_rows")]

    operations = [
        migrations.RemoveIndex(model_name="kpiverdict", name="stories_kpi_causes"),
        migrations.AddIndex(
            model_name="kpiverdict",
            index=models.Index(
                condition=models.Q(("headline", ""), _negated=True),
                fields=["audience", "cause_kind", "cause_id", "headline"],
                include=("severity", "kpi"),
                name="stories_kpi_causes",
            ),
        ),
    ]
