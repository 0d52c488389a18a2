"""How the database and those who work on it are doing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import text

from horarium.domain.errors import DatabaseUnavailable
from horarium.store.database import Db

WORKER_SILENT_S = 15.0
"""A worker gives a sign every two seconds; this long without one, it is gone."""

OUTBOX_STUCK_S = 10.0
"""The relay looks ten times a second; a message this old is not being taken out."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """What one look tells.

    ``revision`` is that of the schema, ``worker_age_s`` how long ago the liveliest
    worker gave a sign and ``outbox_age_s`` how long the oldest message of this
    organisation waits; ``None`` where there is none.
    """

    server_version: str
    revision: str | None
    worker_age_s: float | None
    n_workers: int
    outbox_age_s: float | None

    @property
    def is_worker_alive(self) -> bool:
        """Whether some worker gave a sign lately."""
        return self.worker_age_s is not None and self.worker_age_s <= WORKER_SILENT_S

    @property
    def is_outbox_stuck(self) -> bool:
        """Whether messages wait longer than they should."""
        return self.outbox_age_s is not None and self.outbox_age_s > OUTBOX_STUCK_S


_LOOK = text(
    """
    select current_setting('server_version') as server_version,
        (select version_num from alembic_version) as revision,
        (select extract(epoch from clock_timestamp() - max(last_heartbeat))
            from procrastinate_workers) as worker_age_s,
        (select count(*) from procrastinate_workers
            where last_heartbeat > clock_timestamp() - interval '30 seconds') as n_workers,
        (select extract(epoch from clock_timestamp() - min(at))
            from outbox where sent_at is null) as outbox_age_s
    """
)


def look(db: Db) -> Pulse:
    """Feel the pulse through an organisation's transaction."""
    row = db.execute(_LOOK).one()
    return Pulse(
        server_version=row.server_version,
        revision=row.revision,
        worker_age_s=_seconds(row.worker_age_s),
        n_workers=row.n_workers,
        outbox_age_s=_seconds(row.outbox_age_s),
    )


def version_at(url: str) -> str:
    """The release of the server at ``url``, such as ``15.20``.

    Raises ``DatabaseUnavailable`` when nothing answers.
    """
    with _connected(url) as connection:
        row = connection.execute("show server_version").fetchone()
    return str(row[0]).split()[0] if row else ""


def organisations_at(url: str) -> list[str]:
    """The slugs of all organisations at ``url``; none before the first migration.

    Raises ``DatabaseUnavailable`` when nothing answers.
    """
    with _connected(url) as connection:
        known = connection.execute("select to_regclass('organisation')").fetchone()
        if known is None or known[0] is None:
            return []
        rows = connection.execute("select slug from organisation order by slug")
        return [str(row[0]) for row in rows]


def revision_at(url: str) -> str | None:
    """The revision of the schema at ``url``; ``None`` before the first migration.

    Raises ``DatabaseUnavailable`` when nothing answers.
    """
    with _connected(url) as connection:
        known = connection.execute("select to_regclass('alembic_version')").fetchone()
        if known is None or known[0] is None:
            return None
        row = connection.execute("select version_num from alembic_version").fetchone()
        return str(row[0]) if row else None


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            yield connection
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(str(error).strip().splitlines()[0]) from None


def _seconds(value: float | None) -> float | None:
    return None if value is None else float(value)
