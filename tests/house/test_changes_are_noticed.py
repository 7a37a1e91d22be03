"""Whatever table a page may show tells when it changes, so that nothing old is kept."""

import pytest
from django.apps import apps
from django.db import connection

# Pages that are kept ready show nothing of these.
UNNOTICED = {
    "accounts_touch": "what is left to judge",
    "accounts_sending": "forms that were sent",
    "accounts_token": "shown on its person's own page alone",
    "accounts_token_teams": "shown on its person's own page alone",
    "jobs_run": "the ledger; the footer asks for it every time",
    "jobs_pulse": "whether workers live",
    "kpis_outdatedstate": "what is left to compute",
    "kpis_outdatedforecast": "what is left to compute",
    "kpis_valuefile": "shown to who brought it alone",
    "stories_storydraft": "shown to its writer alone, on the form",
    "stories_reminder": "mails",
    "stories_commentmail": "mails",
    "reports_reviewmail": "mails",
    "reports_digestmail": "mails",
    "reports_importrun": "shown to who brought it alone",
    "reports_pack": "shown to who asked for it alone",
    "reports_packfile": "shown to who asked for it alone",
    "reports_readyboard": "found by the stamp of what it is made from",
}
OURS = {"accounts", "jobs", "objectives", "kpis", "stories", "reports"}
WAYS = {"notice_new", "notice_other", "notice_gone", "notice_emptied"}


@pytest.mark.django_db
def test_every_table_says_when_it_changes_or_why_it_need_not():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'notice_%'"
        )
        found = cursor.fetchall()
    noticed = {table: {name for one, name in found if one == table} for table, _ in found}
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS
    }

    assert set(noticed) | set(UNNOTICED) == tables, "see alignment/lib/changes.py"
    assert not set(noticed) & set(UNNOTICED)
    assert all(ways == WAYS for ways in noticed.values())


@pytest.mark.django_db
def test_of_a_person_all_is_noticed_but_signing_in():
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT attname FROM pg_attribute
            WHERE attrelid = 'accounts_user'::regclass AND attnum > 0 AND NOT attisdropped
              AND attnum <> ALL (
                  SELECT unnest(tgattr::int2[]) FROM pg_trigger
                  WHERE tgrelid = 'accounts_user'::regclass AND tgname = 'notice_other'
              )
            """
        )
        left_out = {name for (name,) in cursor.fetchall()}

    assert left_out == {"id", "password", "last_login"}
