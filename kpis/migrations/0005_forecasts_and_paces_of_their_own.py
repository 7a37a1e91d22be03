from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0004_log_outdated_states")]

    operations = [
        migrations.RemoveConstraint(
            model_name="kpi",
            name="kpis_pace_is_known",
        ),
        migrations.AddField(
            model_name="kpi",
            name="on_course_by",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal(0),
                max_digits=4,
                verbose_name="how far behind is still on course",
            ),
        ),
        migrations.AddField(
            model_name="kpi",
            name="pace_points",
            field=models.TextField(
                blank=True, max_length=20000, verbose_name="points of its own pace"
            ),
        ),
        migrations.AddField(
            model_name="kpi",
            name="warn_high",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                max_digits=21,
                null=True,
                verbose_name="highest value without a warning",
            ),
        ),
        migrations.AddField(
            model_name="kpi",
            name="warn_low",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                max_digits=21,
                null=True,
                verbose_name="lowest value without a warning",
            ),
        ),
        migrations.AddField(
            model_name="kpistate",
            name="forecast",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                max_digits=21,
                null=True,
                verbose_name="expected when due",
            ),
        ),
        migrations.AddField(
            model_name="kpistate",
            name="forecast_high",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                max_digits=21,
                null=True,
                verbose_name="upper edge of what is expected",
            ),
        ),
        migrations.AddField(
            model_name="kpistate",
            name="forecast_low",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                max_digits=21,
                null=True,
                verbose_name="lower edge of what is expected",
            ),
        ),
        migrations.AddField(
            model_name="kpistate",
            name="forecast_method",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="kpistate",
            name="forecast_points",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="kpistate",
            name="forecast_reaches_on",
            field=models.DateField(null=True, verbose_name="reaches its target at this rate on"),
        ),
        migrations.AddField(
            model_name="kpistate",
            name="met_on",
            field=models.DateField(null=True, verbose_name="reached, and still so, since"),
        ),
        migrations.AddField(
            model_name="kpistate",
            name="stale_since",
            field=models.DateField(null=True, verbose_name="its last value is too old since"),
        ),
        migrations.AlterField(
            model_name="kpi",
            name="pace",
            field=models.CharField(
                choices=[
                    ("linear", "Evenly over time"),
                    ("step", "In steps, one each period"),
                    ("custom", "By points of its own"),
                ],
                default="linear",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="kpi",
            constraint=models.CheckConstraint(
                condition=models.Q(("pace__in", ["linear", "step", "custom"])),
                name="kpis_pace_is_known",
                violation_error_message="Choose an even pace, one in steps or points of its own.",
            ),
        ),
        migrations.AddConstraint(
            model_name="kpi",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("warn_low__isnull", True),
                    ("warn_high__isnull", True),
                    ("warn_low__lte", models.F("warn_high")),
                    _connector="OR",
                ),
                name="kpis_warnings_are_in_order",
                violation_error_message="The lower warning must not be above the upper one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="kpi",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("baseline__isnull", True),
                        ("baseline__lt", Decimal(1000000000000000)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("target__isnull", True),
                        ("target__lt", Decimal(1000000000000000)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("low__isnull", True),
                        ("low__lt", Decimal(1000000000000000)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("high__isnull", True),
                        ("high__lt", Decimal(1000000000000000)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("change__isnull", True),
                        ("change__lt", Decimal(1000000000000000)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("warn_low__isnull", True),
                        ("warn_low__lt", Decimal(1000000000000000)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("warn_high__isnull", True),
                        ("warn_high__lt", Decimal(1000000000000000)),
                        _connector="OR",
                    ),
                ),
                name="kpis_figures_are_numbers",
                violation_error_message="A figure is a number.",
            ),
        ),
    ]
