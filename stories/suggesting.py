"""Suggests which work a KPI may measure, by the words that it shares with work and goals."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import BooleanField, FloatField, Q, TextField
from django.db.models.expressions import RawSQL

from accounts.models import User
from kpis.access import kpis_to_view
from kpis.models import Kpi
from objectives.access import focus_areas_to_view, focus_links_to_view, objectives_to_view
from objectives.models import Objective, said_like
from stories.access import kpi_links_to_view
from stories.asking import Given, rows

FEW = 6
MOST_FOUND = 20
MOST_GOALS = 8
MOST_NEIGHBOURS = 40
MOST_NEAR = 200
MOST_WORDS = 150
MOST_SHARED = 4
MOST_HOLDING = 2000
# Words that say how something is counted, and nothing of what it is for.
OF_COUNTING = frozenset(
    """
    average averages mean median number numbers count counts counted total totals sum share shares
    rate rates ratio percent percentage per time times second seconds minute minutes hour hours day
    days week weeks month months quarter year years value values measure measured measures kpi
    least most first last each all every use used using daily weekly monthly yearly whether without
    with back end ends ended seen see often until after before than
    """.split()  # noqa: SIM905  # as many as these are read best as words
)
# The words of a KPI's name count most, then what it means, then those of the KPIs around it.
SCORE = """
    4 * ts_rank({table}.words, %s::tsquery) + 2 * ts_rank({table}.words, %s::tsquery)
    + ts_rank({table}.words, %s::tsquery) + similarity({table}.title, %s)
"""
NEAR = " + CASE WHEN {table}.id = ANY(%s) THEN 0.2 ELSE 0 END"
ALIKE = 0.3
# How many pieces of work hold a word, counted no further than a word tells anything.
HOLDING = """
    SELECT stem, (
        SELECT count(*) FROM (
            SELECT 1 FROM objectives_focusarea
            WHERE words @@ (quote_literal(stem))::tsquery LIMIT %(enough)s
        ) AS few
    )
    FROM unnest(string_to_array(%(stems)s, ' ')) AS stem
"""
LEXEMES = """
    SELECT word, lexeme
    FROM unnest(string_to_array(%(words)s, ' ')) AS word,
         unnest(tsvector_to_array(to_tsvector('english', word))) AS lexeme
"""


@dataclass(frozen=True, slots=True)
class SuggestedWork:
    """Work to choose: the goals that it serves, and why it is suggested.

    It `leads` somewhere if one of them is being worked for.
    """

    id: int
    title: str
    goals: tuple[str, ...]
    leads: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class SuggestedGoal:
    """A goal that fits, behind which there is no work yet."""

    id: int
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What fits best, first."""

    work: tuple[SuggestedWork, ...]
    goals: tuple[SuggestedGoal, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for: queries of words, the words by their stems, and the work around.

    `near` is the work that the KPIs of the same team or owner measure, `like` that of KPIs of a
    like name.
    """

    title: str
    queries: tuple[str, str, str]
    rare: str
    stems: Mapping[str, str]
    near: Sequence[int]
    like: Sequence[int]

    def shared(self, stems: Iterable[str]) -> str:
        """Return the KPI's own words that are among some stems, in its own order."""
        known = frozenset(stems)
        found = [word for word, stem in self.stems.items() if stem in known]
        return ", ".join(dict.fromkeys(found[:MOST_SHARED]))


def suggest_work(user: User, kpi: Kpi) -> Suggestions:
    """Return the work and the goals that share most words with a KPI. Ten queries.

    Words of its name, its definition, what it means for the business, and of the other KPIs of its
    team or owner.
    """
    asked = _asked(user, kpi)
    goals = _goals(user, asked)
    shared = {goal.pk: words for goal in goals if (words := asked.shared(goal.stems))}
    tied = focus_links_to_view(user).filter(objective__in=shared)
    behind = dict(tied.values_list("focus_area", "objective")[:MOST_NEAR])
    worked_for = set(tied.values_list("objective", flat=True).distinct())
    taken = kpi.kpi_links.values_list("focus_area", flat=True)
    work = [
        (one.pk, one.title, why)
        for one in _work(user, asked, behind, taken)
        if (why := _why(one, asked, shared.get(behind.get(one.pk, 0), "")))
    ]
    return Suggestions(
        work=tuple(one for one in with_goals(user, work) if one.leads)[:FEW],
        goals=tuple(
            SuggestedGoal(goal.pk, goal.title, f"Shares: {shared[goal.pk]}")
            for goal in goals
            if goal.pk in shared and goal.pk not in worked_for
        ),
    )


def find_work(user: User, words: str) -> tuple[SuggestedWork, ...]:
    """Return work by words of its title, also where they are mistyped. Two queries."""
    found = (
        focus_areas_to_view(user)
        .active()
        .filter(said_like(words) | Q(title__trigram_word_similar=words))
        .annotate(alike=TrigramWordSimilarity(words, "title"))
        .order_by("-alike", "title", "pk")
    )
    return with_goals(user, [(row.pk, row.title, "") for row in found[:MOST_FOUND]])


def with_goals(user: User, found: Sequence[tuple[int, str, str]]) -> tuple[SuggestedWork, ...]:
    """Return work by id, title and why, each with the goals that it serves. One query."""
    served: defaultdict[int, list[str]] = defaultdict(list)
    leading = set()
    links = focus_links_to_view(user).filter(
        focus_area__in=[pk for pk, _, _ in found], objective__isnull=False
    )
    facts = ("focus_area", "objective__title", "objective__status")
    for pk, title, status in links.in_order().values_list(*facts):
        served[pk].append(title)
        if status == Objective.Status.ACTIVE:
            leading.add(pk)
    return tuple(
        SuggestedWork(pk, title, tuple(served[pk]), pk in leading, why) for pk, title, why in found
    )


@dataclass(frozen=True, slots=True)
class _Fitting:
    """A goal or work that fits: the stems of its words, and of work whether its name is alike."""

    pk: int
    title: str
    stems: frozenset[str]
    alike: bool = False


def _goals(user: User, asked: _Asked) -> list[_Fitting]:
    """Return the active goals that fit best. One query."""
    table = "objectives_objective"
    found = (
        objectives_to_view(user)
        .active()
        .filter(_has_words(table, asked))
        .annotate(
            score=RawSQL(SCORE.format(table=table), [*asked.queries, asked.title], FloatField()),  # noqa: S611
            stems=_stems(table),
        )
        .order_by("-score", "pk")
        .values_list("pk", "title", "stems")
    )
    return [_Fitting(pk, title, frozenset(stems)) for pk, title, stems in found[:MOST_GOALS]]


def _work(
    user: User, asked: _Asked, behind: Collection[int], taken: Collection[int | None]
) -> list[_Fitting]:
    """Return live work, what fits best first. One query.

    Also what is near or behind a fitting goal, so that it is ranked with the rest.
    """
    table = "objectives_focusarea"
    around = [list(asked.near), list(asked.like), list(asked.like), sorted(behind)]
    score = f"{SCORE}{NEAR * len(around)}".format(table=table)
    given = [*asked.queries, asked.title, *around]
    placed = Q(pk__in={pk for some in around for pk in some})
    found = (
        focus_areas_to_view(user)
        .active()
        .filter(_has_words(table, asked) | Q(title__trigram_similar=asked.title) | placed)
        .exclude(pk__in=[pk for pk in taken if pk is not None])
        .annotate(
            score=RawSQL(score, given, FloatField()),  # noqa: S611
            stems=_stems(table),
            alike=TrigramSimilarity("title", asked.title),
        )
        .order_by("-score", "pk")
        .values_list("pk", "title", "stems", "alike")
    )
    return [
        _Fitting(pk, title, frozenset(stems), alike=alike >= ALIKE)
        for pk, title, stems, alike in found[:MOST_FOUND]
    ]


def _has_words(table: str, asked: _Asked) -> Q:
    return Q(RawSQL(f"{table}.words @@ %s::tsquery", [asked.rare], BooleanField()))  # noqa: S611


def _stems(table: str) -> RawSQL:
    return RawSQL(f"tsvector_to_array({table}.words)", [], ArrayField(TextField()))  # noqa: S611


def _why(one: _Fitting, asked: _Asked, goals: str) -> str:
    """Return why work is suggested, in the words of the KPI; "" where there is no reason."""
    shared = asked.shared(one.stems)
    if one.pk in asked.like:
        like = "a KPI of a like name measures it"
        return f"Shares: {shared}; {like}" if shared else f"{like[:1].upper()}{like[1:]}"
    if shared:
        return f"Shares: {shared}"
    if one.pk in asked.near:
        return "Other KPIs of its team or owner measure it"
    if goals:
        return f"Its goal shares: {goals}"
    return "Its name is alike" if one.alike else ""


def _asked(user: User, kpi: Kpi) -> _Asked:
    """Return what to look for. Five queries."""
    around = Q(pk__in=[])
    around |= Q(team=kpi.team_id) if kpi.team_id else around
    around |= Q(owner=kpi.owner_id) if kpi.owner_id else around
    neighbours = kpis_to_view(user).not_retired().filter(around).exclude(pk=kpi.pk).order_by("pk")
    names = list(neighbours.values_list("pk", "title")[:MOST_NEIGHBOURS])
    near = kpi_links_to_view(user).filter(kpi__in=[pk for pk, _ in names]).to_existing()
    same = kpis_to_view(user).filter(title__trigram_similar=kpi.title).exclude(pk=kpi.pk)
    like = kpi_links_to_view(user).filter(kpi__in=same.not_retired()).to_existing()
    own, more = _words(kpi.title), _words(f"{kpi.meaning} {kpi.definition}")
    theirs = _words(" ".join(title for _, title in names))
    stems = {str(word): str(stem) for word, stem in rows(LEXEMES, _joined(own, more, theirs))}
    return _Asked(
        title=kpi.title,
        queries=(_query(own, stems), _query(more, stems), _query(theirs, stems)),
        rare=_quoted(_rare([stems[word] for word in (*own, *more) if word in stems])),
        stems={word: stems[word] for word in (*own, *more) if word in stems},
        near=tuple(near.values_list("focus_area", flat=True).distinct()[:MOST_NEAR]),
        like=tuple(like.values_list("focus_area", flat=True).distinct()[:MOST_NEAR]),
    )


def _joined(*words: Sequence[str]) -> dict[str, str]:
    return {"words": " ".join(one for some in words for one in some)}


def _words(text: str) -> list[str]:
    """Return the words of a text that may say what it is about, each once."""
    found = dict.fromkeys(re.findall(r"[^\W\d_]{3,}", text.lower()))
    return [word for word in found if word not in OF_COUNTING][:MOST_WORDS]


def _query(words: Iterable[str], stems: Mapping[str, str]) -> str:
    return _quoted(stems[word] for word in words if word in stems)


def _quoted(stems: Iterable[str]) -> str:
    """Return the query that any of these answers; they are letters only."""
    return " | ".join(f"'{stem}'" for stem in dict.fromkeys(stems))


def _rare(stems: Sequence[str]) -> list[str]:
    """Return the stems that fewest pieces of work hold, as long as they are few together.

    What most work holds tells nothing of this KPI; the rarest is kept in any case.
    """
    given: Given = {"stems": " ".join(dict.fromkeys(stems)), "enough": MOST_HOLDING}
    counted = sorted((int(count), str(stem)) for stem, count in rows(HOLDING, given))
    kept: list[str] = []
    together = 0
    for count, stem in counted:
        together += count
        if kept and together > MOST_HOLDING:
            break
        kept.append(stem)
    return kept
