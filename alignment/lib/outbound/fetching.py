"""Asks one address over HTTP: once, in the open only what is no secret, and never beyond a cap."""

import re
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Any

import httpcore
import httpx

from alignment.lib.errors import DomainError
from alignment.lib.outbound.addresses import HOST, LAST_PORT
from alignment.lib.outbound.targets import Target, checked, unreachable

USUAL_PORTS = frozenset({80, 443, 8000, 8080, 8443, 9090})
PORTS = {"http": 80, "https": 443}
LONGEST_URL = 4_000
SECONDS = 15.0
MOST_BYTES = 1_000_000
PLAIN = re.compile(r"[!-\[\]-~]+", re.ASCII)  # what is printed, without blanks and backslashes
HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}", re.ASCII)
HEADER_VALUE = re.compile(r"[ -~]{0,4000}", re.ASCII)
NOT_OURS = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "te", "upgrade", "expect"}
)
GOOD, FIRST_MOVED, FIRST_WRONG = 200, 300, 400
LOCKED = frozenset({401, 403})
FAILURES = (
    *(httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError),
    *(httpcore.UnsupportedProtocol, ssl.SSLError, OSError),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered."""

    body: bytes
    content_type: str


def fetch(
    address: str,
    *,
    secret: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
    most_bytes: int = MOST_BYTES,
) -> Answer:
    """Return what an address answers to one GET, without going on to any other address.

    `secret` are headers that say who asks; they travel in the open only to where the operator
    allows it.

    Raises:
        DomainError: it cannot or may not be asked, or answers what is not wanted.
    """
    until = monotonic() + seconds
    url = read_url(address)
    headers = _headers(url, secret or {})
    target = checked(
        url.raw_host.decode("ascii").strip("[]"),
        url.port or PORTS[url.scheme],
        usual_ports=USUAL_PORTS,
        seconds=seconds,
    )
    if secret and url.scheme == "http" and not target.is_listed:
        raise DomainError(
            "in_the_open", "A secret is not sent unencrypted: use an address with https."
        )
    try:
        return _asked(url, headers, _Pinned(target, until), most_bytes)
    except FAILURES as error:
        raise unreachable() from error


def read_url(address: str) -> httpx.URL:
    """Return the parts of an address.

    Raises:
        DomainError: it is none, of another kind than HTTP, or carries a password.
    """
    try:
        url = httpx.URL(address) if PLAIN.fullmatch(address) else None
    except httpx.InvalidURL:
        url = None
    is_one = url is not None and url.scheme in PORTS and 0 < (url.port or 1) <= LAST_PORT
    if url is None or not is_one or len(address) > LONGEST_URL:
        raise DomainError(
            "not_an_address", "Write an address that begins with https:// or http://."
        )
    if url.userinfo or not HOST.fullmatch(url.raw_host.decode("ascii").strip("[]")):
        raise DomainError(
            "not_an_address", "Write the address without a name and password before the host."
        )
    return url


def _headers(url: httpx.URL, secret: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return all that is said about the question.

    Raises:
        DomainError: a header of the caller's is none that may be sent.
    """
    for name, value in secret.items():
        if not HEADER_NAME.fullmatch(name) or name.lower() in NOT_OURS:
            raise DomainError("not_a_header", "This is not the name of a header that can be sent.")
        if not HEADER_VALUE.fullmatch(value):
            raise DomainError("not_a_header", "The secret holds a character that cannot be sent.")
    said = {
        "Host": url.netloc.decode("ascii"),
        "Accept": "application/json, text/csv, text/plain, */*",
        "Accept-Encoding": "identity",
        "User-Agent": "Throughline",
        "Connection": "close",
    }
    return [(name.encode(), value.encode()) for name, value in {**said, **secret}.items()]


def _asked(
    url: httpx.URL, headers: list[tuple[bytes, bytes]], way: "_Pinned", most_bytes: int
) -> Answer:
    asked = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    with (
        httpcore.ConnectionPool(
            ssl_context=_trusted(), network_backend=way, max_connections=1, http2=False, retries=0
        ) as pool,
        pool.stream("GET", asked, headers=headers) as response,
    ):
        said = {name.lower(): value for name, value in response.headers}
        _judged(response.status, said, most_bytes)
        kind = said.get(b"content-type", b"").decode("latin-1")
        return Answer(_read(response.iter_stream(), most_bytes), kind)


def _judged(status: int, said: Mapping[bytes, bytes], most_bytes: int) -> None:
    """Refuse what is not an answer.

    Raises:
        DomainError: with a sentence that says what came instead.
    """
    if FIRST_MOVED <= status < FIRST_WRONG:
        raise DomainError(
            "moved", "The address sends on to another one: give that other one, if it is yours."
        )
    if status in LOCKED:
        raise DomainError("locked", "The address wants to know who asks: check the secret.")
    if status != GOOD:
        raise DomainError("not_answered", f"The address answered with an error ({status}).")
    if said.get(b"content-encoding", b"identity").strip().lower() not in (b"identity", b""):
        raise DomainError("compressed", "The address answered in a packed form that was not asked.")
    length = said.get(b"content-length", b"0")
    if length.isdigit() and (len(length) > len(str(most_bytes)) or int(length) > most_bytes):
        raise _too_large(most_bytes)


def _read(chunks: Iterable[bytes], most_bytes: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most_bytes:
            raise _too_large(most_bytes)
    return bytes(body)


def _too_large(most_bytes: int) -> DomainError:
    return DomainError(
        "too_large", f"The answer is larger than {most_bytes // 1000:,} kB: ask for less."
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Return what certificates are checked against: the usual ones, or SSL_CERT_FILE's."""
    return httpx.create_ssl_context()


class _Pinned(httpcore.NetworkBackend):
    """Connects to the addresses of one target, whatever it is asked for, until a moment."""

    def __init__(self, target: Target, until: float) -> None:
        self.target = target
        self.until = until
        self.sockets = httpcore.SyncBackend()

    def left(self) -> float:
        """Return how many seconds there are left.

        Raises:
            TimeoutException: none.
        """
        left = self.until - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("The time is over.")
        return left

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002
        port: int,  # noqa: ARG002
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first address of the target that answers."""
        *others, last = self.target.addresses
        for address in others:
            try:
                return self._connected(address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connected(last, socket_options)

    def _connected(
        self, address: str, socket_options: Iterable[Any] | None
    ) -> httpcore.NetworkStream:
        port, left = self.target.port, self.left()
        return _Timed(
            self.sockets.connect_tcp(address, port, left, socket_options=socket_options), self
        )


class _Timed(httpcore.NetworkStream):
    """A connection that ends when its time is over, however little it sends at a time."""

    def __init__(self, stream: httpcore.NetworkStream, way: _Pinned) -> None:
        self.stream = stream
        self.way = way

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Return what came."""
        return self.stream.read(max_bytes, self.way.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Send."""
        self.stream.write(buffer, self.way.left())

    def close(self) -> None:
        """Hang up."""
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Return the connection encrypted, with the certificate checked for the host's own name."""
        secured = self.stream.start_tls(ssl_context, server_hostname, self.way.left())
        return _Timed(secured, self.way)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self.stream.get_extra_info(info)
