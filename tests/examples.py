"""How many examples a test tries: a third in `make test`, all of them in `make test-long`."""

import os

from hypothesis import settings


def examples(most: int) -> settings:
    """Return how many examples to try of those that prove a rule beyond doubt."""
    return settings(max_examples=most if os.environ.get("EXAMPLES") == "curious" else most // 3)
