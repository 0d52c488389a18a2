"""A synthetic data set in a schema: partition by partition, each whole."""

from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from horarium.domain.errors import DatabaseUnavailable, DataSetInTheWay
from horarium.store.data_sets import DataSetSchema, Rows

PLAN = {"preset": "paediatrics", "seed": 1}
COLUMNS = (
    ("slot_id", "text"),
    ("starts_at", "timestamptz"),
    ("is_available", "boolean"),
)
COUNTS = {"rows": {"slots": 2}}


@pytest.fixture
def schema() -> str:
    return f"synth_{uuid4().hex}"


def make_rows(*ids: str, table: str = "slots") -> Rows:
    lines = [f'"{one}",2024-01-02 09:00:00Z,true' for one in ids]
    text = "\n".join(["slot_id,starts_at,is_available", *lines, ""])
    return Rows(table, COLUMNS, text.encode())


def ids_in(url: str, schema: str) -> list[str]:
    query = sql.SQL("select slot_id from {} order by 1").format(
        sql.Identifier(schema, "slots")
    )
    with psycopg.connect(url) as db:
        return [row[0] for row in db.execute(query).fetchall()]


def test_what_was_added_is_there_and_known(database_url, schema):
    kept = DataSetSchema(database_url, schema, PLAN)

    kept.add(0, [make_rows("a", "b")], COUNTS)
    kept.add(2, [make_rows("c")], COUNTS)

    assert ids_in(database_url, schema) == ["a", "b", "c"]
    again = DataSetSchema(database_url, schema, PLAN)
    assert again.done() == {0, 2}
    assert again.counts() == [COUNTS, COUNTS]


def test_a_partition_that_fails_leaves_nothing(database_url, schema):
    kept = DataSetSchema(database_url, schema, PLAN)
    kept.add(0, [make_rows("a")], COUNTS)
    torn = Rows("slots", COLUMNS, b'slot_id,starts_at,is_available\n"b",2024-01')

    with pytest.raises(DatabaseUnavailable):
        kept.add(1, [make_rows("b"), torn], COUNTS)

    assert ids_in(database_url, schema) == ["a"]
    assert kept.done() == {0}


def test_another_data_set_in_the_schema_is_refused(database_url, schema):
    DataSetSchema(database_url, schema, PLAN)

    with pytest.raises(DataSetInTheWay, match="another data set"):
        DataSetSchema(database_url, schema, PLAN | {"seed": 2})


def test_horariums_own_schema_is_refused(database_url):
    with pytest.raises(DataSetInTheWay, match="tables of something else"):
        DataSetSchema(database_url, "public", PLAN)


def test_a_database_that_does_not_answer_is_told_without_its_password():
    with pytest.raises(DatabaseUnavailable) as refusal:
        DataSetSchema("postgresql://ana:hunter2@127.0.0.1:1/none", "synth", PLAN)

    assert "hunter2" not in refusal.value.sentence()
