"""The one shape in which the API says no, with the same sentences as the pages."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from alignment.lib.errors import DomainError

NOT_FOUND = "There is nothing here, or you may not know of it."
NOT_ALLOWED = "You may see this, but not change it."
MISUNDERSTOOD = "This is no request that can be answered here: check the host and the headers."
FAILED = "Something went wrong here, not with you. It is in the log; try again later."
STALE = "stale"
STATUSES = {
    STALE: 412,
    "version_unsaid": 428,
    "another_value": 409,
    "two_values": 409,
    "out_of_the_ordinary": 409,
    "refused": 409,
    "in_use": 409,
    "changed_meanwhile": 409,
    "gone": 404,
    "unknown_kpi": 404,
    "no_right": 403,
    "busy": 503,
}
CODES = {
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "not_this_way",
    415: "not_this_type",
    429: "too_many_requests",
}
SAID = {
    401: "Send a token that is valid: Authorization: Bearer tl_…",
    405: "This address does not do that: the header Allow says what it does.",
    415: "This address does not read that type: send application/json.",
}


def answer_to(error: Exception, context: Mapping[str, object]) -> Response | None:  # noqa: ARG001
    """Return what the API says to a refusal; None where something went wrong in it."""
    if isinstance(error, DomainError):
        set_rollback()
        return _refused(error)
    if isinstance(error, Http404):
        error = exceptions.NotFound(NOT_FOUND)
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(NOT_ALLOWED)
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    return _answered(error)


def refusal(code: str, message: str, fields: object = None) -> dict[str, object]:
    """Return a refusal: a code for programs, a sentence for people, what is wrong by field."""
    said: dict[str, object] = {"code": code, "message": message}
    return said | ({"fields": fields} if fields else {})


def not_found(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer for an address of the API that does not exist."""
    return JsonResponse(refusal("not_found", NOT_FOUND), status=404)


def misunderstood(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer what cannot be a request of ours, such as one for another host."""
    return JsonResponse(refusal("malformed", MISUNDERSTOOD), status=400)


def failed(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer where something went wrong in an address of the API."""
    return JsonResponse(refusal("failed", FAILED), status=500)


def _refused(error: DomainError) -> Response:
    fields = error.facts.get("fields")
    status = STATUSES.get(error.code, 400)
    headers = {"Retry-After": "1"} if status == 503 else None
    return Response(refusal(error.code, error.sentence, fields), status=status, headers=headers)


def _answered(error: exceptions.APIException) -> Response:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    status = error.status_code
    if isinstance(error, exceptions.ValidationError):
        fields, said = _by_field(error)
        return Response(refusal("invalid", said, fields), status=status)
    said = SAID.get(status, str(error.detail))
    return Response(refusal(CODES.get(status, "malformed"), said), status=status, headers=headers)


def _by_field(error: exceptions.ValidationError) -> tuple[dict[str, list[str]], str]:
    """Return the sentences by field, and all of them as one text."""
    detail = error.detail
    found = detail if isinstance(detail, dict) else {"": detail}
    fields = {str(name): _sentences(said) for name, said in found.items()}
    whole = " ".join(
        f"{name}: {sentence}" if name else sentence
        for name, said in fields.items()
        for sentence in said
    )
    return {name: said for name, said in fields.items() if name}, whole


def _sentences(said: object) -> list[str]:
    if isinstance(said, dict):
        return [one for inner in said.values() for one in _sentences(inner)]
    if isinstance(said, list | tuple):
        return [one for inner in said for one in _sentences(inner)]
    return [str(said)]
