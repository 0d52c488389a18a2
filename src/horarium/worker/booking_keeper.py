"""Looking after bookings: offers that run out, letters that wait, old keys."""

import asyncio
from collections.abc import Mapping

import structlog

from horarium.domain.clock import Clock
from horarium.domain.errors import Refused
from horarium.services import reminders, waitlist
from horarium.services.idempotency import KEEP
from horarium.services.notifications import Courier, deliver
from horarium.services.organisations import openers
from horarium.store import idempotency
from horarium.store.database import Database

log = structlog.get_logger()


async def keep_bookings(
    database: Database, clock: Clock, couriers: Mapping[str, Courier], every_s: float
) -> None:
    """Again and again, pass offers on and send what waits for a courier.

    No place depends on it: a hold is over by itself. Only the next in line waits.
    """
    while True:
        try:
            await asyncio.to_thread(keep_once, database, clock, couriers)
        except Refused as refusal:
            log.info("bookings.missed", code=refusal.code)
        await asyncio.sleep(every_s)


def keep_once(
    database: Database, clock: Clock, couriers: Mapping[str, Courier]
) -> tuple[int, int]:
    """One look at all organisations: what time brought, and letters that left."""
    n_moved = n_sent = 0
    for open_work in openers(database, clock).values():
        n_moved += waitlist.sweep(open_work)
        if couriers:
            n_sent += deliver(open_work, couriers)
    return n_moved, n_sent


def remind_everybody(database: Database, clock: Clock) -> int:
    """Remind whoever is due, in every organisation; how many messages that makes."""
    n_told = 0
    for open_work in openers(database, clock).values():
        with open_work() as work:
            n_told += reminders.send_due(work)
    return n_told


def forget_keys(database: Database, clock: Clock) -> int:
    """Forget idempotency keys that nobody repeats any more; how many."""
    n_gone = 0
    for open_work in openers(database, clock).values():
        with open_work() as work:
            n_gone += idempotency.forget(work.db, before=clock.now() - KEEP)
    return n_gone
