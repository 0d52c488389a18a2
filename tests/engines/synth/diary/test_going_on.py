"""Diaries that are partly known: what is held stays, a day goes on where it stood."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

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

from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.synth.diary import (
    ClinicProblem,
    ClinicSession,
    Held,
    Sofar,
    Visit,
    faults,
)

WITH_DOCTOR = {TokenStatus.CALLED, TokenStatus.IN_CONSULTATION}


def of(visits: tuple[Visit, ...], key: str) -> list[Visit]:
    return [visit for visit in visits if visit.session == key]


def make_held(**changes: Any) -> Held:
    known = {
        "session": "clinic",
        "number": 3,
        "patient": 5,
        "source": TokenSource.ONLINE,
        "made_at": TUESDAY - timedelta(days=9),
        "slot": 0,
    }
    return Held(**known | changes)


def test_a_place_that_is_held_keeps_its_number_and_its_patient() -> None:
    so_far = Sofar(last_number=3, known_until=TUESDAY - timedelta(days=1))
    session = make_session(so_far=so_far)
    problem = make_problem(session, n_known=1200, held=(make_held(),))

    found = invent(problem)

    kept = [visit for visit in found.visits if visit.number <= 3]
    assert [(visit.number, visit.patient) for visit in kept] == [(3, 5)]
    assert kept[0].slot == session.slot(0)
    assert faults(problem, found) == ()


def test_what_is_known_until_yesterday_is_not_booked_again() -> None:
    yesterday = TUESDAY - timedelta(days=1)
    sessions = [
        replace(session, so_far=Sofar(known_until=yesterday))
        for session in make_weeks(n_rooms=6, before=0, after=20)
    ]

    found = invent(make_problem(*sessions))

    made = [visit.made_at for visit in found.visits]
    assert made
    assert min(made) > yesterday


@pytest.mark.parametrize("seed", range(10))
def test_a_line_goes_on_from_where_it_stood(seed: int) -> None:
    stopped = TUESDAY - timedelta(hours=1)
    arrived = stopped - timedelta(minutes=10)
    inside = make_held(
        number=1, arrived_at=arrived, called_at=arrived, started_at=stopped
    )
    waits = make_held(
        number=2, slot=None, source=TokenSource.WALK_IN, patient=6, arrived_at=arrived
    )
    so_far = Sofar(last_number=2, moved_at=stopped, known_until=stopped)
    problem = make_problem(
        make_session(so_far=so_far), held=(inside, waits), working=frozenset({"clinic"})
    )

    found = invent(problem, seed=seed)

    first, second = found.visits[:2]
    assert (first.called_at, first.started_at) == (arrived, stopped)
    assert first.ended_at is not None
    assert first.ended_at >= stopped
    assert second.called_at is None or second.called_at >= first.ended_at
    assert faults(problem, found) == ()


def resumed(session: ClinicSession, visits: list[Visit], at: datetime) -> ClinicProblem:
    """The same session at a later present, with what was known at ``at``."""
    slots = {session.slot(number).start: number for number in range(session.n_slots)}
    moved = [
        instant
        for v in visits
        if v.status not in (TokenStatus.BOOKED, TokenStatus.CANCELLED)
        for instant in (v.arrived_at, v.called_at, v.started_at, v.ended_at)
        if instant
    ]
    over = [v for v in visits if v.status is TokenStatus.COMPLETED]
    so_far = Sofar(
        last_number=max((v.number for v in visits), default=0),
        known_until=at,
        moved_at=max(moved, default=None),
        n_used=sum(not v.is_overflow for v in over),
        n_overflow_used=sum(v.is_overflow for v in over),
        used_slots=frozenset(slots[v.slot.start] for v in over if v.slot),
    )
    held = tuple(
        make_held(
            number=v.number,
            patient=v.patient,
            source=v.source,
            made_at=v.made_at,
            slot=slots[v.slot.start] if v.slot else None,
            is_overflow=v.is_overflow,
            reason=v.reason,
            arrived_at=v.arrived_at,
            called_at=v.called_at,
            started_at=v.started_at,
        )
        for v in visits
        if v.status.is_active
    )
    return make_problem(replace(session, so_far=so_far), held=held, n_known=1200)


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 2**32 - 1),
    first_min=st.integers(-60, 300),
    later_min=st.integers(0, 400),
    capacity=st.integers(1, 20),
)
def test_a_day_played_in_two_steps_is_as_sound_as_in_one(
    seed: int, first_min: int, later_min: int, capacity: int
) -> None:
    session = make_session(capacity=capacity)
    first = session.interval.start + timedelta(minutes=first_min)
    found = invent(make_problem(session, now=first), seed=seed)

    problem = resumed(session, list(found.visits), first)
    problem = replace(problem, now=first + timedelta(minutes=later_min))

    assert faults(problem, invent(problem, seed=seed + 1)) == ()


def test_nobody_comes_at_a_time_that_is_known_already() -> None:
    moved = TUESDAY - timedelta(minutes=5)
    late = make_held(slot=0)
    so_far = Sofar(last_number=3, moved_at=moved, known_until=moved)
    problem = make_problem(make_session(so_far=so_far), held=(late,))

    visits = invent(problem).visits

    arrivals = [visit.arrived_at for visit in visits if visit.arrived_at]
    assert all(at >= moved for at in arrivals)
    assert visits[0].status is TokenStatus.NO_SHOW


def test_places_and_slots_of_visits_that_are_over_stay_in_use() -> None:
    so_far = Sofar(n_used=12, n_overflow_used=2, used_slots=frozenset(range(12)))
    problem = make_problem(
        make_session(so_far=so_far), now=TUESDAY + timedelta(hours=5)
    )

    found = invent(problem)

    assert faults(problem, found) == ()
    assert not any(visit.is_overflow for visit in found.visits)


def test_a_session_that_is_left_alone_gets_no_visits() -> None:
    alone, other = make_session("alone", is_left_alone=True), make_session("other")

    found = invent(make_problem(alone, other))

    assert of(found.visits, "alone") == []
    assert of(found.visits, "other")
