"""Draws, mends and removes the links from focus areas to objectives."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from objectives.models import FocusArea, FocusLink, Objective


def link_focus_area(
    *,
    focus_area: FocusArea,
    objective: Objective | None,
    by: User,
    at: datetime,
    because: str = "",
    missing_ref: str = "",
) -> FocusLink:
    """Say that this work serves this objective; `missing_ref` names one that is not there."""
    raise NotImplementedError


def edit_focus_link(
    *, link: FocusLink, facts: Mapping[str, object], version: int, by: User, at: datetime
) -> FocusLink:
    """Change the reason, the place or the objective of a link as it was at `version`."""
    raise NotImplementedError


def unlink_focus_area(
    *, link: FocusLink, by: User, at: datetime, version: int | None = None
) -> None:
    """Remove a link and what was said of it; the audit line keeps what it was."""
    raise NotImplementedError
