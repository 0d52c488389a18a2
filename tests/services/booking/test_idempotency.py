"""One key makes one thing; another request under it is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from tests.builders import given_patient, given_session
from tests.services.booking.builders import book, hold, places, wait_for

from horarium.domain.errors import IdempotencyKeyReused, InvalidField, SessionFull
from horarium.services import holds, patients, tokens
from horarium.services.holds import HoldRequest
from horarium.services.idempotency import Once, once
from horarium.services.patients import NewPatient
from horarium.services.tokens import WalkIn
from horarium.store import idempotency, people


def test_a_hold_asked_for_twice_under_a_key_is_one(work):
    session, patient = given_session(work), given_patient(work)

    first = hold(work, session, patient=patient.id, idempotency_key="k")
    again = hold(work, session, patient=patient.id, idempotency_key="k")

    assert first == again
    assert places(work, session.id) == (0, 1)


@pytest.mark.parametrize("ask", [book, hold, wait_for])
def test_a_key_used_for_another_patient_is_refused(work, ask):
    session = given_session(work)
    ask(work, session, patient=_one(work, ask), idempotency_key="k")

    with pytest.raises(IdempotencyKeyReused):
        ask(work, session, patient=_one(work, ask), idempotency_key="k")


def _one(work, ask):
    patient = given_patient(work)
    return patient if ask is wait_for else patient.id


def test_a_walk_in_under_a_used_key_is_refused_if_it_is_another(work):
    session = given_session(work)

    def come(name):
        request = WalkIn(
            session=session.id, patient=NewPatient(name=name), idempotency_key="k"
        )
        return tokens.add_walk_in(work, request)

    first = come("Ana")

    assert come("Ana").id == first.id
    with pytest.raises(IdempotencyKeyReused):
        come("Ben")


def test_a_refused_request_leaves_its_key_free(begin_as):
    with begin_as() as work:
        session, patient = given_session(work, capacity=1), given_patient(work)
        held = hold(work, session)
    request = HoldRequest(
        session=session.id, patient=patient.id, idempotency_key="once more"
    )
    with pytest.raises(SessionFull), begin_as() as work:
        holds.hold(work, request)
    with begin_as() as work:
        holds.release(work, held.id)

    with begin_as() as work:
        assert holds.hold(work, request).patient == patient.id


def test_one_key_from_many_at_once_makes_one_hold(begin_as):
    with begin_as() as work:
        session, patient = given_session(work), given_patient(work)

    def ask(_):
        with begin_as() as work:
            request = HoldRequest(
                session=session.id, patient=patient.id, idempotency_key="same"
            )
            return holds.hold(work, request).id

    with ThreadPoolExecutor(6) as crowd:
        ids = set(crowd.map(ask, range(12)))

    assert len(ids) == 1
    with begin_as() as work:
        assert places(work, session.id) == (0, 1)


def test_what_is_not_committed_forgets_its_key_too(begin_as):
    new = NewPatient(name="Ana Pereira", birth_on=date(1980, 2, 29))

    with begin_as() as work:
        patients.register(work, new, idempotency_key="p")
        work.db.rollback()
    with begin_as() as work:
        first = patients.register(work, new, idempotency_key="p")
    with begin_as() as work:
        again = patients.register(work, new, idempotency_key="p")

    assert first == again
    with begin_as() as work:
        assert people.count_patients(work.db) == 1


@pytest.mark.parametrize("key", ["", "k" * 201, "a\0b"])
def test_what_is_no_key_is_named(work, key):
    with pytest.raises(InvalidField):
        once(work, Once(key, "x", given_patient(work)), lambda: None, lambda _: None)


def test_old_keys_are_forgotten(work, clock):
    patients.register(work, NewPatient(name="Ana"), idempotency_key="old")

    n_gone = idempotency.forget(work.db, before=clock.at + timedelta(days=1))

    assert n_gone == 1
    other = patients.register(work, NewPatient(name="Ben"), idempotency_key="old")
    assert other.name == "Ben"
