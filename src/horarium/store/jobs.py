"""The queue of jobs: put into in a caller's transaction, taken out by the worker."""

import asyncio
from collections.abc import Callable
from typing import Any

import procrastinate
import psycopg
from procrastinate import manager
from procrastinate.jobs import Job
from psycopg import sql

from horarium.store.database import APP_ROLE, Db

_manager = manager.JobManager(procrastinate.SyncPsycopgConnector())
"""Never opened: every job travels on the connection of the transaction it belongs to."""


def enqueue(db: Db, task: str, *, lock: str | None = None, **arguments: str) -> int:
    """Put a job into the queue if and when this transaction commits; the job's number.

    Of the jobs with the same ``lock`` one runs at a time. A job may run more than once
    (its worker may be killed), so the arguments are ids of things that know their state.
    """
    job = Job(
        queue="default",
        lock=lock,
        queueing_lock=None,
        task_name=task,
        task_kwargs=dict(arguments),
    )
    deferred = _manager.defer_job(job, connection=db.connection.driver_connection)
    if deferred.id is None:
        raise AssertionError("a deferred job has a number")
    return deferred.id


def connector(url: Callable[[], str]) -> procrastinate.PsycopgConnector:
    """How a worker reaches the queue; ``url`` is asked anew for each connection."""

    async def find() -> str:
        return await asyncio.to_thread(url)

    return procrastinate.PsycopgConnector(
        conninfo=find,
        kwargs={"application_name": "horarium worker"},
        min_size=1,
        max_size=4,
        configure=_become_app,
    )


async def _become_app(connection: psycopg.AsyncConnection[Any]) -> None:
    await connection.execute(sql.SQL("set role {}").format(sql.Identifier(APP_ROLE)))
    await connection.commit()
