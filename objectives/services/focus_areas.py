"""Creates, edits, retires and deletes focus areas."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from objectives.models import FocusArea


def create_focus_area(*, facts: Mapping[str, object], by: User, at: datetime) -> FocusArea:
    """Create a focus area; without a `ref` it gets the next free one."""
    raise NotImplementedError


def edit_focus_area(
    *, focus_area: FocusArea, facts: Mapping[str, object], version: int, by: User, at: datetime
) -> FocusArea:
    """Change the named facts of a focus area as it was at `version`; `status` retires it."""
    raise NotImplementedError


def delete_focus_area(
    *, focus_area: FocusArea, by: User, at: datetime, version: int | None = None
) -> None:
    """Delete a focus area that nothing hangs on."""
    raise NotImplementedError
