"""A program that asks the API with a token."""

import json

from django.test import Client

from tests import make


class Program:
    """Asks as the holder of a token; what it sends is JSON unless it says otherwise."""

    def __init__(self, person=None, *, scope="all", teams=None, secret="", **facts) -> None:
        self.secret = secret or "tl_of_this_test"
        if person is not None:
            self.token = make.token(person, self.secret, scope=scope, teams=teams, **facts)

    def __call__(self, method, path, sent=None, *, raw=None, kind="application/json", **headers):
        body = raw if raw is not None else "" if sent is None else json.dumps(sent)
        return Client(raise_request_exception=False).generic(
            method,
            f"/api/v1/{path}",
            body,
            content_type=kind,
            headers={"Authorization": f"Bearer {self.secret}"}
            | {name.replace("_", "-"): said for name, said in headers.items()},
        )

    def get(self, path, **headers):
        return self("GET", path, **headers)

    def put(self, path, sent=None, **more):
        return self("PUT", path, sent, **more)

    def patch(self, path, sent=None, **more):
        return self("PATCH", path, sent, **more)

    def post(self, path, sent=None, **more):
        return self("POST", path, sent, **more)
