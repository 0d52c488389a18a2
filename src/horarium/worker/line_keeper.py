"""Looking after every organisation's lines: timers each half minute, lessons each night."""

import asyncio
from collections.abc import Callable

import structlog

from horarium.domain.clock import Clock
from horarium.domain.errors import Refused, Unavailable
from horarium.services import line_learning, line_timers
from horarium.services.organisations import openers
from horarium.services.work import OpenWork
from horarium.store.database import Database

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


def _settle(open_work: OpenWork) -> int:
    swept = line_timers.sweep(open_work)
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


def _learn(open_work: OpenWork) -> int:
    with open_work() as work:
        return len(line_learning.learn(work)) if line_learning.is_due(work) else 0


def _in_each(
    database: Database, clock: Clock, look: Callable[[OpenWork], int], broken: str
) -> int:
    """Look into every organisation; one that breaks does not hold up the others.

    Only a database that is away concerns them all: ``Unavailable`` goes on.
    """
    n_found = 0
    for organisation, open_work in openers(database, clock).items():
        try:
            n_found += look(open_work)
        except Unavailable:
            raise
        except Exception:
            log.exception(broken, organisation=str(organisation))
    return n_found
