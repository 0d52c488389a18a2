"""Filling sessions and playing their days."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.synth.diary.builders import (
    TUESDAY,
    invent,
    make_problem,
    make_session,
    make_weeks,
)

from horarium.domain.appointment import AppointmentStatus
from horarium.domain.errors import InvalidField
from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.synth.diary import (
    SynthParams,
    Visit,
    faults,
)
from horarium.engines.synth.diary.params import ClinicDay, Mix, People
from horarium.engines.synth.params import BookingCurve, StatusRates

WITH_DOCTOR = {TokenStatus.CALLED, TokenStatus.IN_CONSULTATION}


def of(visits: tuple[Visit, ...], key: str) -> list[Visit]:
    return [visit for visit in visits if visit.session == key]


def test_the_same_seed_gives_the_same_bytes() -> None:
    problem = make_problem(*make_weeks(n_rooms=2))

    once, again = invent(problem, seed=7), invent(problem, seed=7)

    assert repr(once).encode() == repr(again).encode()


def test_another_seed_gives_other_visits() -> None:
    problem = make_problem()

    assert invent(problem, seed=1).visits != invent(problem, seed=2).visits


def test_the_global_generator_is_neither_read_nor_moved() -> None:
    problem = make_problem()
    before = np.random.get_state(legacy=False)  # noqa: NPY002 - it is what is watched

    invent(problem)

    after = np.random.get_state(legacy=False)  # noqa: NPY002 - the same
    np.testing.assert_equal(after, before)


@settings(deadline=None, max_examples=25)
@given(
    seed=st.integers(0, 2**32 - 1),
    minutes=st.integers(-3 * 24 * 60, 3 * 24 * 60),
    slot_min=st.sampled_from([5, 10, 20, 45]),
    capacity=st.integers(0, 24),
    overflow_limit=st.integers(0, 3),
    fill=st.floats(0, 1),
    cancelled=st.floats(0, 1),
)
def test_whatever_is_asked_the_judge_finds_no_fault(
    seed: int,
    minutes: int,
    slot_min: int,
    capacity: int,
    overflow_limit: int,
    fill: float,
    cancelled: float,
) -> None:
    sessions = [
        replace(
            session, slot_min=slot_min, capacity=capacity, overflow_limit=overflow_limit
        )
        for session in make_weeks(n_rooms=1, before=2, after=3)
    ]
    now = TUESDAY + timedelta(minutes=minutes)
    problem = make_problem(*sessions, now=now, n_panel=600)
    rates = StatusRates(
        cancelled=cancelled, no_show=min(0.059, 1 - cancelled), unknown=0
    )
    params = SynthParams(rates=rates, booking=BookingCurve(fill_rate=fill))

    found = invent(problem, seed=seed, params=params)

    assert faults(problem, found) == ()


@pytest.mark.parametrize("seed", range(3))
def test_slots_are_filled_as_much_as_was_asked(seed: int) -> None:
    sessions = make_weeks(n_rooms=10, before=20, after=0)
    mix = Mix(walk_in_share=0, emergencies=0)
    rates = StatusRates(no_show=0)

    found = invent(
        make_problem(*sessions, n_panel=6000),
        seed=seed,
        params=SynthParams(mix=mix, rates=rates),
    )

    share = sum(visit.holds_place for visit in found.visits) / (16 * len(sessions))
    assert share == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("seed", range(3))
def test_bookings_end_in_the_shares_that_were_asked(seed: int) -> None:
    sessions = make_weeks(n_rooms=10, before=20, after=0)

    found = invent(make_problem(*sessions, n_panel=6000), seed=seed)

    booked = [visit for visit in found.visits if visit.slot]
    n = Counter(visit.status for visit in booked)
    assert n[TokenStatus.CANCELLED] / len(booked) == pytest.approx(0.164, abs=0.02)
    assert n[TokenStatus.NO_SHOW] / len(booked) == pytest.approx(0.059, abs=0.012)


def test_the_diary_is_emptier_the_further_ahead() -> None:
    sessions = make_weeks(n_rooms=6, before=0, after=28)
    found = invent(make_problem(*sessions))
    days = {session.key: session.on_date for session in sessions}

    held: Counter[int] = Counter()
    for visit in found.visits:
        if visit.holds_place:
            held[(days[visit.session] - TUESDAY.date()).days // 7] += 1

    assert held[0] > held[1] > held[2] > held[3] > 0


def test_nobody_comes_twice_on_a_day_or_on_two_days_running() -> None:
    sessions = make_weeks(n_rooms=6)
    found = invent(make_problem(*sessions, n_panel=800))
    days = {session.key: session.on_date.toordinal() for session in sessions}

    visits = sorted((visit.patient, days[visit.session]) for visit in found.visits)

    pairs = pairwise(visits)
    assert all(a[0] != b[0] or b[1] - a[1] > 1 for a, b in pairs)


def test_past_sessions_are_over_and_future_ones_have_not_begun() -> None:
    sessions = make_weeks(n_rooms=3)
    found = invent(make_problem(*sessions))
    today = TUESDAY.date()
    days = {session.key: session.on_date for session in sessions}

    past = {v.status for v in found.visits if days[v.session] < today}
    future = {v.status for v in found.visits if days[v.session] > today}

    over = {TokenStatus.COMPLETED, TokenStatus.NO_SHOW, TokenStatus.CANCELLED}
    assert past == over
    assert future == {TokenStatus.BOOKED, TokenStatus.CANCELLED}


def test_all_ways_into_the_line_are_used_and_only_emergencies_overflow() -> None:
    found = invent(make_problem(*make_weeks(n_rooms=6)))

    assert {visit.source for visit in found.visits} == set(TokenSource)
    assert {visit.source for visit in found.visits if visit.is_overflow} == {
        TokenSource.EMERGENCY
    }
    assert all(
        bool(visit.reason) == (visit.source is TokenSource.EMERGENCY)
        for visit in found.visits
    )


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("elapsed_min", [60, 90, 150])
def test_a_working_line_has_somebody_at_each_step(seed: int, elapsed_min: int) -> None:
    session = make_session()
    now = session.interval.start + timedelta(minutes=elapsed_min)
    problem = make_problem(session, now=now, working=frozenset({session.key}))

    line = Counter(visit.status for visit in invent(problem, seed=seed).visits)

    assert line[TokenStatus.ARRIVED] >= 2
    assert sum(line[status] for status in WITH_DOCTOR) == 1
    assert line[TokenStatus.COMPLETED] >= 1
    assert line[TokenStatus.BOOKED] >= 1


@pytest.mark.parametrize("seed", range(10))
def test_an_emergency_comes_where_one_is_wanted(seed: int) -> None:
    session = make_session()
    wanted = frozenset({session.key})
    problem = make_problem(session, working=wanted, with_emergency=wanted)

    visits = invent(problem, seed=seed).visits

    assert TokenSource.EMERGENCY in {visit.source for visit in visits}


def test_a_session_that_has_only_begun_gets_the_liveliest_line_there_can_be() -> None:
    session = make_session()
    now = session.interval.start + timedelta(minutes=2)
    problem = make_problem(session, now=now, working=frozenset({session.key}))

    found = invent(problem)

    assert faults(problem, found) == ()
    assert any(visit.status is TokenStatus.ARRIVED for visit in found.visits)


def test_patients_who_come_elsewhere_are_not_asked_for_the_same_day() -> None:
    session = make_session()
    away = tuple((session.on_date, patient) for patient in range(100))
    problem = make_problem(session, n_panel=150, away=away)

    visits = invent(problem).visits

    assert visits
    assert min(visit.patient for visit in visits) >= 100


def test_a_panel_too_small_for_a_day_is_refused_by_name() -> None:
    with pytest.raises(InvalidField) as refusal:
        invent(make_problem(n_panel=3))

    assert refusal.value.field == "n_panel"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"now": datetime(2026, 3, 10)}, "now"),  # noqa: DTZ001 - naive on purpose
        ({"n_known": 1201}, "n_known"),
        ({"working": frozenset({"nowhere"})}, "session"),
    ],
)
def test_a_problem_that_makes_no_sense_names_its_field(
    changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidField) as refusal:
        make_problem(**changes)

    assert refusal.value.field == field


def test_two_sessions_of_one_key_are_refused() -> None:
    with pytest.raises(InvalidField) as refusal:
        make_problem(make_session(), make_session())

    assert refusal.value.value == "clinic"


def test_a_slot_longer_than_the_session_is_refused() -> None:
    with pytest.raises(InvalidField) as refusal:
        make_session(slot_min=300)

    assert refusal.value.field == "sessions[clinic].slot_min"


def test_statuses_of_appointments_follow_the_line() -> None:
    session = make_session(at=time(9), day=TUESDAY.date())
    now = datetime.combine(TUESDAY.date(), time(10, 30), UTC)
    problem = make_problem(session, now=now, working=frozenset({session.key}))

    found = {v.status: v.appointment_status for v in invent(problem).visits}

    assert found[TokenStatus.BOOKED] is AppointmentStatus.BOOKED
    assert found[TokenStatus.ARRIVED] is AppointmentStatus.CHECKED_IN
    assert found[TokenStatus.COMPLETED] is AppointmentStatus.FULFILLED


def test_a_diary_in_which_everybody_cancels_is_filled() -> None:
    params = SynthParams(rates=StatusRates(cancelled=1, no_show=0, unknown=0))

    visits = invent(make_problem(), params=params).visits

    booked = [visit for visit in visits if visit.source is not TokenSource.WALK_IN]
    ended = [one for one in booked if one.source is not TokenSource.EMERGENCY]
    assert ended
    assert {one.status for one in ended} <= {TokenStatus.CANCELLED, TokenStatus.BOOKED}


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        (ClinicDay, {"check_in_sd": -1}, "day.check_in_sd"),
        (ClinicDay, {"consult_cv": 0}, "day.consult_cv"),
        (ClinicDay, {"no_show_after": float("nan")}, "day.no_show_after"),
        (Mix, {"emergencies": 1e300}, "mix.emergencies"),
        (People, {"youngest": 16.5}, "people.youngest"),
        (SynthParams, {"n_tries": 0}, "n_tries"),
    ],
)
def test_knobs_that_no_clinic_has_are_refused(kind, given, field) -> None:
    with pytest.raises(InvalidField) as refusal:
        kind(**given)

    assert refusal.value.field == field
