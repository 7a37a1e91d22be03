"""Checks the settings of a real deployment: `check --deploy` must have nothing to say.

Run by `make check`: `python -m tests.deploy_check`.
"""

import os
import subprocess
import sys

PRODUCTION = {
    "THROUGHLINE_MODE": "production",
    "SECRET_KEY": "only-for-this-check-" + "x1y2z3" * 10,
    "FIELD_KEYS": "b25seS1mb3ItdGhpcy1jaGVjay14MXkyejN4MXkyejM=",
    "ALLOWED_HOSTS": "throughline.example.com",
    "DATABASE_URL": "postgres://throughline@127.0.0.1:1/throughline",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def main() -> int:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=os.environ | PRODUCTION,
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
