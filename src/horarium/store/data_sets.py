"""Synthetic data sets in a schema of any PostgreSQL, partition by partition.

They are nobody's live data: their schema stands beside Horarium's own tables, or in
another database altogether, and has neither organisations nor row-level security.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from horarium.domain.errors import DatabaseUnavailable, DataSetInTheWay

_PLAN, _PARTITION = "data_set", "data_set_partition"


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table as CSV with a header, and its columns with their types."""

    table: str
    columns: Sequence[tuple[str, str]]
    csv: bytes


class DataSetSchema:
    """One data set in one schema; each partition comes in whole or not at all.

    Everything of a partition, with the record that it is there, is one transaction.
    Raises ``DataSetInTheWay`` when the schema holds another plan or other tables,
    ``DatabaseUnavailable`` when the database refuses.
    """

    def __init__(self, url: str, schema: str, plan: Mapping[str, Any]) -> None:
        self._url, self._schema = url, schema
        with self._transaction() as db:
            self._found(db, dict(plan))

    def done(self) -> frozenset[int]:
        """The partitions that are in."""
        with self._transaction() as db:
            rows = db.execute(self._sql("select number from {}", _PARTITION)).fetchall()
        return frozenset(row[0] for row in rows)

    def add(
        self, number: int, rows: Sequence[Rows], counts: Mapping[str, Mapping[str, int]]
    ) -> None:
        """Copy one partition in."""
        with self._transaction() as db:
            for one in rows:
                self._create(db, one)
                self._copy(db, one)
            db.execute(
                self._sql("insert into {} values (%s, %s)", _PARTITION),
                (number, json.dumps(counts)),
            )

    def counts(self) -> list[dict[str, dict[str, int]]]:
        """What was counted in each partition, by number."""
        query = self._sql("select counts from {} order by number", _PARTITION)
        with self._transaction() as db:
            return [row[0] for row in db.execute(query).fetchall()]

    def finish(self, card: Mapping[str, Any]) -> None:
        """Keep the card beside the tables."""
        with self._transaction() as db:
            db.execute(self._sql("update {} set card = %s", _PLAN), (json.dumps(card),))

    @contextmanager
    def _transaction(self) -> Iterator[psycopg.Connection[Any]]:
        try:
            with psycopg.connect(self._url, connect_timeout=10) as db:
                yield db
        except psycopg.Error as error:
            raise DatabaseUnavailable(_reason(error)) from error

    def _found(self, db: psycopg.Connection[Any], plan: dict[str, Any]) -> None:
        """Make the schema with its two tables of our own, or know it again."""
        schema = sql.Identifier(self._schema)
        db.execute(sql.SQL("create schema if not exists {}").format(schema))
        there = db.execute(
            "select table_name from information_schema.tables"
            " where table_schema = %s order by 1",
            (self._schema,),
        ).fetchall()
        if there and (_PLAN,) not in there:
            raise DataSetInTheWay(f"Schema {self._schema}", "tables of something else")
        if not there:
            db.execute(
                self._sql("create table {} (plan jsonb not null, card jsonb)", _PLAN)
            )
            db.execute(
                self._sql("create table {} (number integer primary key,", _PARTITION)
                + sql.SQL(" counts jsonb not null)")
            )
            insert = self._sql("insert into {} values (%s, null)", _PLAN)
            db.execute(insert, (json.dumps(plan),))
        known = db.execute(self._sql("select plan from {}", _PLAN)).fetchone()
        if known is None or known[0] != plan:
            raise DataSetInTheWay(f"Schema {self._schema}", "another data set")

    def _create(self, db: psycopg.Connection[Any], rows: Rows) -> None:
        columns = sql.SQL(", ").join(
            sql.Identifier(name) + sql.SQL(" ") + _TYPES[kind]
            for name, kind in rows.columns
        )
        create = self._sql("create table if not exists {} (", rows.table)
        db.execute(create + columns + sql.SQL(")"))

    def _copy(self, db: psycopg.Connection[Any], rows: Rows) -> None:
        copy = self._sql("copy {} from stdin (format csv, header)", rows.table)
        with db.cursor().copy(copy) as stream:
            stream.write(rows.csv)

    def _sql(self, template: str, table: str) -> sql.Composed:
        name = sql.Identifier(self._schema, table)
        return sql.SQL(template).format(name)


_TYPES = {
    name: sql.SQL(name)
    for name in (
        "text", "bigint", "double precision", "boolean", "date", "time", "timestamp",
        "timestamptz",
    )
}  # fmt: skip


def _reason(error: psycopg.Error) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
