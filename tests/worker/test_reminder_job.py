"""The queue reminds every five minutes, once for however many workers there are."""

import asyncio

import procrastinate
import pytest
from procrastinate.periodic import PeriodicDeferrer
from sqlalchemy import text
from tests.builders import given_session
from tests.services.booking.builders import book

from horarium.services import reminders
from horarium.store.database import Database
from horarium.worker.tasks import REMIND_AT, make_queue

TICK = 1_767_776_400
"""Wednesday 7 January 2026, 09:00 UTC, a day before the appointment below."""


@pytest.fixture
def no_other_job(owner_database: Database) -> None:
    """Whatever other tests left waiting would be worked at as well."""
    with owner_database.transaction() as db:
        db.execute(text("delete from procrastinate_jobs where status = 'todo'"))


def reminders_alone(queue: procrastinate.App) -> None:
    """Leave out what the hour at which the tests run may make due."""
    periodic = queue.periodic_registry.periodic_tasks
    for key, one in list(periodic.items()):
        if one.task.name != reminders.TASK:
            del periodic[key]


@pytest.mark.usefixtures("no_other_job")
def test_two_workers_at_one_tick_make_one_job_that_reminds(
    database, database_url, begin_as, clock
):
    with begin_as() as work:
        start = clock.at.replace(day=8)
        book(work, given_session(work, start=start), start=start)
    clock.at = clock.at.replace(day=7)
    queue = make_queue(lambda: database_url, database, clock, is_stopping=lambda: False)
    reminders_alone(queue)

    async def tick() -> None:
        async with queue.open_async():
            for _ in range(2):
                deferrer = PeriodicDeferrer(queue.periodic_registry)
                await deferrer.defer_jobs(deferrer.get_previous_tasks(at=TICK))
            await queue.run_worker_async(
                wait=False, listen_notify=False, install_signal_handlers=False
            )

    asyncio.run(tick())

    with begin_as() as work:
        ended = text(
            "select status::text, count(*) from procrastinate_jobs"
            " where task_name = :task and (args ->> 'timestamp')::bigint <= :tick"
            " group by status"
        )
        found = work.db.execute(ended, {"task": reminders.TASK, "tick": TICK}).all()
        assert reminders.send_due(work) == 0
    assert [tuple(row) for row in found] == [("succeeded", 1)]
    periodic = queue.periodic_registry.periodic_tasks.values()
    assert REMIND_AT in {
        one.cron for one in periodic if one.task.name == reminders.TASK
    }
