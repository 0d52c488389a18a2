"""Moving patients to other sessions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.queueing.builders import (
    after,
    at,
    make_line,
    make_session,
    make_token,
    make_waiting,
)

from horarium.domain.errors import NoSuchThing, SessionFull
from horarium.domain.interval import Interval
from horarium.domain.token import TokenStatus
from horarium.engines.queueing import DEFAULT_POLICY, Line, Outlook
from horarium.engines.queueing import events as ev
from horarium.engines.queueing.outcome import LeftoverReason, Misfit
from horarium.engines.queueing.params import ReallocationParams
from horarium.engines.queueing.place import calling_order
from horarium.engines.queueing.reallocate import (
    Claim,
    Opening,
    apply,
    displaced,
    plan,
)
from horarium.engines.queueing.service_time import ServiceTime, ServiceTimes

TEN_MINUTES_EACH = Outlook(service=ServiceTimes(ServiceTime(10, 0.01)))


def make_opening(minute, session="b", **facts):
    return Opening(session=session, start=at(minute), **facts)


def planned(claims, openings, now=0):
    return plan(claims, openings, at(now), DEFAULT_POLICY, ReallocationParams())


def places(reallocation):
    return {move.token: (move.session, move.start) for move in reallocation.moves}


def booked(number, minute, **facts):
    return Claim(token=make_token(number, slot_start=at(minute)), **facts)


def test_each_patient_moves_as_little_as_possible():
    claims = [booked(1, 60), booked(2, 120)]

    found = planned(claims, [make_opening(125), make_opening(70), make_opening(200)])

    assert places(found) == {1: ("b", at(70)), 2: ("b", at(125))}
    assert [move.shift_min for move in found.moves] == [10, 5]


def test_service_skill_and_limits_decide_what_fits():
    claims = [
        booked(1, 60, service="skin"),
        booked(2, 60, needs=frozenset({"ultrasound"})),
        booked(3, 60, not_after=at(60)),
        booked(4, 60, not_before=at(100)),
    ]
    openings = [
        make_opening(60, "skin clinic", service="skin"),
        make_opening(61, "scan", skills=frozenset({"ultrasound", "echo"})),
        make_opening(95, "late"),
        make_opening(120, "later"),
    ]

    found = planned(claims, openings)

    assert {k: v[0] for k, v in places(found).items()} == {
        1: "skin clinic",
        2: "scan",
        4: "later",
    }
    assert [(x.token, x.reason) for x in found.leftovers] == [
        (3, LeftoverReason.NONE_FITS)
    ]


@pytest.mark.parametrize(
    ("asked", "misfit"),
    [
        ({"service": "skin"}, Misfit.SERVICE),
        ({"needs": frozenset({"ultrasound"})}, Misfit.SKILL),
        ({"site": "north"}, Misfit.SITE),
        ({"not_after": at(60)}, Misfit.HOURS),
        ({"not_before": at(100)}, Misfit.HOURS),
        ({"cannot": {make_opening(70): Misfit.ENGAGED}}, Misfit.ENGAGED),
    ],
)
def test_whoever_fits_nowhere_is_told_what_stood_in_the_way(asked, misfit):
    found = planned([booked(1, 60, **asked)], [make_opening(70)])

    assert [(x.reason, x.misfit) for x in found.leftovers] == [
        (LeftoverReason.NONE_FITS, misfit)
    ]


def test_of_several_misfits_the_nearest_to_fitting_is_told():
    claim = booked(1, 60, needs=frozenset({"echo"}), site="north")
    openings = [
        make_opening(70),
        make_opening(75, overflow=True),
        make_opening(80, skills=frozenset({"echo"}), site="south"),
    ]

    found = planned([claim], openings)

    assert [one.misfit for one in found.leftovers] == [Misfit.SITE]


def test_without_any_opening_to_come_no_misfit_is_told():
    claim = booked(1, 60, needs=frozenset({"echo"}))

    found = planned([claim], [make_opening(-10)])

    assert [one.misfit for one in found.leftovers] == [None]


def test_as_many_as_possible_are_placed_even_at_a_greater_distance():
    claims = [booked(1, 60), booked(2, 60, not_after=at(70))]

    found = planned(claims, [make_opening(60), make_opening(250)])

    assert places(found) == {1: ("b", at(250)), 2: ("b", at(60))}


def test_the_shorter_promise_gets_the_last_place():
    walk_in = Claim(token=make_waiting(1, -10))
    urgent = Claim(token=make_waiting(2, -5, priority_class="priority"))

    found = planned([walk_in, urgent], [make_opening(30)])

    assert list(places(found)) == [2]
    assert [(x.token, x.reason) for x in found.leftovers] == [
        (1, LeftoverReason.ALL_TAKEN)
    ]


def test_an_overflow_place_is_for_those_who_may_overflow():
    claims = [
        Claim(token=make_waiting(1, -10)),
        Claim(token=make_waiting(2, -5, priority_class="emergency")),
    ]

    found = planned(claims, [make_opening(0, overflow=True)])

    assert list(places(found)) == [2]


def test_a_place_that_has_begun_is_no_place():
    assert planned([booked(1, 60)], [make_opening(20)], now=21).moves == ()


def test_nobody_displaced_needs_no_plan():
    assert planned([], [make_opening(20)]).moves == ()


@settings(max_examples=50)
@given(
    promised=st.lists(
        st.integers(min_value=0, max_value=200), min_size=2, max_size=8, unique=True
    ),
    starts=st.lists(
        st.integers(min_value=0, max_value=400), min_size=2, max_size=8, unique=True
    ),
)
def test_within_a_class_nobody_overtakes_a_senior(promised, starts):
    claims = [booked(number, minute) for number, minute in enumerate(promised)]

    found = planned(claims, [make_opening(minute) for minute in starts])

    moved = sorted(found.moves, key=lambda move: promised[move.token])
    assert [m.start for m in moved] == sorted(m.start for m in moved)
    assert [promised[m.token] for m in moved] == sorted(promised)[: len(starts)]


def test_an_absent_doctor_displaces_everybody_not_yet_called():
    line = make_line(make_waiting(1), make_waiting(2, 1), make_token(3))
    line = after(line, ev.Call(at(2), 1))

    gone = displaced(line, at(2), at(2), DEFAULT_POLICY, TEN_MINUTES_EACH)

    assert [token.id for token in gone] == [2, 3]


def test_a_session_cut_short_displaces_those_whose_turn_would_come_later():
    line = make_line(*(make_waiting(n, -n) for n in range(1, 7)), began_at=at(0))

    gone = displaced(line, at(35), at(0), DEFAULT_POLICY, TEN_MINUTES_EACH)

    assert sorted(token.id for token in gone) == [1, 2]


def moved(source, claims, openings, targets, minute=10):
    found = planned(claims, openings, minute)
    return apply(found, source, targets, at(minute), DEFAULT_POLICY)


def target_line(*tokens, **session):
    facts = {"name": "b", "interval": Interval(at(0), at(600)), "capacity": 5}
    return Line.of(make_session(**facts | session), tokens)


def test_a_moved_patient_keeps_seniority_under_a_new_number():
    source = make_line(make_waiting(1, 0))
    target = target_line(make_waiting(8, 5), make_waiting(7, 8, id=77))

    result = moved(
        source, [Claim(token=source.tokens[1])], [make_opening(10)], {"b": target}
    )

    order = [t.id for t in calling_order(result.targets["b"], at(10), DEFAULT_POLICY)]
    assert order == [1, 8, 77]
    assert result.targets["b"].tokens[1].number == 9
    assert result.source.tokens[1].status is TokenStatus.TRANSFERRED


def test_a_booked_patient_keeps_seniority_but_never_from_before_check_in():
    source = make_line(make_token(1, slot_start=at(30)))
    result = moved(
        source,
        [Claim(token=source.tokens[1])],
        [make_opening(120)],
        {"b": target_line()},
    )

    line = after(result.targets["b"], ev.Arrive(at(100), 1))

    assert line.tokens[1].slot_start == at(120)
    assert line.tokens[1].counts_from == at(100)


def test_leftovers_go_to_the_waitlist_and_the_source_closes():
    source = make_line(make_waiting(1, 0), make_waiting(2, 1))
    claims = [Claim(token=token) for token in source.tokens.values()]

    result = moved(source, claims, [make_opening(10)], {"b": target_line()})

    assert [(wish.id, wish.since) for wish in result.wishes] == [(2, at(1))]
    assert result.source.tokens[2].status is TokenStatus.CANCELLED
    assert result.source.session.closed_at == at(10)


def test_a_source_with_somebody_inside_stays_open():
    source = make_line(make_waiting(1, 0), make_waiting(2, 1))
    source = after(source, ev.Call(at(2), 1), ev.Start(at(2), 1))

    result = moved(
        source,
        [Claim(token=source.tokens[2])],
        [make_opening(10)],
        {"b": target_line()},
    )

    assert result.source.session.closed_at is None


def test_a_plan_that_is_out_of_date_is_refused_and_changes_nothing():
    source = make_line(make_waiting(1, 0))
    full = target_line(make_token(5), capacity=1)

    with pytest.raises(SessionFull):
        moved(source, [Claim(token=source.tokens[1])], [make_opening(10)], {"b": full})

    assert source.tokens[1].status is TokenStatus.ARRIVED


def test_a_plan_for_an_unknown_session_is_refused():
    source = make_line(make_waiting(1, 0))

    with pytest.raises(NoSuchThing):
        moved(source, [Claim(token=source.tokens[1])], [make_opening(10)], {})
