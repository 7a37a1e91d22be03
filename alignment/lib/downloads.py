"""Files that are given out: saved under a name, never shown as a page."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

CSV = "text/csv; charset=utf-8"


def download(data: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a file that the browser saves under a name."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Type": content_type, "Content-Disposition": str(disposition)}
    return HttpResponse(data, headers=headers)
