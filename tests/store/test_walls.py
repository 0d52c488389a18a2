"""Row-level security: whatever a query forgets to say, an organisation sees its own rows."""

import os
from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    LargeBinary,
    Table,
    Text,
    Time,
    Uuid,
    delete,
    exc,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql
from tests import databases
from tests.builders import NINE, new_id

from horarium.domain.ids import OrganisationId
from horarium.store import people
from horarium.store.database import Database, Db
from horarium.store.people import Organisation
from horarium.store.tables import OWNED, metadata, organisation

OWNER = "organisation_id"
CHOSEN = {
    "location.kind": "room",
    "roster.status": "draft",
    "solve_run.status": "queued",
    "roster_change.verb": "change",
    "session.status": "open",
    "appointment.status": "booked",
    "token.status": "booked",
    "token.source": "online",
    "availability_rule.until_time": time(17),
    "unavailability.kind": "closure",
    "wish.source": "online",
    "wish.status": "waiting",
    "offer.status": "out",
    "reminder.kind": "day",
    "attendance_fit.status": "queued",
    "attendance_recalibration.number": 1,
    "attendance_score.purpose": "booking",
    "attendance_score.p_show": 0.8,
    "attendance_help.kind": "call",
    "simulation_run.status": "queued",
    "duty_request.kind": "off",
    "duty_request.status": "asked",
    "swap_offer.status": "open",
    "swap_deal.status": "proposed",
    "roster_question.kind": "what-if",
    "roster_question.status": "queued",
    "absence.kind": "sick",
    "absence.status": "reported",
    "loop_plan.status": "working",
}
"""Where a check constraint leaves no free choice."""

BY_TYPE: list[tuple[type, Any]] = [
    (Boolean, False),
    (Date, date(2026, 1, 6)),
    (DateTime, NINE),
    (LargeBinary, b"x"),
    (postgresql.JSONB, {}),
    (postgresql.TSTZRANGE, postgresql.Range(NINE, NINE.replace(hour=10))),
    (Text, "x"),
    (Time, time(9)),
]


def row_of(table: Table, owner: OrganisationId, ids: dict[str, Any]) -> dict[str, Any]:
    """A row of ``table`` that refers to the rows in ``ids``, which are by table."""
    needed = (
        column
        for column in table.columns
        if not (column.nullable or column.server_default or column.identity)
    )
    row = {one.name: value_of(one, ids) for one in needed if one.name != OWNER}
    return row | {OWNER: owner}


def value_of(column: Column[Any], ids: dict[str, Any]) -> Any:
    if f"{column.table.name}.{column.name}" in CHOSEN:
        return CHOSEN[f"{column.table.name}.{column.name}"]
    if column.foreign_keys:
        [key] = column.foreign_keys
        return ids[key.column.table.name]
    if isinstance(column.type, Uuid):
        return new_id()
    plain = (value for kind, value in BY_TYPE if isinstance(column.type, kind))
    return next(plain, 1)


@pytest.fixture(scope="module")
def walled_url(database_url: str) -> Iterator[str]:
    """A database of its own: rows of nonsense are nothing for jobs that look at all."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with databases.clone(database_url, worker=f"{worker}_walls") as url:
        yield url


@pytest.fixture(scope="module")
def database(walled_url: str) -> Iterator[Database]:
    with Database(lambda: walled_url, application_name="horarium test") as opened:
        yield opened


@pytest.fixture(scope="module")
def owner_database(walled_url: str) -> Iterator[Database]:
    with Database(lambda: walled_url, pool_size=2, as_owner=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def two_organisations(database: Database) -> tuple[OrganisationId, OrganisationId]:
    """One with a row in every table, and one with none."""
    full, empty = OrganisationId(new_id()), OrganisationId(new_id())
    with database.transaction() as db:
        for key in (full, empty):
            made = Organisation(key, f"walls-{key}", "Walls", "UTC")
            people.add_organisation(db, made, at=NINE)
    ids: dict[str, Any] = {}
    with database.transaction(full) as db:
        for table in OWNED:
            row = row_of(table, full, ids)
            db.execute(insert(table).values(row))
            ids[table.name] = row.get("id")
    return full, empty


def n_rows(db: Db, table: Table) -> int:
    return db.execute(select(func.count()).select_from(table)).scalar_one()


Two = tuple[OrganisationId, OrganisationId]
each_table = pytest.mark.parametrize("table", OWNED, ids=lambda table: table.name)


def test_every_table_but_that_of_organisations_has_walls() -> None:
    assert set(OWNED) == set(metadata.tables.values()) - {organisation}
    assert all(OWNER in table.c for table in OWNED)


@each_table
def test_an_organisation_sees_its_own_rows_and_no_other_does(
    database: Database, two_organisations: Two, table: Table
) -> None:
    full, empty = two_organisations

    with database.transaction(full) as db:
        assert n_rows(db, table) == 1
    with database.transaction(empty) as db:
        assert n_rows(db, table) == 0
    with database.transaction() as db:
        assert n_rows(db, table) == 0


@each_table
def test_a_row_cannot_be_put_into_another_organisation(
    database: Database, two_organisations: Two, table: Table
) -> None:
    full, empty = two_organisations

    with (
        pytest.raises(exc.ProgrammingError, match="row-level security"),
        database.transaction(empty) as db,
    ):
        db.execute(insert(table).values(row_of(table, full, AnyId())))


@pytest.mark.parametrize(
    "table",
    [
        table
        for table in OWNED
        if table.name
        not in {"event", "event_seal", "attendance_score", "roster_change"}
    ],
    ids=lambda table: table.name,
)
def test_the_rows_of_another_organisation_cannot_be_changed_or_deleted(
    database: Database, two_organisations: Two, table: Table
) -> None:
    _, empty = two_organisations

    with database.transaction(empty) as db:
        changed = db.execute(update(table).values(organisation_id=empty))
        assert changed.rowcount == 0
        assert db.execute(delete(table)).rowcount == 0


@each_table
def test_the_owner_of_the_tables_is_walled_in_too(
    owner_database: Database, two_organisations: Two, table: Table
) -> None:
    full, empty = two_organisations

    for organisation_id, expected in ((full, 1), (empty, 0)):
        with owner_database.transaction(organisation_id) as db:
            become_plain_owner(db, table)
            assert n_rows(db, table) == expected
            db.rollback()


@pytest.mark.parametrize("privilege", ["update", "delete", "truncate"])
def test_organisations_themselves_cannot_be_changed_by_the_application(
    database: Database, privilege: str
) -> None:
    statement = text("select has_table_privilege('organisation', :privilege)")

    with database.transaction() as db:
        assert not db.execute(statement, {"privilege": privilege}).scalar_one()


def test_an_organisation_that_is_no_id_is_an_error_and_not_everything(
    database: Database,
) -> None:
    with database.transaction() as db:
        db.execute(text("select set_config('horarium.organisation', 'x', true)"))
        with pytest.raises(exc.DataError):
            n_rows(db, OWNED[0])
        db.rollback()


def test_the_organisation_does_not_outlive_its_transaction(
    database: Database, two_organisations: Two
) -> None:
    full, _ = two_organisations
    patient = metadata.tables["patient"]
    for _ in range(20):
        with database.transaction(full) as db:
            assert n_rows(db, patient) == 1
        with database.transaction() as db:
            assert n_rows(db, patient) == 0


class AnyId(dict[str, Any]):
    """Rows to refer to that need not be there."""

    def __missing__(self, _: str) -> Any:
        return new_id()


def become_plain_owner(db: Db, table: Table) -> None:
    """Own the table, but without a superuser's leave to look over walls."""
    is_superuser = db.execute(
        text("select rolsuper from pg_roles where rolname = current_user")
    ).scalar_one()
    if is_superuser:
        db.execute(text("create role plain_owner"))
        db.execute(text("grant usage on schema public to plain_owner"))
        db.execute(text(f"alter table {table.name} owner to plain_owner"))
        db.execute(text("set local role plain_owner"))


def test_a_connection_of_the_application_owns_nothing(database: Database) -> None:
    owned = text("select count(*) from pg_class where relowner = current_user::regrole")

    with database.transaction() as db:
        assert db.execute(text("select current_user")).scalar_one() == "horarium_app"
        assert db.execute(owned).scalar_one() == 0
