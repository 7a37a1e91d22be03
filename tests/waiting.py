"""Waits for what real processes do, as long as a busy machine may need."""

import secrets
import socket
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg2

PATIENCE_S = 180
# Below the ports that a system gives to whoever asks for any: nobody is given one meanwhile.
PORTS = range(12_000, 32_000)


def until(
    found: Callable[[], object],
    complaint: Callable[[], str] = str,
    moving: Callable[[], object] = lambda: None,
):
    """Ask again until there is an answer, the longer while anything moves; return the answer."""
    last, since = None, time.monotonic()
    while time.monotonic() - since < PATIENCE_S:
        with suppress(psycopg2.Error, OSError):
            if answer := found():
                return answer
            if (now := moving()) != last:
                last, since = now, time.monotonic()
        time.sleep(0.1)
    raise TimeoutError(f"{complaint()} – not so after {PATIENCE_S} s")


def free_address() -> str:
    """Return an address of loopback at which nobody listens, nor will by chance."""
    while True:
        address = ("127.0.0.1", secrets.choice(PORTS))
        with suppress(OSError), socket.socket() as probe:
            probe.bind(address)
            return "{}:{}".format(*address)
