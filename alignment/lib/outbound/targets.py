"""Turns a host and a port into addresses that may be asked, or refuses; when in doubt, refuses."""

import socket
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Thread
from urllib.parse import urlsplit

from django.conf import settings

from alignment.lib.errors import DomainError
from alignment.lib.outbound.addresses import HOST, Address, Listed, is_public, read_address

MOST_ADDRESSES = 4
# One sentence for all: whoever asks must not learn from it what is there and what is not.
UNREACHABLE = (
    "Nothing could be read from this address. It may be mistyped, not answer in time, have no "
    "valid certificate, or not be among those that this installation may ask; who runs the "
    "installation can list it."
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a connection may go: these addresses and nothing else. Only `checked` makes one."""

    host: str
    port: int
    addresses: tuple[str, ...]
    # Whether the operator lists it; else it is a public one.
    is_listed: bool


def unreachable() -> DomainError:
    """Return the one refusal for whatever cannot or may not be reached."""
    return DomainError("unreachable", UNREACHABLE)


def checked(host: str, port: int, *, usual_ports: frozenset[int], seconds: float) -> Target:
    """Return where to connect for a host, asked of the resolver once.

    Every address that the host has must be allowed: a public one at a usual port, or one that
    the operator lists with this port. Private ones are reached in no other way.

    Raises:
        DomainError: it may not be asked, or has no address.
    """
    host = host.lower()
    listed = [one for one in settings.OUTBOUND_ALLOWED if one.port == port]
    if not HOST.fullmatch(host):
        raise unreachable()
    found = resolve(host, port, seconds)
    is_listed = _is_listed(host, found, listed)
    is_usual = port in usual_ports and not _is_own(host)
    allowed = is_listed or (is_usual and all(is_public(one) for one in found))
    if not found or not allowed:
        raise unreachable()
    return Target(host, port, tuple(str(one) for one in found[:MOST_ADDRESSES]), is_listed)


def resolve(host: str, port: int, seconds: float) -> list[Address]:
    """Return every address of a host; none where it has none or the resolver is slow."""
    answers: Queue[list[str]] = Queue()

    def ask() -> None:
        said: list[str] = []
        with suppress(OSError, UnicodeError):
            said = [str(one[4][0]) for one in socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)]
        answers.put(said)

    Thread(target=ask, daemon=True).start()
    try:
        return [read_address(one) for one in dict.fromkeys(answers.get(timeout=seconds))]
    except (Empty, ValueError):
        return []


def _is_listed(host: str, found: list[Address], listed: list[Listed]) -> bool:
    """Say whether the operator lists a host by its name, or all its addresses by their networks.

    A name opens no address that is nobody's own: metadata of a cloud, or many machines at once.
    """
    if any(one.host == host for one in listed if one.host):
        return not any(a.is_link_local or a.is_multicast or a.is_unspecified for a in found)
    networks = [one.network for one in listed if one.network]
    return bool(found) and all(any(one in network for network in networks) for one in found)


def _is_own(host: str) -> bool:
    """Say whether a host is this installation itself."""
    own = {name.lower().lstrip(".") for name in settings.ALLOWED_HOSTS}
    own.add((urlsplit(settings.SITE_URL).hostname or "").lower())
    plain = host.rstrip(".")
    return any(name and (plain == name or plain.endswith(f".{name}")) for name in own)
