"""What happens on the day happens on the day of the session, by the department's clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.builders import NINE, given_patient, given_session, make_session
from tests.services.lines import book, emergency, walk_in

from horarium.domain.errors import IdempotencyKeyReused, NotToday, SessionNotOpen
from horarium.domain.interval import Interval
from horarium.domain.token import TokenStatus
from horarium.domain.vitals import Vitals
from horarium.services import appointments, line_visitors, lines, tokens, vitals
from horarium.services.session_days import day_of, is_now, require_now
from horarium.services.tokens import WalkIn

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def session(work):
    return given_session(work)


def at_the_door(work, session):
    """One who waits and one who is booked."""
    return walk_in(work, session), book(work, session, start=NINE + HOUR)


VERBS = {
    "walk-in": (lambda work, one: walk_in(work, one.session), "session"),
    "emergency": (lambda work, one: emergency(work, one.session), "session"),
    "call": (lambda work, one: lines.call_next(work, one.session.id), "session"),
    "break": (lambda work, one: lines.pause(work, one.session.id), "session"),
    "check-in": (
        lambda work, one: tokens.check_in(work, one.booked.token.id),
        "token",
    ),
    "check-in by appointment": (
        lambda work, one: appointments.check_in(work, one.booked.appointment.id),
        "appointment",
    ),
    "come back": (
        lambda work, one: line_visitors.come_back(work, one.waiting.id),
        "token",
    ),
    "start": (lambda work, one: lines.start(work, one.waiting.id), "token"),
    "vitals": (
        lambda work, one: vitals.record(work, one.waiting.id, Vitals(pulse_per_min=70)),
        "token",
    ),
}


class Clinic:
    def __init__(self, work, session):
        self.session = session
        self.waiting, self.booked = at_the_door(work, session)


@pytest.mark.parametrize("days", [-1, 1])
@pytest.mark.parametrize("verb", VERBS)
def test_on_another_day_it_is_refused_by_field_value_and_what_is_wanted(
    work, session, clock, verb, days
):
    clinic = Clinic(work, session)
    ask, field = VERBS[verb]
    clock.at += days * DAY

    with pytest.raises(NotToday) as refusal:
        ask(work, clinic)

    assert refusal.value.field == field
    assert refusal.value.value.endswith("of 2026-01-06")
    assert refusal.value.wanted == f"one of today, {work.today.isoformat()}"


@pytest.mark.parametrize(
    ("finish", "status"),
    [
        (lambda work, one: lines.complete(work, one.waiting.id), "completed"),
        (lambda work, one: line_visitors.leave(work, one.second.id), "left"),
        (
            lambda work, one: tokens.cancel(work, one.booked.token.id, "ill"),
            "cancelled",
        ),
        (lambda work, one: lines.mark_noshow(work, one.booked.token.id), "noshow"),
    ],
)
def test_what_was_left_open_can_be_tidied_up_the_day_after(
    work, session, clock, finish, status
):
    clinic = Clinic(work, session)
    clinic.second = walk_in(work, session, name="Cleo Marsh")
    lines.start(work, lines.call_next(work, session.id).id)
    clock.at += DAY

    assert finish(work, clinic).status == TokenStatus(status)


def test_a_request_repeated_under_its_key_is_answered_also_the_day_after(
    work, session, clock
):
    patient = given_patient(work)
    asked = WalkIn(session=session.id, patient=patient.id, idempotency_key="key-1")
    first = tokens.add_walk_in(work, asked)
    clock.at += DAY

    again = tokens.add_walk_in(work, asked)

    assert again.id == first.id
    with pytest.raises(IdempotencyKeyReused):
        tokens.add_walk_in(work, replace(asked, patient=given_patient(work).id))
    with pytest.raises(NotToday):
        tokens.add_walk_in(work, replace(asked, idempotency_key="key-2"))


def test_a_session_that_is_over_says_so_rather_than_its_day(work, session, clock):
    lines.close(work, session.id)
    clock.at += DAY

    with pytest.raises(SessionNotOpen):
        walk_in(work, session)


def test_a_place_for_later_can_be_booked_on_any_day_before(work, session, clock):
    clock.at -= 3 * DAY

    booked = book(work, session)

    assert booked.token.status is TokenStatus.BOOKED


def local(day, hour, minute=0, fold=0, zone=LONDON):
    moment = datetime.combine(day, time(hour, minute, fold=fold), zone)
    return moment.astimezone(UTC)


def session_on(day, start, hours=4.0, zone=LONDON):
    return make_session(start=local(day, *start, zone=zone), hours=hours, on_date=day)


@pytest.mark.parametrize(
    ("now", "is_of_today"),
    [
        (local(date(2026, 7, 6), 0), True),
        (local(date(2026, 7, 5), 23, 59), False),
        (local(date(2026, 7, 6), 23, 59), True),
        (local(date(2026, 7, 7), 0), False),
    ],
)
def test_the_day_is_the_departments_not_that_of_utc(now, is_of_today):
    clinic = session_on(date(2026, 7, 6), (9,))

    assert is_now(clinic, now, LONDON) is is_of_today


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)],
)
def test_a_day_of_a_clock_change_is_as_long_as_it_is(day, hours):
    clinic = session_on(day, (9,))

    assert day_of(clinic, LONDON).duration == hours * HOUR


def test_both_hours_of_the_one_that_comes_twice_are_of_the_day():
    day = date(2026, 10, 25)
    night = session_on(day, (0, 30), hours=3)

    assert all(is_now(night, local(day, 1, 30, fold=n), LONDON) for n in (0, 1))


def test_a_zone_whose_midnight_is_left_out_has_a_day_all_the_same():
    beirut = ZoneInfo("Asia/Beirut")
    clinic = session_on(date(2026, 3, 29), (9,), zone=beirut)

    assert day_of(clinic, beirut) == Interval(
        local(date(2026, 3, 29), 1, zone=beirut),
        local(date(2026, 3, 30), 0, zone=beirut),
    )


def test_a_session_across_midnight_is_of_both_days():
    night = session_on(date(2026, 1, 6), (22,), hours=4)

    assert is_now(night, local(date(2026, 1, 6), 22, 30), LONDON)
    assert is_now(night, local(date(2026, 1, 7), 1, 59), LONDON)
    assert not is_now(night, local(date(2026, 1, 7), 8), LONDON)


def test_who_comes_on_the_eve_for_a_session_after_midnight_is_let_in():
    early = session_on(date(2026, 1, 7), (0, 30))

    assert is_now(early, local(date(2026, 1, 6), 23), LONDON)
    assert not is_now(early, local(date(2026, 1, 6), 22), LONDON)


@pytest.mark.parametrize("far_away", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_refusal_tells_the_departments_today(work, clock, far_away):
    far = replace(work, zone=ZoneInfo(far_away))
    clinic = make_session(on_date=date(2026, 1, 20), start=NINE + 14 * DAY)

    with pytest.raises(NotToday) as refusal:
        require_now(far, clinic, "session")

    assert refusal.value.wanted.endswith(
        clock.at.astimezone(far.zone).date().isoformat()
    )
