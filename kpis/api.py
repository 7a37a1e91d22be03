"""Values by program: of one day, many at once, or as the text of OpenMetrics."""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import ApiView, person_of, teams_of
from accounts.models import Token
from accounts.roles import Action
from alignment.lib.errors import DomainError
from alignment.lib.openmetrics import Sample, samples
from alignment.lib.rest.paging import Key, asked, only, page_of
from alignment.lib.rest.reading import (
    OpenMetricsText,
    PlainText,
    etag,
    exact_day,
    exact_number,
)
from kpis.access import kpi_named, measurement_to_correct, value_of_day
from kpis.models import Measurement
from kpis.serializers import (
    BulkAnswer,
    BulkWrite,
    Refusal,
    ValuePage,
    ValueRead,
    ValueWrite,
)
from kpis.services import (
    Answer,
    Given,
    Outcome,
    Terms,
    doubted,
    record_many,
    withdraw_measurement,
)

NEWEST_FIRST = Key("observed_on", exact_day, newest_first=True)
ROW = {"kpi", "date", "value", "note"}
DENIED = {
    400: Refusal,
    401: Refusal,
    403: Refusal,
    404: Refusal,
    429: Refusal,
}
DAY = OpenApiParameter("on", str, "path", description="The day, such as 2026-11-21.")
REF = OpenApiParameter("ref", str, "path", description="The reference of the KPI, or its uid.")
CURSOR = OpenApiParameter("cursor", str, description="Where the page begins, as `next` has it.")
LIMIT = OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": 200})
SURE = "Mean what is out of the ordinary, such as a thousand times the last value."
VALUE_SAID = OpenApiExample("A value", {"value": "1.92"}, request_only=True)
CORRECTED = OpenApiExample(
    "A correction", {"value": "1.95", "reason": "The probe was slow."}, request_only=True
)
ANOTHER = OpenApiExample(
    "Another value is on record",
    {
        "code": "another_value",
        "message": "21 November 2026 has the value 1.92 already. If it should be 1.95, correct it "
        "and say why.",
    },
    status_codes=["409"],
)
MANY = OpenApiExample(
    "Two values",
    {
        "values": [
            {"kpi": "KPI-12", "date": "2026-11-20", "value": "1.97"},
            {"kpi": "KPI-12", "date": "2026-11-21", "value": "1.92", "note": "After the release"},
        ]
    },
    request_only=True,
)


class ValueList(ApiView):
    """The values of a KPI."""

    @extend_schema(
        operation_id="list_values",
        summary="List the values of a KPI",
        parameters=[REF, CURSOR, LIMIT],
        responses={200: ValuePage, **DENIED},
    )
    def get(self, request: Request, ref: str) -> Response:
        """Return the values as they stand, the newest day first."""
        only(request, ("cursor", "limit"))
        kpi = kpi_named(person_of(request), ref, teams_of(request))
        rows = Measurement.objects.of(kpi).current().select_related("recorded_by")
        page = page_of(rows, request, NEWEST_FIRST)
        return Response({"results": ValueRead(page.rows, many=True).data, "next": page.next})


class ValueItem(ApiView):
    """The value of a day."""

    scope = Token.Scope.VALUES

    @extend_schema(
        operation_id="read_value",
        summary="Read the value of a day",
        parameters=[REF, DAY],
        responses={200: ValueRead, **DENIED},
    )
    def get(self, request: Request, ref: str, on: str) -> Response:
        """Return the value of a day as it stands."""
        day = exact_day(on)
        kpi = kpi_named(person_of(request), ref, teams_of(request))
        return _shown(value_of_day(kpi, day), 200)

    @extend_schema(
        operation_id="record_value",
        summary="Record the value of a day",
        parameters=[REF, DAY],
        request=ValueWrite,
        responses={200: ValueRead, 201: ValueRead, 204: None, **DENIED, 409: Refusal, 412: Refusal},
        examples=[VALUE_SAID, CORRECTED, ANOTHER],
    )
    def put(self, request: Request, ref: str, on: str) -> Response:
        """Record the value of a day: 201 where it is new, 200 where it is on record already.

        Another value than the one on record is refused with 409, unless a reason is given; then
        it is corrected, and what stood there stays in the history. A value out of the ordinary
        is refused once, with a question, unless it is sent as sure.
        """
        day, by = exact_day(on), person_of(request)
        teams = teams_of(request)
        kpi = kpi_named(by, ref, teams, Action.RECORD_VALUE)
        sent = ValueWrite(data=request.data)
        sent.is_valid(raise_exception=True)
        said, at = sent.validated_data, timezone.now()
        if said["value"] is None:
            with suppress(Http404):  # withdrawn already
                stood = measurement_to_correct(by, kpi.pk, day)
                withdraw_measurement(measurement=stood, reason=said["reason"], by=by, at=at)
            return Response(status=204)
        given = Given(kpi.ref, day, said["value"], said["note"])
        if not said["sure"]:
            for question in doubted(values={0: given}, by=by, teams=teams).values():
                raise question
        terms = Terms(reason=said["reason"], teams=teams)
        (answer,) = record_many(values=[given], by=by, at=at, terms=terms)
        if answer.outcome is Outcome.REFUSED:
            raise DomainError(answer.code, answer.sentence)
        return _shown(value_of_day(kpi, day), 201 if answer.outcome is Outcome.RECORDED else 200)


class ValuesBulk(ApiView):
    """Many values of many KPIs."""

    scope = Token.Scope.VALUES

    @extend_schema(
        operation_id="record_values",
        summary="Record up to 10,000 values",
        request=BulkWrite,
        responses={200: BulkAnswer, 400: Refusal, 401: Refusal, 403: Refusal, 429: Refusal},
        examples=[MANY],
    )
    def post(self, request: Request) -> Response:
        """Record each value, or say why not; sending all once more is safe.

        With a reason, values that differ from what is on record are corrected.
        """
        sent = BulkWrite(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        rows = {place: _given(row) for place, row in enumerate(said["values"])}
        return _recorded(request, rows, said["reason"], sure=said["sure"])


class MetricsPush(ApiView):
    """Values as the text of OpenMetrics."""

    scope = Token.Scope.VALUES
    parser_classes = (OpenMetricsText, PlainText)

    @extend_schema(
        operation_id="push_metrics",
        summary="Push the text of OpenMetrics",
        parameters=[OpenApiParameter("sure", str, enum=["true"], description=SURE)],
        request={"application/openmetrics-text": str, "text/plain": str},
        responses={200: BulkAnswer, 400: Refusal, 401: Refusal, 403: Refusal, 429: Refusal},
        examples=[
            OpenApiExample(
                "One sample",
                'page_load_seconds{kpi="KPI-12"} 1.92 1795219200\n# EOF\n',
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Record each sample that names its KPI in the label “kpi”.

        A sample without a moment is of today; one with a moment is of its day in the time zone of
        this installation.
        """
        text: object = request.data
        if not isinstance(text, str):
            raise DomainError("cut_off", "Send the text of OpenMetrics, which ends in “# EOF”.")
        today = timezone.localdate()
        only(request, ("sure",))
        sure = asked(request, "sure")
        if sure not in (None, "true"):
            raise DomainError("invalid", "“sure” is true, or left out.")
        rows = {one.row: _of_sample(one, today) for one in samples(text)}
        return _recorded(request, rows, "", sure=sure is not None)


def _shown(value: Measurement, status: int) -> Response:
    return Response(ValueRead(value).data, status=status, headers={"ETag": etag(value.version)})


def _given(row: object) -> Given | DomainError:
    """Return a row as it is recorded, or why it cannot be."""
    if not isinstance(row, Mapping) or not row.keys() <= ROW:
        return DomainError("invalid", "A row is an object of kpi, date, value and note.")
    ref, note = row.get("kpi"), row.get("note", "")
    if not isinstance(ref, str) or not ref or not _is_text(ref):
        return DomainError("invalid", "Say by its reference which KPI is meant.")
    if not isinstance(note, str):
        return DomainError("invalid", "A note is text.")
    try:
        return Given(ref, exact_day(row.get("date")), exact_number(row.get("value")), note)
    except DomainError as error:
        return error


def _of_sample(sample: Sample, today: date) -> Given | DomainError:
    """Return a sample as it is recorded, or why it cannot be."""
    if sample.problem is not None or sample.value is None:
        return sample.problem or DomainError("not_a_sample", "This line holds no value.")
    ref = sample.labels.get("kpi", "")
    if not ref or not _is_text(ref):
        return DomainError("unknown_kpi", 'Name the KPI in a label: {kpi="KPI-12"}.')
    day = today if sample.at is None else timezone.localdate(sample.at)
    try:
        return Given(ref, day, exact_number(sample.value))
    except DomainError as error:
        return error


def _is_text(ref: str) -> bool:
    return "\x00" not in ref and (ref.isascii() or not any("\ud800" <= a <= "\udfff" for a in ref))


def _recorded(
    request: Request, read: Mapping[int, Given | DomainError], reason: str, *, sure: bool
) -> Response:
    """Record what could be read; answer for every row by its place."""
    by, terms = person_of(request), Terms(reason=reason, teams=teams_of(request))
    places = {place: one for place, one in read.items() if isinstance(one, Given)}
    answers: dict[int, Answer | DomainError] = {
        place: one for place, one in read.items() if isinstance(one, DomainError)
    }
    if not sure:
        answers |= doubted(values=places, by=by, teams=terms.teams)
    left = {place: one for place, one in places.items() if place not in answers}
    made = record_many(values=list(left.values()), by=by, at=timezone.now(), terms=terms)
    answers |= dict(zip(left, made, strict=True))
    return Response(_counted(answers))


def _counted(answers: Mapping[int, Answer | DomainError]) -> dict[str, Any]:
    outcomes = Counter(
        Outcome.REFUSED if isinstance(one, DomainError) else one.outcome for one in answers.values()
    )
    return {str(one): outcomes[one] for one in Outcome} | {
        "refusals": list(_refusals(sorted(answers.items())))
    }


def _refusals(answers: Iterable[tuple[int, Answer | DomainError]]) -> Iterable[dict[str, object]]:
    for place, one in answers:
        if isinstance(one, DomainError) or one.outcome is Outcome.REFUSED:
            yield {"row": place, "code": one.code, "message": one.sentence}
