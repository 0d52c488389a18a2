"""Migrations give the tables that the code speaks of, from nothing and back."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from tests import databases

from horarium.domain.errors import DatabaseUnavailable
from horarium.store.migrate import downgrade, migrate, newest_revision
from horarium.store.tables import metadata

pytestmark = pytest.mark.db


@pytest.fixture
def empty_url(database_url: str):
    """A database of this test's own with nothing in it."""
    with databases.empty(database_url) as url:
        yield url


def tables_in(url: str) -> set[str]:
    with engine_of(url).connect() as connection:
        return set(sqlalchemy.inspect(connection).get_table_names())


def engine_of(url: str) -> sqlalchemy.Engine:
    return sqlalchemy.create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(url),
        poolclass=sqlalchemy.pool.NullPool,
    )


def test_the_migrations_make_exactly_the_tables_of_the_code(empty_url):
    migrate(empty_url)

    with engine_of(empty_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)

    foreign = ("procrastinate", "alembic_version")
    assert [d for d in differences if not any(f in str(d) for f in foreign)] == []


def test_a_second_migration_finds_nothing_to_do(empty_url):
    first, second = migrate(empty_url), migrate(empty_url)

    assert first == (None, newest_revision())
    assert second == (newest_revision(), newest_revision())


def test_two_that_migrate_at_once_do_it_once(empty_url):
    with ThreadPoolExecutor(2) as both:
        befores = [before for before, _ in both.map(migrate, [empty_url] * 2)]

    assert sorted(befores, key=str) == sorted([None, newest_revision()], key=str)


def test_going_down_leaves_nothing_and_up_again_works(empty_url):
    migrate(empty_url)

    downgrade(empty_url, to="base")
    left = tables_in(empty_url)
    migrate(empty_url)

    assert left == {"alembic_version"}
    assert "token" in tables_in(empty_url)


def test_a_database_that_does_not_answer_is_one_sentence():
    with pytest.raises(DatabaseUnavailable) as refusal:
        migrate("postgresql://nobody@127.0.0.1:1/nothing")

    assert "\n" not in refusal.value.sentence()
