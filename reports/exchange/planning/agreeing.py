"""Who agreed to lines and stories elsewhere, as a file brings it along."""

from datetime import datetime

from accounts.models import User
from alignment.lib.errors import shortened
from objectives.models import FocusLink
from reports.exchange.document import AgreementRow, JudgementRow
from reports.exchange.plan import Outcome
from reports.exchange.planning.context import Planning
from reports.exchange.planning.objectives import UNKNOWN_OBJECTIVE
from stories.models import Agreement, Judgement, KpiLink, NotABlank

ONLY_ADMINS = (
    "Only an administrator can bring in what others agreed to. Take this sheet out, or ask one."
)
UNKNOWN_LINE = "No line has this identity, neither in the file nor here."
NO_STORY = "This objective has no story that could be agreed to."
NO_REASON = "Say why this line is not true."
SHOWN = 120


def plan_judgements(planning: Planning) -> None:
    """Plan what was said of lines elsewhere; what is on record already stays as it is."""
    rows = planning.document.judgements.rows
    if not rows:
        return
    known: dict[object, FocusLink | KpiLink] = {one.uid: one for one in planning.here.focus_links}
    known.update({one.uid: one for one in planning.here.kpi_links})
    known |= dict(planning.links.items())
    said = {_key(one) for one in planning.here.judgements}
    for row in rows:
        link = known.get(row.link)
        person = planning.person("judgements", row.at, "given_by", row.given_by)
        if link is None:
            planning.complain("judgements", row.at, "link", row.link, UNKNOWN_LINE)
        elif row.word == Judgement.Word.REFUSED and not row.note:
            planning.complain("judgements", row.at, "note", "", NO_REASON)
        elif person and row.given_at:
            judgement = _judgement(row, link, person, row.given_at)
            is_said = bool(link.pk and person.pk) and _key(judgement) in said
            title = f"{person.name}, {row.given_at:%Y-%m-%d}: {row.word}"
            if _taken(planning, "judgements", row.at, title, is_here=is_said):
                planning.work.judgements.append(judgement)


def _taken(planning: Planning, sheet: str, row: int, title: str, *, is_here: bool) -> bool:
    """Show a word given elsewhere; say whether it is to be brought in."""
    if is_here:
        planning.show(sheet, row, title, Outcome.SAME)
    elif planning.may_vouch():
        planning.show(sheet, row, title, Outcome.CREATE)
        return True
    elif not any(one.sheet == sheet and one.reason == ONLY_ADMINS for one in planning.problems):
        planning.complain(sheet, row, "", "", ONLY_ADMINS)
    return False


def _judgement(
    row: JudgementRow, link: FocusLink | KpiLink, person: User, given_at: datetime
) -> Judgement:
    judgement = Judgement(
        side=row.side,
        word=row.word,
        given_by=person,
        given_at=given_at,
        fp_link=row.fp_link,
        fp_lower=row.fp_lower,
        fp_upper=row.fp_upper,
        fp_version=row.fp_version or 1,
        origin=row.origin or Judgement.Origin.GIVEN,
        note=row.note,
    )
    if isinstance(link, KpiLink):
        judgement.kpi_link = link
    else:
        judgement.focus_link = link
    return judgement


def _key(one: Judgement) -> tuple[object, ...]:
    return (
        one.kpi_link_id, one.focus_link_id, one.side, one.word, one.given_at, one.given_by_id,
        one.fp_link, one.fp_lower, one.fp_upper,
    )  # fmt: skip


def plan_agreements(planning: Planning) -> None:
    """Plan signatures given elsewhere; what is on record already stays as it is."""
    rows = planning.document.agreements.rows
    if not rows:
        return
    signed = {
        (one.story.objective_id, one.side, one.given_by_id, one.given_at, one.fingerprint)
        for one in planning.here.agreements
    }
    told = {id(telling.objective) for telling in planning.work.tellings}
    for row in rows:
        goal = planning.objectives.get(row.objective)
        person = planning.person("agreements", row.at, "given_by", row.given_by)
        if goal is None:
            planning.complain("agreements", row.at, "objective", row.objective, UNKNOWN_OBJECTIVE)
        elif id(goal) not in told and goal.pk not in planning.here.stories:
            planning.complain("agreements", row.at, "objective", row.objective, NO_STORY)
        elif person and row.given_at:
            key = (goal.pk, row.side, person.pk, row.given_at, row.fingerprint)
            title = f"{goal.title}: {person.name}, {row.given_at:%Y-%m-%d}"
            if _taken(planning, "agreements", row.at, title, is_here=key in signed):
                agreement = _agreement(row, person, row.given_at)
                planning.work.agreements.append((goal, agreement))


def _agreement(row: AgreementRow, person: User, given_at: datetime) -> Agreement:
    return Agreement(
        side=row.side,
        story_version=row.story_version or 1,
        fingerprint=row.fingerprint,
        given_at=given_at,
        given_by=person,
    )


def plan_not_blanks(planning: Planning) -> None:
    """Plan texts that look like blanks left in and are none."""
    for row in planning.document.not_blanks.rows:
        title = shortened(row.text, SHOWN)
        if row.text in planning.here.not_blanks:
            planning.show("not_blanks", row.at, title, Outcome.SAME)
            continue
        person = planning.person("not_blanks", row.at, "said_by", row.said_by) or planning.by
        if person is None:
            if not row.said_by:
                planning.complain("not_blanks", row.at, "said_by", "", "Say who said so.")
            continue
        text = NotABlank(text=row.text, said_by=person)
        if row.said_at:
            text.said_at = row.said_at
        planning.work.not_blanks.append(text)
        planning.show("not_blanks", row.at, title, Outcome.CREATE)
