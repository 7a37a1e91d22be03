"""Clients that are somebody at once: the session is in the cookie, so signing in asks no database.

What the sign-in page does, and sessions as an installation keeps them, have tests of their own and
the whole of the browser's.
"""

from functools import cache

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import signed_cookies
from django.core import signing
from django.http import SimpleCookie
from django.test import Client, override_settings
from django.test.client import ClientHandler

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SessionStore(signed_cookies.SessionStore):
    """Never too old, whatever time a test says it is."""

    def load(self):
        return signing.loads(
            self.session_key,
            serializer=self.serializer,
            salt="django.contrib.sessions.backends.signed_cookies",
        )


@cache
def _handler() -> ClientHandler:
    """Return what answers all clients: its middleware is put together once."""
    handler = ClientHandler(enforce_csrf_checks=False)
    with override_settings(SESSION_ENGINE=__name__):
        handler.load_middleware()
    return handler


def session_of(person) -> str:
    """Return the session of a person who has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


def client_with(session: str = "", **ways) -> Client:
    """Return a client with a session, or of nobody."""
    client = Client(**ways)
    client.handler = _handler()
    client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session} if session else {})
    return client


def client_of(person) -> Client:
    return client_with(session_of(person))
