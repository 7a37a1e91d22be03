"""One matter of a review, as it is presented: big, with the way to the one before and after."""

from dataclasses import dataclass

from accounts.models import User
from alignment.lib.drawing import Kind
from reports.models import Matter
from reports.pages.reviews import page_of_matter, tag_of
from reports.reviews.minutes import MinuteMatter, minutes_of
from stories.pages.remedies import address


@dataclass(frozen=True, slots=True)
class MatterPage:
    """A matter on a screen of its own. `previous` and `following` are "" at an end."""

    section: str
    review: str
    review_href: str
    place: str
    matter: MinuteMatter
    thing_href: str
    kind: Kind
    tag: str
    previous: str
    following: str


def show_matter(user: User, matter: Matter) -> MatterPage | None:
    """Return a matter as a reader may know it; None where it is not theirs to know."""
    minutes = minutes_of(matter.review, user)
    at = next((place for place, one in enumerate(minutes.matters) if one.id == matter.pk), None)
    if at is None:
        return None
    one, count = minutes.matters[at], len(minutes.matters)
    hrefs = [address("reports:matter-page", other.id) for other in minutes.matters]
    kind, tag = tag_of(one, minutes.state)
    return MatterPage(
        section="reviews",
        review=minutes.title,
        review_href=address("reports:review-page", minutes.id),
        place=f"{at + 1} of {count}",
        matter=one,
        thing_href=page_of_matter(one),
        kind=kind,
        tag=tag,
        previous=hrefs[at - 1] if at else "",
        following=hrefs[at + 1] if at + 1 < count else "",
    )
