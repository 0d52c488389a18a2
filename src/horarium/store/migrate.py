"""Bring a database to the shape this version expects."""

from importlib.resources import files

import psycopg
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.pool import NullPool

from horarium.domain.errors import DatabaseUnavailable

_LOCK_KEY = 7_305_807_148_532_417_901
"""Any constant will do; it keeps two migrating processes apart."""


def migrate(url: str, *, to: str = "head") -> tuple[str | None, str]:
    """Run every step up to ``to`` under one lock; return the revision before and after.

    Safe to call from several processes at once: the second waits and finds nothing left
    to do. Raises ``DatabaseUnavailable`` when the database does not answer.
    """
    with _owner_connection(url) as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": _LOCK_KEY})
        connection.commit()
        try:
            before = _revision(connection)
            command.upgrade(_config(connection), to)
            connection.commit()
            return before, _revision(connection) or ""
        finally:
            connection.rollback()
            connection.execute(
                text("select pg_advisory_unlock(:key)"), {"key": _LOCK_KEY}
            )


def downgrade(url: str, *, to: str) -> None:
    """Take steps back down to ``to``; data in what they made are lost."""
    with _owner_connection(url) as connection:
        command.downgrade(_config(connection), to)
        connection.commit()


def newest_revision() -> str:
    """The revision that this version of Horarium expects."""
    return ScriptDirectory.from_config(_config(None)).get_current_head() or ""


def _owner_connection(url: str) -> Connection:
    def connect() -> psycopg.Connection:
        return psycopg.connect(
            url, connect_timeout=10, application_name="horarium migrate"
        )

    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://",
        creator=connect,
        poolclass=NullPool,
        use_native_hstore=False,
        hide_parameters=True,
    )
    try:
        return engine.connect()
    except sqlalchemy.exc.OperationalError as error:
        raise DatabaseUnavailable(_first_line(error)) from error


def _first_line(error: sqlalchemy.exc.OperationalError) -> str:
    return str(error.orig).strip().splitlines()[0]


def _revision(connection: Connection) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    return revision


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option(
        "script_location", str(files("horarium.store.migrations")).replace("%", "%%")
    )
    config.attributes["connection"] = connection
    return config
