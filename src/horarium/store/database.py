"""The one way to PostgreSQL: a small pool, transactions that know their organisation."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import psycopg
import sqlalchemy
from psycopg_pool import ConnectionPool, PoolTimeout
from sqlalchemy import Connection, text
from sqlalchemy.pool import NullPool

from horarium.domain.errors import DatabaseUnavailable
from horarium.domain.ids import OrganisationId

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection

Db = Connection
"""What a store function takes: an open transaction."""

APP_ROLE = "horarium_app"
"""Owns nothing, may not change an event; every transaction of a service runs as it."""

_SET_ORGANISATION = text(
    "select set_config('horarium.organisation', :organisation, true)"
)


def _become_app(connection: psycopg.Connection[Any]) -> None:
    connection.execute(f"set role {APP_ROLE}")
    connection.commit()


class Database:
    """A pool of connections to one database.

    ``url`` is asked anew for each connection, so that an embedded server that died is
    found again. ``pool_size`` is small on purpose: more connections make a hot row
    slower, not faster (docs/explanation/architecture.md).
    """

    def __init__(
        self,
        url: Callable[[], str],
        *,
        application_name: str = "horarium",
        pool_size: int = 8,
        wait_s: float = 2.0,
        as_owner: bool = False,
    ) -> None:
        self._pool: ConnectionPool[Any] = ConnectionPool(
            url,
            kwargs={"application_name": application_name},
            min_size=1,
            max_size=pool_size,
            timeout=wait_s,
            configure=None if as_owner else _become_app,
            check=ConnectionPool.check_connection,
            close_returns=True,
            reconnect_timeout=30,
            open=False,
        )
        self._engine = sqlalchemy.create_engine(
            "postgresql+psycopg://",
            creator=lambda: cast("DBAPIConnection", self._pool.getconn()),
            poolclass=NullPool,
            use_native_hstore=False,
            hide_parameters=True,
        )
        sqlalchemy.event.listen(self._engine, "close", self._give_back_broken)
        self._url = url

    def __enter__(self) -> "Database":
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        """Open the pool; raise ``DatabaseUnavailable`` when nothing answers."""
        self._pool.open()
        try:
            self._pool.wait(timeout=15)
        except PoolTimeout as error:
            self._pool.close()
            raise DatabaseUnavailable(_reason(self._url)) from error

    def close(self) -> None:
        """Give every connection back and close them."""
        self._pool.close()

    def _give_back_broken(self, connection: Any, _record: object) -> None:
        """A broken connection does not return by itself, and its place would be lost."""
        if connection.closed:
            self._pool.putconn(connection)

    def url(self) -> str:
        """Where the database is now, password included; never log it."""
        return self._url()

    @contextmanager
    def transaction(self, organisation: OrganisationId | None = None) -> Iterator[Db]:
        """One transaction, seeing only ``organisation``; commits when the block ends well.

        Without an organisation only tables that belong to nobody can be read. Raises
        ``DatabaseUnavailable`` when no connection can be had or it breaks.
        """
        try:
            with self._engine.begin() as db:
                if organisation is not None:
                    db.execute(_SET_ORGANISATION, {"organisation": str(organisation)})
                yield db
        except (PoolTimeout, psycopg.OperationalError) as error:
            raise DatabaseUnavailable(type(error).__name__) from error
        except sqlalchemy.exc.OperationalError as error:
            raise DatabaseUnavailable(type(error.orig).__name__) from error


@contextmanager
def savepoint(db: Db) -> Iterator[Callable[[], None]]:
    """A part of a transaction that can be taken back alone: call what it yields."""
    nested = db.begin_nested()
    try:
        yield nested.rollback
    except BaseException:
        if nested.is_active:
            nested.rollback()
        raise
    if nested.is_active:
        nested.commit()


def _reason(url: Callable[[], str]) -> str:
    """Why a plain connection fails, without the password."""
    try:
        psycopg.connect(url(), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        return str(error).strip().splitlines()[0]
    return "it accepts connections, but not within the time allowed"
