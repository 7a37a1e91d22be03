"""The parts of the company that somebody may ask a pack or a digest of."""

from accounts.models import Team, User
from objectives.access import objectives_to_view
from reports.scopes import COMPANY, DRIVERS, Scope, words_for

MOST_GOALS = 100
EVERYTHING = "company"  # stands for “”, which a form takes for nothing chosen
Choices = list[tuple[str, str | list[tuple[str, str]]]]


def scope_choices(user: User, asked: Scope = COMPANY) -> Choices:
    """Return what may be chosen, the one asked for by the address among it. Three queries or so.

    Raises:
        Http404: the branch of a goal is asked for that the reader may not know of.
    """
    teams = Team.objects.for_choosing().values_list("pk", "name")
    goals = objectives_to_view(user).active().filter(parent=None).order_by("rank", "title", "pk")
    named = goals.values_list("pk", "title")[:MOST_GOALS]
    groups = {
        "Teams": [(Scope(team_id=pk).text, name) for pk, name in teams],
        "Goals and all below": [(Scope(objective_id=pk).text, title) for pk, title in named],
        "Value drivers": [(Scope(driver=key).text, str(name)) for key, name in DRIVERS.items()],
    }
    known = {"", Scope(person_id=user.pk).text}
    known |= {text for group in groups.values() for text, _ in group}
    first: Choices = [(EVERYTHING, "The whole company")]
    if asked.text not in known:
        first.append((asked.text, words_for(user, asked)))
    first.append((Scope(person_id=user.pk).text, "What I answer for"))
    return [*first, *((name, group) for name, group in groups.items() if group)]
