"""The audit trail is appended to and nothing else."""

from collections.abc import Iterator

import pytest
from sqlalchemy import exc, select, text
from tests.builders import NINE, given_patient
from tests.conftest import StoppedClock

from horarium.services.work import Work, system_actor
from horarium.store import events
from horarium.store.database import Database, Db
from horarium.store.people import Organisation
from horarium.store.tables import event

CHANGES = [
    "update event set action = 'nothing happened'",
    "delete from event",
    "truncate event",
    "update event_seal set signature = ''",
    "delete from event_seal",
    "truncate event_seal",
    "truncate organisation cascade",
]

SEAL = text(
    "insert into event_seal (organisation_id, number, sealed_at, event_ids, leaves, root,"
    " previous, signature, last_id, horizon, settled_id)"
    " values (:owner, 1, :at, '[]', '', '', '', '', 0, 0, 0)"
)


def happen(db: Db, organisation: Organisation) -> None:
    """Let one event happen and be sealed."""
    actor = system_actor(organisation.id)
    events.append(db, at=NINE, actor=actor, action="a.b", about=("thing", "1"))
    db.execute(SEAL, {"owner": organisation.id, "at": NINE})


@pytest.fixture
def owner_db(owner_database: Database, organisation: Organisation) -> Iterator[Db]:
    """A transaction of the role that owns the tables."""
    with owner_database.transaction(organisation.id) as db:
        yield db
        db.rollback()


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_may_not_change_what_happened(
    db: Db, organisation: Organisation, change: str
) -> None:
    happen(db, organisation)

    with pytest.raises(exc.ProgrammingError, match=r"permission denied|append-only"):
        db.execute(text(change))


@pytest.mark.parametrize("change", CHANGES)
def test_nor_may_the_owner_of_the_tables(
    owner_db: Db, organisation: Organisation, change: str
) -> None:
    happen(owner_db, organisation)

    with pytest.raises(exc.ProgrammingError, match="append-only"):
        owner_db.execute(text(change))


def test_an_event_tells_who_did_what_to_whom_and_when(
    work: Work, clock: StoppedClock
) -> None:
    patient = given_patient(work)

    work.record("tests.happen", ("thing", 7), patient=patient.id, reason="because")

    row = work.db.execute(select(event)).one()
    assert (row.at, row.actor_kind, row.actor_role) == (clock.at, "system", "system")
    assert (row.action, row.object_kind, row.object_id) == (
        "tests.happen",
        "thing",
        "7",
    )
    assert (row.patient_id, row.details) == (patient.id, {"reason": "because"})


def test_an_event_knows_the_transaction_that_wrote_it(work: Work) -> None:
    work.record("tests.happen", ("thing", 7))

    own = text("select pg_current_xact_id()::text::bigint")
    assert (
        work.db.execute(select(event.c.xid)).scalar_one()
        == work.db.execute(own).scalar_one()
    )


def test_whoever_is_given_an_id_has_a_transaction_number_already(db: Db) -> None:
    query = text(
        "select attname from pg_attribute where attrelid = 'event'::regclass"
        " and attname in ('id', 'xid') order by attnum"
    )

    assert list(db.execute(query).scalars()) == ["xid", "id"]
