"""Whether a person wants mails about comments."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_find_what_was_done_to_links")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="talk_mails",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="mails about comments"
            ),
        )
    ]
