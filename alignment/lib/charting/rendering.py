"""Charts as pictures, for mails, PDF and print; only ever in a process that forks no other.

Once vl-convert has drawn, what this process forks would hang for ever, and it keeps 130 MB more.
Jobs call `svg_of` in their Celery child. Anything else asks `svgs_elsewhere`, which starts a
process for it, one for all the pictures that are wanted: the first costs a second, each of the
others some hundredths.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import vl_convert

LONGEST_S = 60
ITSELF = Path(__file__).resolve()


def svg_of(spec: Mapping[str, Any]) -> str:
    """Return a Vega-Lite chart as SVG. Only in a Celery child; nothing is fetched for it.

    Raises:
        ValueError: it is no chart that can be drawn.
    """
    return str(vl_convert.vegalite_to_svg(dict(spec), allowed_base_urls=[]))


def svgs_elsewhere(specs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return charts as SVG, drawn in a process of their own, in the order they were given.

    Raises:
        subprocess.SubprocessError: one of them cannot be drawn, or it took a minute.
    """
    drawn = subprocess.run(  # noqa: S603  # this very file
        [sys.executable, str(ITSELF)],
        input=json.dumps(list(specs)),
        capture_output=True,
        check=True,
        text=True,
        timeout=LONGEST_S,
    )
    return list(json.loads(drawn.stdout))


if __name__ == "__main__":
    json.dump([svg_of(spec) for spec in json.load(sys.stdin)], sys.stdout)
