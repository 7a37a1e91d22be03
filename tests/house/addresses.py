"""Every address of the product, walked from the resolver."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Address:
    """One route: its full name, its path as written, and the function behind it."""

    name: str
    route: str
    view: object
    arguments: tuple[str, ...]


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, "", ""))


def own_addresses() -> list[Address]:
    return [address for address in addresses() if not address.route.startswith("admin/")]


def admin_addresses() -> list[Address]:
    return [address for address in addresses() if address.route.startswith("admin/")]


def _walk(patterns, namespace: str, route: str) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace) if part)
            yield from _walk(pattern.url_patterns, inner, here)
        elif isinstance(pattern, URLPattern):
            name = ":".join(part for part in (namespace, pattern.name or "") if part)
            yield Address(name, here, pattern.callback, tuple(pattern.pattern.converters))
