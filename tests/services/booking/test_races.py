"""What many ask for at the same moment goes to as many as there is something for."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import text
from tests.builders import given_patient, given_session
from tests.services.booking.builders import MINUTE, book, hold, places, wait_for

from horarium.domain.errors import PatientDoubleBooked, Refused
from horarium.domain.session import Quota
from horarium.domain.token import TokenSource, TokenStatus
from horarium.domain.waitlist import OfferStatus, WishStatus
from horarium.services import (
    appointments,
    availability,
    holds,
    lines,
    rescheduling,
    tokens,
    waitlist,
)
from horarium.services.appointments import BookRequest
from horarium.services.rescheduling import Reschedule
from horarium.services.tokens import WalkIn
from horarium.services.waitlist import JoinWaitlist
from horarium.services.work import Work
from horarium.store import waitlist as waitlist_store
from horarium.store.embedded.waiting import Deadline, pause

N_CLIENTS = 8


@pytest.fixture
def at_once(begin_as):
    """Lets as many clients as there are deeds do theirs at the same moment.

    The answers in the order of the deeds; a refusal is its code.
    """

    def race(*deeds: Callable[[Work], object]) -> list[object]:
        starting = Barrier(len(deeds))

        def client(deed: Callable[[Work], object]) -> object:
            starting.wait(timeout=20)
            try:
                with begin_as() as work:
                    return deed(work)
            except Refused as refusal:
                return refusal.code

        with ThreadPoolExecutor(len(deeds)) as crowd:
            return list(crowd.map(client, deeds))

    return race


_WAITING = text(
    "select exists (select from pg_locks l join pg_database d on d.oid = l.database"
    " where d.datname = current_database() and l.locktype = 'advisory'"
    " and not l.granted)"
)


def somebody_waits_for_a_turn(work: Work) -> bool:
    """Whether an advisory lock is asked for in vain, at once or within some seconds."""
    end = Deadline(20)
    while not work.db.execute(_WAITING).scalar_one():
        if end.passed:
            return False
        pause(0.01)
    return True


def sorts(answers):
    """How often each code came, and how many got what they asked for."""
    return Counter(one if isinstance(one, str) else "done" for one in answers)


def test_a_slot_that_eight_want_at_once_is_sold_once(begin_as, at_once):
    with begin_as() as work:
        session = given_session(work, capacity=20)
        patients = [given_patient(work) for _ in range(N_CLIENTS)]
    start = session.interval.start + 30 * MINUTE

    def want(patient):
        request = BookRequest(session=session.id, patient=patient.id, start=start)
        return lambda work: appointments.book(work, request)

    answers = at_once(*(want(one) for one in patients))

    assert sorts(answers) == {"done": 1, "slot-taken": N_CLIENTS - 1}
    with begin_as() as work:
        assert places(work, session.id) == (1, 0)
        [token] = tokens.of_session(work, session.id)
        assert token.number == 1


def test_a_patient_booked_by_eight_clients_for_one_hour_is_in_one_room(
    begin_as, at_once
):
    with begin_as() as work:
        rooms = [given_session(work) for _ in range(N_CLIENTS)]
        patient = given_patient(work)

    def want(room):
        start = room.interval.start + 10 * MINUTE
        request = BookRequest(session=room.id, patient=patient.id, start=start)
        return lambda work: appointments.book(work, request)

    answers = at_once(*(want(one) for one in rooms))

    assert sorts(answers) == {"done": 1, "patient-double-booked": N_CLIENTS - 1}
    with begin_as() as work:
        assert sum(places(work, one.id)[0] for one in rooms) == 1


@pytest.mark.parametrize("ask", [book, hold], ids=["booking", "holding"])
def test_whoever_writes_a_patients_appointment_waits_for_the_patients_turn(
    begin_as, ask
):
    """Written first and compared then, two at once would be a deadlock now and then."""
    with begin_as() as work:
        held, asked = given_session(work), given_session(work)
        patient = given_patient(work)

    def other() -> str:
        with begin_as() as work, pytest.raises(PatientDoubleBooked) as refusal:
            ask(work, asked, patient=patient.id)
        return refusal.value.code

    with ThreadPoolExecutor(1) as crowd:
        with begin_as() as work:
            ask(work, held, patient=patient.id)
            answer = crowd.submit(other)
            assert somebody_waits_for_a_turn(work)
        assert answer.result(timeout=20) == "patient-double-booked"


def test_a_patient_who_walks_in_at_eight_desks_holds_one_token(begin_as, at_once):
    with begin_as() as work:
        session = given_session(work, capacity=20)
        patient = given_patient(work)
    request = WalkIn(session=session.id, patient=patient.id)

    answers = at_once(*[lambda work: tokens.add_walk_in(work, request)] * N_CLIENTS)

    assert sorts(answers) == {"done": 1, "already-in-line": N_CLIENTS - 1}


def test_a_hold_confirmed_by_eight_at_once_is_one_booking(begin_as, at_once):
    with begin_as() as work:
        session = given_session(work, capacity=20)
        held = hold(work, session)

    answers = at_once(*[lambda work: holds.confirm(work, held.id)] * N_CLIENTS)

    assert sorts(answers) == {"done": N_CLIENTS}
    assert len({one.token.id for one in answers}) == 1
    with begin_as() as work:
        assert places(work, session.id) == (1, 0)


def test_a_hold_confirmed_and_released_at_once_is_one_of_both(begin_as, at_once):
    with begin_as() as work:
        session = given_session(work, capacity=20)
        held = hold(work, session)

    answers = at_once(
        *[lambda work: holds.confirm(work, held.id)] * 4,
        *[lambda work: holds.release(work, held.id)] * 4,
    )

    with begin_as() as work:
        taken, n_held = places(work, session.id)
    is_booked = not isinstance(answers[0], str)
    assert (taken, n_held) == (int(is_booked), 0)
    assert len({isinstance(one, str) for one in answers[:4]}) == 1


def test_an_appointment_moved_by_eight_at_once_goes_to_one_place(begin_as, at_once):
    with begin_as() as work:
        session = given_session(work, capacity=20)
        booked = book(work, session)
        targets = [given_session(work) for _ in range(N_CLIENTS)]

    def move_to(target):
        request = Reschedule(appointment=booked.appointment.id, session=target.id)
        return lambda work: rescheduling.reschedule(work, request)

    answers = at_once(*(move_to(one) for one in targets))

    assert sorts(answers)["done"] == 1
    with begin_as() as work:
        assert places(work, session.id) == (0, 0)
        assert sum(places(work, one.id)[0] for one in targets) == 1


def test_an_appointment_cancelled_by_eight_at_once_frees_one_place(begin_as, at_once):
    with begin_as() as work:
        session = given_session(work, capacity=2)
        booked = book(work, session)
        book(work, session)

    answers = at_once(
        *[lambda work: appointments.cancel(work, booked.appointment.id, "ill")]
        * N_CLIENTS
    )

    assert sorts(answers)["done"] == 1
    with begin_as() as work:
        assert places(work, session.id) == (1, 0)


def test_checked_in_and_cancelled_at_once_the_place_counts_as_the_token_says(
    begin_as, at_once
):
    with begin_as() as work:
        session = given_session(work, capacity=2)
        booked = book(work, session)

    at_once(
        *[lambda work: appointments.check_in(work, booked.appointment.id)] * 4,
        *[lambda work: appointments.cancel(work, booked.appointment.id, "ill")] * 4,
    )

    with begin_as() as work:
        status = tokens.get(work, booked.token.id).status
        assert status is TokenStatus.CANCELLED
        assert places(work, session.id) == (0, 0)


def test_called_by_eight_at_once_one_patient_goes_in(begin_as, at_once):
    with begin_as() as work:
        session = given_session(work, capacity=20)
        for _ in range(3):
            request = WalkIn(session=session.id, patient=given_patient(work).id)
            tokens.add_walk_in(work, request)

    answers = at_once(*[lambda work: lines.call_next(work, session.id)] * N_CLIENTS)

    assert sorts(answers) == {"done": 1, "still-serving": N_CLIENTS - 1}


def test_a_place_freed_is_offered_once_however_many_look(begin_as, at_once):
    with begin_as() as work:
        session = given_session(work, capacity=1)
        wishes = [wait_for(work, session) for _ in range(3)]

    answers = at_once(
        *[lambda work: waitlist.offer_freed(work, session.id)] * N_CLIENTS
    )

    offers = [one for one in answers if one is not None]
    assert len(offers) == 1
    with begin_as() as work:
        assert places(work, session.id) == (0, 1)
        statuses = [waitlist_store.wish_by_id(work.db, one.id).status for one in wishes]
    assert Counter(statuses) == {WishStatus.OFFERED: 1, WishStatus.WAITING: 2}


def test_an_offer_accepted_and_declined_at_once_has_one_end(begin_as, at_once):
    with begin_as() as work:
        session = given_session(work, capacity=1)
        wish = wait_for(work, session)
        offer = waitlist.offer_freed(work, session.id)

    at_once(
        *[lambda work: waitlist.accept(work, offer.id)] * 4,
        *[lambda work: waitlist.decline(work, offer.id)] * 4,
    )

    with begin_as() as work:
        after = waitlist_store.offer_by_id(work.db, offer.id)
        stands = waitlist_store.wish_by_id(work.db, wish.id).status
        taken, _ = places(work, session.id)
    accepted = after.status is OfferStatus.ACCEPTED
    assert after.status in (OfferStatus.ACCEPTED, OfferStatus.DECLINED)
    assert (stands is WishStatus.PLACED) is accepted
    assert taken == int(accepted)


def test_an_offer_that_ends_while_it_is_accepted_is_one_or_the_other(
    begin_as, at_once, clock
):
    with begin_as() as work:
        session = given_session(work, start=clock.at + timedelta(days=1), capacity=1)
        wait_for(work, session)
        offer = waitlist.offer_freed(work, session.id)
    clock.at = offer.expires_at

    answers = at_once(
        *[lambda work: waitlist.accept(work, offer.id)] * 4,
        *[lambda work: waitlist.expire(work, offer.id)] * 4,
    )

    assert sorts(answers[:4]) == {"offer-over": 4}
    with begin_as() as work:
        after = waitlist_store.offer_by_id(work.db, offer.id)
        assert after.status is OfferStatus.EXPIRED
        assert places(work, session.id) == (0, 0)


def test_a_crowd_of_every_class_leaves_what_is_kept_until_it_is_released(
    begin_as, at_once, clock
):
    with begin_as() as work:
        session = given_session(work, start=clock.at + timedelta(days=1), capacity=4)
        patients = [given_patient(work) for _ in range(2 * N_CLIENTS)]
        release_at = session.interval.start - 60 * MINUTE
        kept = Quota(TokenSource.PRIORITY.value, 2, release_at)
        availability.set_quotas(work, session.id, [kept])

    def want(n):
        start = session.interval.start + n * 10 * MINUTE
        request = BookRequest(session=session.id, patient=patients[n].id, start=start)
        return lambda work: appointments.book(work, request)

    before = at_once(*(want(n) for n in range(N_CLIENTS)))
    clock.at = session.interval.start - 30 * MINUTE
    after = at_once(*(want(n) for n in range(N_CLIENTS, 2 * N_CLIENTS)))

    assert sorts(before) == {"done": 2, "quota-held": N_CLIENTS - 2}
    assert sorts(after) == {"done": 2, "session-full": N_CLIENTS - 2}


def test_at_the_instant_a_hold_ends_its_slot_goes_to_one_who_asks(
    begin_as, at_once, clock
):
    with begin_as() as work:
        session = given_session(work, start=clock.at + timedelta(days=1), capacity=1)
        held = hold(work, session)
        rivals = [given_patient(work) for _ in range(4)]
    clock.at = held.held_until_at

    def want(patient):
        request = BookRequest(
            session=session.id, patient=patient.id, start=held.interval.start
        )
        return lambda work: appointments.book(work, request)

    answers = at_once(
        *[lambda work: holds.confirm(work, held.id)] * 4,
        *(want(one) for one in rivals),
    )

    assert sorts(answers[:4]) == {"hold-expired": 4}
    assert sorts(answers[4:])["done"] == 1
    with begin_as() as work:
        assert places(work, session.id) == (1, 0)


def test_one_who_asks_for_the_waitlist_eight_times_at_once_is_on_it_once(
    begin_as, at_once
):
    with begin_as() as work:
        session = given_session(work)
        patient = given_patient(work)
    wish = JoinWaitlist(
        patient=patient.id,
        service=session.service,
        first_on=session.on_date,
        last_on=session.on_date,
    )

    answers = at_once(*[lambda work: waitlist.join(work, wish)] * N_CLIENTS)

    assert sorts(answers) == {"done": 1, "already-waiting": N_CLIENTS - 1}
