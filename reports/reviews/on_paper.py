"""The minutes of a review as a PDF: the words of their page."""

from dataclasses import asdict

from reports.printing.paper import printed
from reports.reviews.minutes import Minutes


def minutes_pdf(minutes: Minutes) -> bytes:
    """Return minutes as a PDF: the same bytes for the same minutes.

    Raises:
        DomainError: they could not be printed.
    """
    return printed(
        "minutes",
        {
            "day": minutes.day.isoformat(),
            "when": minutes.day_words,
            "title": minutes.title,
            "state": minutes.state,
            "scope": minutes.scope,
            "headline": minutes.headline,
            "chair": minutes.chair,
            "participants": ", ".join(minutes.participants),
            "became": minutes.became,
            "decided": [
                {
                    "title": one.title,
                    "reason": one.reason,
                    "decisions": [asdict(decision) for decision in one.decisions],
                }
                for one in minutes.decided
            ],
            "actions": [
                {"what": one.what, "owner": one.owner, "due": one.due, "done": one.done}
                for one in minutes.actions
            ],
            "undecided": [
                {"title": one.title, "kind": one.kind_words} for one in minutes.undecided
            ],
            "left_out": minutes.left_out,
        },
    )
