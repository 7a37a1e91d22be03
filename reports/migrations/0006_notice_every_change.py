"""Lets every table that pages show note which transactions changed it; see alignment.lib.changes."""

from django.db import migrations

from alignment.lib.changes import NOTE, NOTE_NO_MORE, noticing

WORDS = (
    *("accounts_team", "accounts_user_teams"),
    *("objectives_objective", "objectives_objective_shared_with"),
    *("objectives_focusarea", "objectives_focuslink"),
    *("kpis_kpi", "kpis_kpistep"),
    *("stories_kpilink", "stories_story", "stories_storyversion", "stories_mention"),
    *("stories_agreement", "stories_judgement", "stories_exemption", "stories_comment"),
    *("stories_notablank", "stories_jargonword", "stories_audience"),
    *("stories_kpiverdict", "stories_focusverdict", "stories_objectiveverdict"),
    *("reports_review", "reports_review_participants", "reports_matter", "reports_decision"),
    *("reports_action", "reports_savedscope", "reports_subscription"),
)
# Signing in and a new password change nothing that a page shows.
OF_A_PERSON = (
    *("email", "name", "job_title", "role", "time_zone", "talk_mails"),
    *("reminder_mails", "reminder_day", "reminder_hour", "is_active", "is_service", "joined_at"),
)
FIGURES = (
    *("kpis_measurement", "kpis_kpistate", "kpis_connector", "kpis_pull", "kpis_heldvalue"),
    *("stories_verdictchange", "reports_snapshot", "reports_kept", "accounts_auditevent"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_let_people_choose_when_to_be_reminded"),
        ("objectives", "0002_find_work_and_goals_by_words"),
        ("kpis", "0010_hold_back_values_of_sources"),
        ("stories", "0010_call_a_kpi_link_by_its_name"),
        ("reports", "0005_reviews_of_a_branch"),
    ]

    operations = [
        migrations.RunSQL(NOTE, NOTE_NO_MORE),
        *noticing("words", WORDS),
        *noticing("words", ["accounts_user"], OF_A_PERSON),
        *noticing("figures", FIGURES),
    ]
