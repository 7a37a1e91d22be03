"""Sends values to Throughline from a build pipeline or a script; needs Python alone.

throughline push KPI VALUE     records the value of a day, today unless --date says another
throughline metrics FILE       records what a file (or - for standard input) has as OpenMetrics

The address of the installation and the token are taken from THROUGHLINE_URL and THROUGHLINE_TOKEN.
Exit codes: 0 recorded or on record already, 1 refused, 2 not understood, 3 not reached.
"""

import argparse
import json
import os
import sys
import time
from datetime import date
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

RECORDED, REFUSED, NOT_UNDERSTOOD, NOT_REACHED = 0, 1, 2, 3
TRIES = 3
LONGEST_WAIT = 60  # seconds
TIMEOUT = 30  # seconds
AGAIN = {429, 502, 503, 504}
HERE = {"localhost", "127.0.0.1", "::1"}


class _NoRedirects(HTTPRedirectHandler):
    """Follows nowhere: the token is for one address only."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Return nothing, so that the answer itself is reported."""


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks; return the exit code."""
    said = _parser().parse_args(arguments)
    if not said.url or not said.token:
        return _complain("Set THROUGHLINE_URL and THROUGHLINE_TOKEN.", NOT_UNDERSTOOD)
    parts = urlsplit(said.url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        return _complain("The address begins with https://: a token is a secret.", NOT_UNDERSTOOD)
    try:
        status, answer = _asked(_request(said))
    except (URLError, HTTPException, OSError) as error:
        reason = getattr(error, "reason", error)
        return _complain(f"{said.url} was not reached: {reason}.", NOT_REACHED)
    return int(said.tell(said, status, answer))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="throughline", description="Send values to Throughline.")
    env = os.environ
    parser.add_argument("--url", default=env.get("THROUGHLINE_URL", ""), help="the installation")
    # A token on the command line would be seen by everybody on the machine.
    parser.set_defaults(token=env.get("THROUGHLINE_TOKEN", "").strip())
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    push = commands.add_parser("push", help="record the value of a day")
    push.add_argument("kpi", metavar="KPI", help="its reference, such as KPI-12")
    push.add_argument("value", metavar="VALUE", help="in the unit of the KPI, such as 1.92")
    push.add_argument("--date", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")
    push.add_argument("--note", default="", help="shown beside the value")
    push.add_argument("--reason", default="", help="why another value is corrected")
    push.add_argument("--sure", action="store_true", help="mean a value out of the ordinary")
    push.set_defaults(make=_value, tell=_tell_value)
    metrics = commands.add_parser("metrics", help="record a text of OpenMetrics")
    metrics.add_argument("file", metavar="FILE", help="- is standard input")
    metrics.set_defaults(make=_metrics, tell=_tell_metrics)
    return parser


def _request(said: argparse.Namespace) -> Request:
    method, path, kind, body = said.make(said)
    headers = {"Authorization": f"Bearer {said.token}", "Content-Type": kind}
    return Request(  # noqa: S310 - the scheme is checked
        f"{said.url.rstrip('/')}/api/v1/{path}", data=body, headers=headers, method=method
    )


def _value(said: argparse.Namespace) -> tuple[str, str, str, bytes]:
    on = said.date or date.today()  # noqa: DTZ011 - the day where the pipeline runs
    body = {"value": said.value}
    body |= {
        name: getattr(said, name) for name in ("note", "reason", "sure") if getattr(said, name)
    }
    path = f"kpis/{quote(said.kpi, safe='')}/values/{on}/"
    return "PUT", path, "application/json", json.dumps(body).encode()


def _metrics(said: argparse.Namespace) -> tuple[str, str, str, bytes]:
    text = sys.stdin.buffer.read() if said.file == "-" else Path(said.file).read_bytes()
    return "POST", "metrics/", "application/openmetrics-text", text


def _asked(request: Request) -> tuple[int, Any]:
    """Return status and answer; what is busy is asked again, as often as makes sense."""
    opener = build_opener(_NoRedirects)
    for left in reversed(range(TRIES)):
        try:
            with opener.open(request, timeout=TIMEOUT) as response:
                return response.status, _read(response.read())
        except HTTPError as error:
            if error.code not in AGAIN or not left:
                return error.code, _read(error.read())
            time.sleep(_wait(error.headers.get("Retry-After", "")))
    raise AssertionError


def _read(body: bytes) -> Any:
    try:
        return json.loads(body) if body else {}
    except ValueError:
        return {}


def _wait(said: str) -> int:
    return min(int(said), LONGEST_WAIT) if said.isdigit() else 1


def _tell_value(said: argparse.Namespace, status: int, answer: Any) -> int:
    if status not in (200, 201):
        return _refused(status, answer)
    how = "recorded" if status == 201 else "on record"
    sys.stdout.write(f"{said.kpi}: {answer['value']} on {answer['date']} {how}.\n")
    return RECORDED


def _tell_metrics(_said: argparse.Namespace, status: int, answer: Any) -> int:
    if status != 200:
        return _refused(status, answer)
    kept = answer["recorded"] + answer["known"]
    sys.stdout.write(f"{kept} of {kept + answer['refused']} recorded or on record.\n")
    for one in answer["refusals"]:
        _complain(f"Line {one['row']}: {one['message']}", REFUSED)
    return REFUSED if answer["refused"] else RECORDED


def _refused(status: int, answer: Any) -> int:
    sentence = answer.get("message") if isinstance(answer, dict) else None
    return _complain(sentence or f"Refused with status {status}.", REFUSED)


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"throughline: {sentence}\n")
    return code


def run() -> NoReturn:
    """Run as a command."""
    sys.exit(main())


if __name__ == "__main__":
    run()
