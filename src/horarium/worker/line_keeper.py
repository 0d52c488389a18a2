"""Looking after every organisation's lines: timers each half minute, lessons each night."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import structlog

from horarium.domain.clock import Clock
from horarium.domain.errors import Refused, Unavailable
from horarium.services import line_learning, line_timers
from horarium.services.work import Work, begin, system_actor
from horarium.store import people
from horarium.store.database import Database
from horarium.store.people import Organisation

log = structlog.get_logger()

_AFTER_START_S = 60.0
"""Whoever has just started the clinic has other things to wait for."""


async def settle_lines(database: Database, clock: Clock, every_s: float) -> None:
    """Again and again, let what the timers of the lines make due happen.

    Not a job of the queue: two long searches would keep it waiting, and each look would
    leave a row behind. Any number of workers may look; a line is settled under its lock.
    """
    while True:
        try:
            await asyncio.to_thread(settle_once, database, clock)
        except Refused as refusal:
            log.info("settling.missed", code=refusal.code)
        await asyncio.sleep(every_s)


def settle_once(database: Database, clock: Clock) -> int:
    """One look at all lines of all organisations; how many events it led to."""
    return _in_each(database, clock, _settle, "settling.broken")


def _settle(opener: "_Opener") -> int:
    swept = line_timers.sweep(opener.work)
    if swept.n_events or swept.n_closed:
        log.info("lines.settled", events=swept.n_events, closed=swept.n_closed)
    return swept.n_events + swept.n_closed


async def learn_lines(database: Database, clock: Clock, every_s: float) -> None:
    """Again and again, learn from past days whatever has not been learnt from today."""
    await asyncio.sleep(_AFTER_START_S)
    while True:
        try:
            await asyncio.to_thread(learn_once, database, clock)
        except Refused as refusal:
            log.info("learning.missed", code=refusal.code)
        await asyncio.sleep(every_s)


def learn_once(database: Database, clock: Clock) -> int:
    """Learn for every organisation that has not learnt today; how many services did."""
    n_learnt = _in_each(database, clock, _learn, "learning.broken")
    if n_learnt:
        log.info("lines.learnt", services=n_learnt)
    return n_learnt


def _learn(opener: "_Opener") -> int:
    with opener.work() as work:
        return len(line_learning.learn(work)) if line_learning.is_due(work) else 0


def _in_each(
    database: Database, clock: Clock, look: Callable[["_Opener"], int], broken: str
) -> int:
    """Look into every organisation; one that breaks does not hold up the others.

    Only a database that is away concerns them all: ``Unavailable`` goes on.
    """
    n_found = 0
    for organisation in _organisations(database):
        try:
            n_found += look(_Opener(database, clock, organisation))
        except Unavailable:
            raise
        except Exception:
            log.exception(broken, organisation=str(organisation.id))
    return n_found


class _Opener:
    """Units of work of Horarium itself in one organisation."""

    def __init__(
        self, database: Database, clock: Clock, organisation: Organisation
    ) -> None:
        self._database = database
        self._clock = clock
        self._actor = system_actor(organisation.id)
        self._zone = ZoneInfo(organisation.time_zone)

    @contextmanager
    def work(self) -> Iterator[Work]:
        """One transaction."""
        with begin(self._database, self._actor, self._clock, zone=self._zone) as work:
            yield work


def _organisations(database: Database) -> list[Organisation]:
    with database.transaction() as db:
        return people.organisations(db)
