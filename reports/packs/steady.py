"""Office files that are the same, byte for byte, whenever they are written. Pure."""

import io
import re
import zipfile
from datetime import date

ALWAYS = (1980, 1, 1, 0, 0, 0)
PROPERTIES = "docProps/core.xml"
_MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def steady(office: bytes, day: date) -> bytes:
    """Return an office file whose moments are all those of a day."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(office)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == PROPERTIES:
                stamp = rf"\g<1>{day.isoformat()}T00:00:00Z\g<3>".encode()
                content = _MOMENT.sub(stamp, content)
            member = zipfile.ZipInfo(name, ALWAYS)
            member.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(member, content)
    return target.getvalue()
