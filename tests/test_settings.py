import os
import subprocess
import sys

import pytest

from alignment import embedded
from tests.deploy_check import PRODUCTION

START = "import django; django.setup()"


def start(program: str = START, **changed: str | None) -> subprocess.CompletedProcess:
    given = {key: value for key, value in (PRODUCTION | changed).items() if value is not None}
    surroundings = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env=surroundings | {"DJANGO_SETTINGS_MODULE": "alignment.settings"} | given,
        capture_output=True,
        text=True,
        check=False,
        cwd=embedded.BASE_DIR,
    )


def test_a_sound_production_starts():
    assert start().returncode == 0


def test_a_product_keeps_passwords_in_a_form_that_is_slow_to_guess():
    hashed = "from django.contrib.auth.hashers import make_password; print(make_password('x'))"

    kept = start(f"{START}; {hashed}").stdout.split("$")

    assert kept[0] == "pbkdf2_sha256"
    assert int(kept[1]) >= 600_000


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY must be your own"),
        ({"SECRET_KEY": "too-short"}, "SECRET_KEY must be your own"),
        (
            {"SECRET_KEY": "replace-me-with-fifty-random-characters-or-more-1234567890"},
            "SECRET_KEY must be your own",
        ),
        ({"FIELD_KEYS": None}, "FIELD_KEYS must hold"),
        ({"FIELD_KEYS": "too-short"}, "FIELD_KEYS must hold"),
        ({"OUTBOUND_ALLOWED": "10.0.0.0/8"}, "OUTBOUND_ALLOWED: “10.0.0.0/8” is no"),
        ({"DEBUG": "1"}, "DEBUG must be off"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS must name the hosts"),
        ({"DATABASE_URL": None}, "DATABASE_URL must name a server"),
        ({"REDIS_URL": None}, "REDIS_URL must name a server"),
        ({"EMAIL_URL": "smtp://mail.example.com"}, "SITE_URL must be the address"),
        ({"THROUGHLINE_MODE": "casual"}, "THROUGHLINE_MODE must be"),
    ],
)
@pytest.mark.trust("J07")
def test_production_refuses_to_start_unsafe(changed, sentence):
    outcome = start(**changed)

    assert outcome.returncode != 0
    assert sentence in outcome.stderr
