"""Who may know of which confidential objectives, as numbered audiences."""

from accounts.models import User


def audience_of(user: User) -> int:
    """Return the number of the audience a person belongs to; 0 knows of no confidential goal.

    At most two queries. What is not settled yet is answered with 0, which shows less, never more.
    """
    raise NotImplementedError


def hidden_from(audience: int) -> frozenset[int]:
    """Return the confidential objectives that an audience must not know of. Two queries."""
    raise NotImplementedError
