"""The pool when connections break under it."""

import psycopg
import pytest
from sqlalchemy import text

from horarium.domain.errors import DatabaseUnavailable
from horarium.store.database import Database

NAME = "horarium broken test"


def cut_connections(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = %s and datname = current_database()",
            [NAME],
        )


def use_one_that_breaks(database: Database) -> None:
    with database.transaction() as db:
        cut_connections(database.url())
        db.execute(text("select 1"))


def test_connections_that_break_in_use_do_not_use_the_pool_up(database_url: str):
    def locate() -> str:
        return database_url

    with Database(locate, application_name=NAME, pool_size=2) as database:
        for _ in range(4):
            with pytest.raises(DatabaseUnavailable):
                use_one_that_breaks(database)

        with database.transaction() as one, database.transaction() as other:
            assert one.execute(text("select 1")).scalar_one() == 1
            assert other.execute(text("select 2")).scalar_one() == 2
