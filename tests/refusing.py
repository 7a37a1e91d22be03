"""What tests of writers ask: what was refused, and what was touched."""

import pytest

from accounts.models import Touch
from alignment.lib.errors import DomainError


def refusal(call, **facts) -> DomainError:
    with pytest.raises(DomainError) as refused:
        call(**facts)
    return refused.value


def touched() -> set[tuple[str, int]]:
    return {(one.kind, one.object_id) for one in Touch.objects.all()}
