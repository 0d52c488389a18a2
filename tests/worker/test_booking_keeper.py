"""What the worker does for bookings, in every organisation."""

import pytest
from sqlalchemy import text
from tests.builders import given_patient, given_session
from tests.services.booking.builders import book, hold, places, wait_for

from horarium.services import appointments, patients
from horarium.services.idempotency import KEEP
from horarium.services.patients import NewPatient
from horarium.services.relay import drain
from horarium.settings import CourierKind, Settings
from horarium.worker.booking_keeper import forget_keys, keep_once, remind_everybody
from horarium.worker.process import couriers_of


@pytest.fixture(autouse=True)
def alone(database, organisation):
    """Of the organisations of earlier tests none has anything left that may be due."""
    with database.transaction() as db:
        ids = db.execute(text("select id from organisation")).scalars().all()
    for one in set(ids) - {organisation.id}:
        with database.transaction(one) as db:
            db.execute(text("update wish set status = 'left'"))
            db.execute(text("update offer set status = 'withdrawn'"))
            db.execute(text("update appointment set status = 'cancelled'"))
            db.execute(text("update notification set sent_at = created_at"))
            db.execute(text("delete from idempotency_key"))


def test_a_look_passes_offers_on_and_sends_letters(database, begin_as, clock, tmp_path):
    with begin_as() as work:
        start = clock.at.replace(day=8)
        session = given_session(work, capacity=1, start=start)
        booked = book(work, session)
        for _ in range(2):
            wait_for(work, session, given_patient(work, phone="123456"))
        appointments.cancel(work, booked.id, "better")
        drain(work.db, work.organisation, clock)
    settings = Settings(data_dir=tmp_path, courier=CourierKind.FILE)
    couriers = couriers_of(settings)

    first = keep_once(database, clock, couriers)
    clock.at = clock.at.replace(minute=20)
    second = keep_once(database, clock, couriers)

    assert first == (0, 1)
    assert second[0] > 0
    assert len(list((tmp_path / "letters").iterdir())) == 1


def test_a_look_counts_expired_holds_out(database, begin_as, clock):
    with begin_as() as work:
        session = given_session(work)
        held = hold(work, session, start=session.interval.start.replace(hour=11))
    clock.at = held.held_until_at

    keep_once(database, clock, {})

    with begin_as() as work:
        assert places(work, session.id) == (0, 0)


def test_whoever_is_due_is_reminded_once(database, begin_as, clock):
    with begin_as() as work:
        start = clock.at.replace(day=8)
        book(work, given_session(work, start=start), start=start)
    clock.at = clock.at.replace(day=7)

    assert [remind_everybody(database, clock) for _ in range(2)] == [1, 0]


def test_old_keys_are_forgotten_and_young_ones_kept(database, begin_as, clock):
    with begin_as() as work:
        patients.register(work, NewPatient(name="Ana"), idempotency_key="old")
    clock.at += KEEP
    with begin_as() as work:
        patients.register(work, NewPatient(name="Ben"), idempotency_key="young")
    clock.at = clock.at.replace(minute=1)

    assert forget_keys(database, clock) == 1


@pytest.mark.parametrize(
    ("kind", "n_channels"),
    [(CourierKind.NONE, 0), (CourierKind.CONSOLE, 2), (CourierKind.FILE, 2)],
)
def test_the_settings_name_the_courier(kind, n_channels, tmp_path):
    assert len(couriers_of(Settings(data_dir=tmp_path, courier=kind))) == n_channels
