"""What the queue itself needs: jobs of dead workers given to others, old ones removed."""

import asyncio

import structlog
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager

from horarium.domain.clock import Clock
from horarium.domain.errors import Refused
from horarium.services import relay
from horarium.store import outbox, people
from horarium.store.database import Database
from horarium.worker.booking_keeper import forget_keys

log = structlog.get_logger()

LOOK_EVERY_S = 2.0
KEEP_JOBS_H = 7 * 24


async def rescue_stalled(manager: JobManager, stalled_s: float) -> None:
    """Again and again, put the jobs of workers that died back into the queue."""
    while True:
        try:
            await manager.prune_stalled_workers(stalled_s)
            for job in await manager.get_stalled_jobs(
                seconds_since_heartbeat=stalled_s
            ):
                await manager.retry_job(job)
                log.warning("job.rescued", job=job.id, task=job.task_name)
        except ConnectorException as error:
            # Another worker was first, or the database is away for a moment.
            log.info("rescue.missed", error=type(error).__name__)
        await asyncio.sleep(LOOK_EVERY_S)


async def tidy_up(
    manager: JobManager, database: Database, clock: Clock, every_s: float
) -> None:
    """Again and again, remove jobs and messages that ended a week ago."""
    while True:
        try:
            await manager.delete_old_jobs(
                nb_hours=KEEP_JOBS_H,
                include_failed=True,
                include_cancelled=True,
                include_aborted=True,
            )
            await asyncio.to_thread(_forget_sent, database, clock)
            await asyncio.to_thread(forget_keys, database, clock)
        except (ConnectorException, Refused) as error:
            log.info("tidying.missed", error=type(error).__name__)
        await asyncio.sleep(every_s)


def _forget_sent(database: Database, clock: Clock) -> None:
    before = clock.now() - relay.KEEP
    with database.transaction() as db:
        owners = [one.id for one in people.organisations(db)]
    for owner in owners:
        with database.transaction(owner) as db:
            outbox.forget_sent(db, before=before)
