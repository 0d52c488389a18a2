"""Taking notices to patients outside: a small port, and what goes through it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import structlog

from horarium.services.notifications.telling import EMAIL, SMS
from horarium.services.work import OpenWork, Work
from horarium.store import notices as store

log = structlog.get_logger()

FRESH = timedelta(hours=6)
"""What could not be sent for so long is no news any more, and stays unsent."""

MOST_TRIES = 6


@dataclass(frozen=True, slots=True)
class Letter:
    """One text for one address. ``key`` is the same however often it is sent."""

    key: UUID
    channel: str
    address: str
    words: str
    language: str


class Courier(Protocol):
    """Whoever carries letters; sending twice under one key must arrive once."""

    def send(self, letter: Letter) -> None:
        """Carry the letter, or raise ``CourierError``."""
        ...


class CourierError(Exception):
    """The letter did not leave; it may be tried again."""


def deliver(
    open_work: OpenWork,
    couriers: Mapping[str, Courier],
    *,
    limit: int = 100,
) -> int:
    """Send what waits for the channels that have a courier; how many letters left.

    One transaction a letter, which only one worker has at a time: a letter is marked as
    sent when the courier has it. A worker killed in between makes it go again under the
    same key.
    """
    n_sent = 0
    for _ in range(limit):
        with open_work() as work:
            now = work.clock.now()
            waiting = store.claim(work.db, list(couriers), now=now, since=now - FRESH)
            if waiting is None:
                return n_sent
            n_sent += _send(work, waiting, couriers[waiting.channel])
    return n_sent


def _send(work: Work, waiting: store.Waiting, courier: Courier) -> int:
    now = work.clock.now()
    address = {SMS: waiting.phone, EMAIL: waiting.email}.get(waiting.channel)
    if not address:
        store.give_up(work.db, waiting.id)
        return 0
    letter = Letter(
        waiting.id, waiting.channel, address, waiting.words, waiting.language
    )
    try:
        courier.send(letter)
    except CourierError as failure:
        n_tries = waiting.n_tries + 1
        log.warning("notice.failed", notice=str(waiting.id), why=str(failure))
        store.try_later(
            work.db,
            waiting.id,
            n_tries=n_tries,
            at=now + timedelta(minutes=2**n_tries) if n_tries < MOST_TRIES else None,
        )
        return 0
    store.mark_sent(work.db, waiting.id, at=now)
    log.info("notice.sent", notice=str(waiting.id), channel=waiting.channel)
    return 1
