"""An index that finds the links that end at a thing, or once did, by what the audit keeps."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_forms_sent_once")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=GinIndex(
                fields=["before", "after"],
                name="accounts_audit_ties",
                opclasses=["jsonb_path_ops", "jsonb_path_ops"],
                condition=models.Q(("kind__in", ["focuslink", "kpilink"])),
            ),
        )
    ]
