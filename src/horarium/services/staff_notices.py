"""Telling members of the team: a message in the outbox, found on their own pages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from horarium.domain.ids import AccountId, PractitionerId
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import staff_notices as store

TOPIC = "practitioner.told"
"""The one topic of what follows; its payload names the account and has the words."""

MOST_SHOWN = 10

FRESH = timedelta(days=3)
"""What is older is no news any more."""


@dataclass(frozen=True, slots=True)
class StaffNotice:
    """Something that was told, and when."""

    words: str
    at: datetime


def tell(work: Work, person: PractitionerId, words: str) -> None:
    """Tell somebody on the team when this work commits; who has no account hears nothing.

    ``words`` must not hold anybody's private reasons.
    """
    for account in store.accounts_of(work.db, person):
        work.announce(TOPIC, account=account, words=words)


def tell_account(work: Work, account: AccountId, words: str) -> None:
    """Tell whoever signs in with that account; the same otherwise."""
    work.announce(TOPIC, account=account, words=words)


def news(work: Work) -> list[StaffNotice]:
    """What the asker was told in the last three days, the newest first."""
    work.require(Permission.HOME_READ)
    if work.actor.id is None:
        return []
    told = store.latest(work.db, UUID(str(work.actor.id)), MOST_SHOWN)
    since = work.clock.now() - FRESH
    return [StaffNotice(words, at) for words, at in told if at > since]


def latest(work: Work) -> list[StaffNotice]:
    """What the asker was told last, the newest first."""
    work.require(Permission.OWN_DUTIES_READ)
    if work.actor.id is None:
        return []
    told = store.latest(work.db, UUID(str(work.actor.id)), MOST_SHOWN)
    return [StaffNotice(words, at) for words, at in told]


def day_words(on: date) -> str:
    """A day as people write it: "Tue 6 Jan"."""
    return f"{on:%a} {on.day} {on:%b}"


def days_words(first: date, last: date) -> str:
    """A stretch of days as people write it."""
    if first == last:
        return day_words(first)
    return f"{day_words(first)} to {day_words(last)}"
