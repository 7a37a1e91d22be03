from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kpis", "0001_kpis_and_measurements")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE kpis_kpistate SET (fillfactor = 50)",
            "ALTER TABLE kpis_kpistate RESET (fillfactor)",
        )
    ]
