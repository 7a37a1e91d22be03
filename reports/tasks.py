"""What happens without anybody waiting for it: figures kept, packs made, digests sent."""

from datetime import time
from functools import partial

from django.http import Http404

from alignment.lib.mailing import send_or_give_back
from jobs.cadences import Daily, Every
from jobs.declaring import Turn, requested, scheduled
from jobs.ledger import ask_for_each
from reports.board_live import looked_through
from reports.board_ready import renew
from reports.packs.building import build_pack
from reports.packs.digest_mail import digest_mail
from reports.packs.subscribing import (
    give_back_digest,
    note_due,
    stop_subscription,
    take_digest,
)
from reports.reviews.jobs import find_review_mails, keep_reviews, send_review_mail
from reports.snapshots import take_snapshot


@scheduled(
    "Keep the day's figures",
    when=Daily(time(3, 7)),
    what="Keeps what is counted today, so that later days can be compared with it.",
)
def take_snapshots(turn: Turn) -> str:
    """Keep what is counted today; a second time today replaces the first."""
    return f"{take_snapshot(day=turn.today, at=turn.now)} snapshots taken"


@scheduled(
    "Keep boards ready",
    when=Every(minutes=1),
    what="Looks through parts of the company again after a change, before somebody asks for them.",
)
def keep_boards_ready(turn: Turn) -> str:
    """Find again what boards are made from, where it was asked for lately and changed since."""
    return f"{renew(looked_through, today=turn.today)} boards looked through"


@scheduled(
    "Find who gets a digest",
    when=Every(minutes=60, past=11),
    what="Notes whose week or month began, and lets one mail be sent for each digest.",
)
def find_digests(turn: Turn) -> str:
    """Note the digests that are due, then ask for the mails; also those a dead worker left."""
    return f"{ask_for_each(send_digest, note_due(turn.now), at=turn.now)} digests to send"


@requested("Send a digest", what="One mail on one part of the company to one person.", limit=100)
def send_digest(turn: Turn) -> str:
    """Send one digest, once; one that fails is given back and tried again."""
    digest = take_digest(pk=int(turn.unit), at=turn.now)
    if digest is None:
        return "sent already, or not wanted any more"
    try:
        mail = digest_mail(digest.subscription, turn.today)
    except Http404:
        stop_subscription(subscription=digest.subscription, at=turn.now)
        return "what it is about is not there any more"
    send_or_give_back(mail, partial(give_back_digest, digest=digest))
    return "sent"


__all__ = [
    "build_pack",
    "find_digests",
    "find_review_mails",
    "keep_boards_ready",
    "keep_reviews",
    "send_digest",
    "send_review_mail",
    "take_snapshots",
]  # some are declared where they are done
