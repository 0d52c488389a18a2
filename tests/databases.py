"""One PostgreSQL per test run, one migrated template in it, one clone per worker."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from horarium.store import embedded
from horarium.store.embedded.testing import THROWAWAY
from horarium.store.migrate import migrate

URL_VARIABLE = "HORARIUM_TEST_DATABASE_URL"
FOLDER_VARIABLE = "HORARIUM_TEST_FOLDER"
"""Set by the process that started the run; its workers inherit it."""

_LOCK_KEY = 5_118_600_772_918_340_013
"""Any constant will do; it keeps the workers of a run from making two templates."""


@contextmanager
def server() -> Iterator[str]:
    """The address of the run's server, shared by its workers.

    It is a throwaway embedded server, or the PostgreSQL (15 or newer) that
    ``HORARIUM_TEST_DATABASE_URL`` names; its role must be allowed to create databases.
    """
    given = os.environ.get(URL_VARIABLE)
    if given:
        yield given
        return
    folder = _folder()
    try:
        yield embedded.start(folder, options=THROWAWAY).url
    finally:
        embedded.release(folder)


def end_server() -> None:
    """Stop the run's embedded server and delete what it kept; for the last process."""
    embedded.discard(_folder(), force=True)


def _folder() -> Path:
    return Path(os.environ[FOLDER_VARIABLE]) / "server"


@contextmanager
def clone(url: str, *, worker: str) -> Iterator[str]:
    """The address of a fresh migrated database, dropped at the end."""
    run = Path(os.environ[FOLDER_VARIABLE]).name.replace("-", "_")
    template, name = f"{run}_template", f"{run}_{worker}"
    with _alone(url) as admin:
        if not _exists(admin, template):
            admin.execute(_sql("create database {}", template))
            migrate(_address(url, template))
        admin.execute(_sql("create database {} template {}", name, template))
    try:
        yield _address(url, name)
    finally:
        with _alone(url) as admin:
            admin.execute(_sql("drop database {} with (force)", name))
            if not _clones(admin, run, besides=template):
                admin.execute(_sql("drop database {} with (force)", template))


@contextmanager
def empty(url: str) -> Iterator[str]:
    """The address of a database with nothing in it, dropped at the end."""
    name = f"empty_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(_sql("create database {} template template0", name))
    try:
        yield _address(url, name)
    finally:
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(_sql("drop database {} with (force)", name))


@contextmanager
def _alone(url: str) -> Iterator[psycopg.Connection]:
    """A connection that no other worker of this kind has at the same time."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [_LOCK_KEY])
        yield connection


def _address(url: str, database: str) -> str:
    """The same server, another database, as ``postgresql://`` with all else behind ``?``."""
    parts = conninfo_to_dict(url) | {"dbname": database}
    return f"postgresql:///?{urlencode(parts, quote_via=quote)}"


def _sql(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))


def _exists(admin: psycopg.Connection, name: str) -> bool:
    query = "select 1 from pg_database where datname = %s"
    return admin.execute(query, [name]).fetchone() is not None


def _clones(admin: psycopg.Connection, run: str, *, besides: str) -> bool:
    query = "select 1 from pg_database where starts_with(datname, %s) and datname <> %s"
    return admin.execute(query, [run, besides]).fetchone() is not None
