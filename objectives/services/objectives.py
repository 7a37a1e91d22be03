"""Creates, edits, shares and deletes objectives."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from accounts.models import User
from objectives.models import Objective


def create_objective(*, facts: Mapping[str, object], by: User, at: datetime) -> Objective:
    """Create an objective; without a `ref` it gets the next free one."""
    raise NotImplementedError


def edit_objective(
    *, objective: Objective, facts: Mapping[str, object], version: int, by: User, at: datetime
) -> Objective:
    """Change the named facts of an objective as it was at `version`, and nothing else."""
    raise NotImplementedError


def share_objective(
    *, objective: Objective, with_people: Iterable[User], version: int, by: User, at: datetime
) -> Objective:
    """Let exactly these people know of a confidential objective, beside its owners and admins."""
    raise NotImplementedError


def delete_objective(
    *, objective: Objective, by: User, at: datetime, version: int | None = None
) -> None:
    """Delete an objective that nothing hangs on."""
    raise NotImplementedError
