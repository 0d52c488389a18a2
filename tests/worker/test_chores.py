"""Jobs of dead workers are given to others; what ended long ago is removed."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import procrastinate
import pytest
from procrastinate.manager import JobManager
from sqlalchemy import text
from tests.builders import new_id

from horarium.services.relay import drain
from horarium.services.work import Work
from horarium.store import jobs, outbox
from horarium.store.database import Database
from horarium.worker.chores import rescue_stalled, tidy_up

Begin = Callable[..., AbstractContextManager[Work]]


@pytest.fixture
def job(begin_as: Begin) -> int:
    """A job that waits."""
    with begin_as() as work:
        return jobs.enqueue(work.db, "some-task", run=str(new_id()))


@pytest.fixture
def taken_by(owner_database: Database) -> Callable[[int, float], None]:
    """Lets a worker have taken the job, whose last sign was so many seconds ago."""

    def take(job: int, silent_s: float) -> None:
        with owner_database.transaction() as db:
            worker = db.execute(
                text(
                    "insert into procrastinate_workers (last_heartbeat)"
                    " values (now() - make_interval(secs => :age)) returning id"
                ),
                {"age": silent_s},
            ).scalar_one()
            db.execute(
                text(
                    "update procrastinate_jobs set status = 'doing', worker_id = :worker"
                    " where id = :job"
                ),
                {"worker": worker, "job": job},
            )

    return take


@pytest.fixture
def status_of(owner_database: Database) -> Callable[[int], str | None]:
    def look(job: int) -> str | None:
        query = text("select status from procrastinate_jobs where id = :job")
        with owner_database.transaction() as db:
            return db.execute(query, {"job": job}).scalar_one_or_none()

    return look


def for_a_moment(url: str, chore: Callable[[JobManager], Awaitable[None]]) -> None:
    """Run one of the endless chores until it rests for the first time."""

    async def run() -> None:
        async with procrastinate.App(
            connector=jobs.connector(lambda: url)
        ).open_async() as queue:
            task = asyncio.ensure_future(chore(queue.job_manager))
            await asyncio.wait({task}, timeout=1.0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())


def test_the_job_of_a_silent_worker_waits_again(
    database_url: str, job: int, taken_by, status_of
):
    taken_by(job, 60)

    for_a_moment(database_url, lambda manager: rescue_stalled(manager, 8))

    assert status_of(job) == "todo"


def test_the_job_of_a_living_worker_is_left_alone(
    database_url: str, job: int, taken_by, status_of
):
    taken_by(job, 1)

    for_a_moment(database_url, lambda manager: rescue_stalled(manager, 8))

    assert status_of(job) == "doing"


def test_what_ended_long_ago_is_removed(
    database_url: str,
    database: Database,
    owner_database: Database,
    begin_as: Begin,
    job: int,
    status_of,
    clock,
):
    clock.at = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
    with begin_as() as work:
        work.announce("line.changed", session=new_id())
        drain(work.db, work.organisation, clock)
    with owner_database.transaction() as db:
        db.execute(
            text("update procrastinate_jobs set status = 'succeeded' where id = :job"),
            {"job": job},
        )
        db.execute(
            text(
                "update procrastinate_events set at = now() - interval '9 days'"
                " where job_id = :job"
            ),
            {"job": job},
        )
    clock.at += timedelta(days=8)

    for_a_moment(database_url, lambda manager: tidy_up(manager, database, clock, 3600))

    assert status_of(job) is None
    with begin_as() as work:
        assert outbox.forget_sent(work.db, before=clock.at) == 0
