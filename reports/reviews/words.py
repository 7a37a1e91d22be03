"""What is said of a matter to one reader."""

from reports.models import Decision, Matter
from reports.review_access import Reader, Wording, facts_of_matter

DROP = "Drop the goal"


def words_of_choice(choice: str, thing: str) -> str:
    """Return a decision in words; a goal is dropped where other things are retired."""
    is_dropping = choice == Decision.Choice.RETIRE and thing == "objective"
    return DROP if is_dropping else str(Decision.Choice(choice).label)


def title_of(matter: Matter, reader: Reader) -> str:
    """Return the title of a matter as this reader may know it."""
    return wording_of(matter, reader).get("title", "")


def wording_of(matter: Matter, reader: Reader) -> Wording:
    """Return the words of a matter as this reader may know them."""
    facts = facts_of_matter(matter)
    public = facts.get("public")
    if reader.may_read(matter) == "public" and public:
        return public
    return Wording(
        title=matter.title,
        reason=matter.reason,
        why=facts.get("why", ""),
        clears=facts.get("clears", 0),
    )
