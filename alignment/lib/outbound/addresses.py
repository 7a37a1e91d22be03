"""Which addresses may be asked: those of the public internet, and those an operator lists."""

import re
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# A name, or numbers in any spelling that the resolver understands; what they mean is checked later.
HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,252})|[0-9a-f:.]{2,45}", re.ASCII | re.IGNORECASE)
LISTED = re.compile(r"(?:\[(?P<six>[0-9a-f:./]+)\]|(?P<other>[^\[\]:]+)):(?P<port>[0-9]{1,5})")
LAST_PORT = 65_535

# What Python calls global, and is not for us: the relays of 6to4, protocols of the internet's
# own (Teredo among them), examples, and 6to4 itself, which is judged by the address inside.
NOT_PUBLIC: tuple[Network, ...] = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("2001::/23"),
    IPv6Network("2001:db8::/32"),
    IPv6Network("3fff::/20"),
)
GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Listed:
    """One target that the operator lets be asked: a host or a network, and a port."""

    host: str
    network: Network | None
    port: int


def read_listed(text: str) -> Listed:
    """Return one entry of the operator's list: “prometheus.internal:9090”, “10.0.0.0/8:9090”.

    Raises:
        ValueError: it is no host or network with a port.
    """
    found = LISTED.fullmatch(text.strip().lower())
    port = int(found["port"]) if found else 0
    if not found or not 0 < port <= LAST_PORT:
        raise ValueError(f"“{text}” is not a host or network with a port, like 10.0.0.0/8:9090")
    host = found["six"] or found["other"]
    if found["six"] or re.fullmatch(r"[0-9./]+", host):
        return Listed("", ip_network(host), port)
    if not HOST.fullmatch(host):
        raise ValueError(f"“{host}” is not the name of a host")
    return Listed(host, None, port)


def read_address(text: str) -> Address:
    """Return an address as a resolver gives it; one that carries an IPv4 as itself is that one.

    Raises:
        ValueError: it is none.
    """
    found = ip_address(text)
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def is_public(address: Address) -> bool:
    """Say whether an address is one that the whole internet reaches, a single machine's."""
    if any(address in network for network in NOT_PUBLIC):
        return False
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    inside = _carried(address)
    if inside is not None:
        return is_public(inside)
    return address in GLOBAL_UNICAST and address.is_global


def _carried(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address to which packets for this one are sent on, if any."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
