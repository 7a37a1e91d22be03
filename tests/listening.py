"""Servers of the tests' own on loopback: one that answers as told, one that only counts callers."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Send = Callable[[bytes], object]


@dataclass
class Listening:
    """A listener: its port, what it was asked, and what it answers to a path."""

    port: int = 0
    # Path without its query -> status, headers, body.
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    connections: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def say(self, path: str, body: str, status: int = 200, **headers: str) -> str:
        """Answer a path with this from now on; return its address."""
        self.answers[path] = (status, headers, body.encode())
        return f"{self.address}{path}"


@contextmanager
def http_server() -> Iterator[Listening]:
    """Answer HTTP on a free port of loopback."""
    state = Listening()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append((self.path, dict(self.headers)))
            missing = (404, {}, b"")
            status, headers, body = state.answers.get(self.path.partition("?")[0], missing)
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    with _running(partial(server.serve_forever, poll_interval=0.01), server.shutdown):
        yield state
    server.server_close()


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[Listening]:
    """Let `talk` speak with whoever connects, on a free port of loopback."""
    state, listener = Listening(), socket.create_server(("127.0.0.1", 0))
    state.port = listener.getsockname()[1]

    def speak(one: socket.socket) -> None:
        with one:
            try:
                talk(one)
            except OSError:
                return  # the caller hung up

    def accept() -> None:
        while True:
            try:
                one, _ = listener.accept()
            except OSError:
                return
            state.connections += 1
            threading.Thread(target=speak, args=(one,), daemon=True).start()

    def stop() -> None:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()

    with _running(accept, stop):
        yield state


@contextmanager
def _running(work: Callable[[], object], stop: Callable[[], object]) -> Iterator[None]:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join(10)
