"""Nothing opens a connection but the guarded client, and what is named here with its reason."""

import ast

import pytest

from tests.house.holding import each
from tests.house.test_layout import SOURCES, shown

CONNECTS = {
    *("socket", "ssl", "httpx", "httpcore", "requests", "urllib3", "aiohttp", "urllib.request"),
    *("http.client", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc", "asyncio"),
    *("psycopg2", "psycopg", "redis", "MySQLdb", "pymysql", "sqlite3", "websockets", "paramiko"),
}
ALLOWED = {
    "alignment/embedded.py": {"socket", "psycopg2"},  # starts the trial's own servers
    "alignment/processes.py": {"urllib.request"},  # waits for the trial's own web server
    "alignment/lib/health.py": {"redis"},  # asks the operator's broker
    "alignment/lib/mailing.py": {"smtplib"},  # the name of an error
    "alignment/lib/outbound/targets.py": {"socket"},  # the guard: asks the resolver
    "alignment/lib/outbound/fetching.py": {"httpx", "httpcore", "ssl"},  # the guard: connects
    "kpis/sources/sql.py": {"psycopg2"},  # connects to what the guard checked
    "reports/management/commands/demo.py": {"socket"},  # finds out whether a port is free
}


def imported(text: str) -> set[str]:
    """Return which of the modules that connect a text imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return {one for one in CONNECTS for name in found if f"{name}.".startswith(f"{one}.")}


@pytest.mark.trust("J08")
@each(SOURCES, shown)
def test_a_module_opens_no_connection_of_its_own(path):
    extra = imported(path.read_text()) - ALLOWED.get(shown(path), set())

    assert extra == set(), "Ask through alignment.lib.outbound, or say above why not."


@pytest.mark.parametrize(
    "text",
    [
        "import requests",
        "import urllib.request as u",
        "from urllib import request",
        "from http.client import HTTPSConnection",
        "def f():\n    import socket",
        "import psycopg2.extras",
    ],
)
def test_another_way_out_would_be_noticed(text):
    assert imported(text)


def test_reading_an_address_is_no_way_out():
    assert imported("from urllib.parse import urlsplit\nfrom http import HTTPStatus") == set()
