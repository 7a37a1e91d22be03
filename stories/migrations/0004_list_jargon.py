import csv
from pathlib import Path

from django.db import migrations

LIST = Path(__file__).parent.parent / "jargon_words.csv"


def fill(apps, _editor):
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    word = apps.get_model("stories", "JargonWord")
    word.objects.bulk_create(word(words=row["words"], plainly=row["plainly"]) for row in rows)


def empty(apps, _editor):
    apps.get_model("stories", "JargonWord").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("stories", "0003_keep_drafts_and_jargon")]

    operations = [migrations.RunPython(fill, empty)]
