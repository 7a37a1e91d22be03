"""The command for build pipelines, run against a server of ours."""

import os
import subprocess
import sys

import pytest

from alignment import embedded
from kpis.models import Measurement
from tests import make

pytestmark = pytest.mark.processes
COMMAND = embedded.BASE_DIR / "client" / "throughline.py"


@pytest.fixture
def pipeline(live_server):
    lead = make.user(role="tech_lead", teams=[make.team()])
    make.kpi("Load time", ref="KPI 1", team=lead.teams.get())
    make.token(lead, "tl_pipeline", scope="values")
    given = {"THROUGHLINE_URL": live_server.url, "THROUGHLINE_TOKEN": "tl_pipeline"}

    def run(*arguments, text="", **env):
        return subprocess.run(
            [sys.executable, COMMAND, *arguments],
            env=os.environ | given | env,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


@pytest.mark.django_db(transaction=True)
def test_a_pipeline_records_values_and_says_what_was_refused(pipeline):
    pushed = pipeline("push", "KPI 1", "1.92", "--date", "2026-06-30", "--note", "Build 7")
    again = pipeline("push", "KPI 1", "1.92", "--date", "2026-06-30")
    refused = pipeline("push", "KPI 1", "1.95", "--date", "2026-06-30")
    text = 'a{kpi="KPI 1"} 1.9 1782691200\na{kpi="KPI-9"} 1\n# EOF\n'
    metrics = pipeline("metrics", "-", text=text)

    assert (pushed.returncode, pushed.stdout) == (0, "KPI 1: 1.92 on 2026-06-30 recorded.\n")
    assert (again.returncode, again.stdout) == (0, "KPI 1: 1.92 on 2026-06-30 on record.\n")
    assert refused.returncode == 1
    assert "30 June 2026 has the value 1.92 already." in refused.stderr
    assert (metrics.returncode, metrics.stdout) == (1, "1 of 2 recorded or on record.\n")
    assert "Line 2: There is no KPI “KPI-9”." in metrics.stderr
    assert Measurement.objects.count() == 2


def run(capsys, monkeypatch, *arguments, **env):
    monkeypatch.syspath_prepend(str(COMMAND.parent))
    for name in ("THROUGHLINE_URL", "THROUGHLINE_TOKEN"):
        monkeypatch.setenv(name, env.get(name, ""))
    import throughline  # noqa: PLC0415

    monkeypatch.setattr(throughline.time, "sleep", lambda _seconds: None)
    return throughline.main(list(arguments)), capsys.readouterr().err


def test_a_token_never_goes_over_the_wire_in_the_clear(capsys, monkeypatch):
    code, said = run(
        capsys,
        monkeypatch,
        *("push", "KPI-1", "1"),
        THROUGHLINE_URL="http://throughline.example.com",
        THROUGHLINE_TOKEN="tl_x",
    )

    assert (code, "begins with https://" in said) == (2, True)


def test_what_is_missing_or_not_reached_is_said(capsys, monkeypatch):
    missing = run(capsys, monkeypatch, "push", "KPI-1", "1")
    unreached = run(
        capsys,
        monkeypatch,
        *("push", "KPI-1", "1"),
        THROUGHLINE_URL="http://127.0.0.1:1",
        THROUGHLINE_TOKEN="tl_x",
    )

    assert missing == (2, "throughline: Set THROUGHLINE_URL and THROUGHLINE_TOKEN.\n")
    assert unreached[0] == 3
    assert "was not reached" in unreached[1]
