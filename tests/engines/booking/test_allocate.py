"""Allocation: optimal, within every limit, true to its promises, and explained."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.booking.builders import NOW, make_request, make_slot

from horarium.domain.errors import InvalidField
from horarium.engines.booking import AllocationParams, allocate
from horarium.engines.booking.allocate import cost_of_placing
from horarium.engines.booking.allocation import Method, Obstacle
from horarium.engines.booking.check import faults

PARAMS = AllocationParams()


def given_to(allocation):
    return {grant.request: grant.slot for grant in allocation.grants}


def test_the_more_urgent_comes_first():
    slots = [make_slot(0), make_slot(0, id="later", start=NOW + timedelta(days=9))]
    routine, urgent = make_request(0), make_request(1, urgency=4.0)

    found = given_to(allocate([routine, urgent], slots, NOW))

    assert found == {"r0": "later", "r1": "slot-0"}


def test_a_second_booking_is_made_only_while_it_is_worth_its_cost():
    cheap = make_slot(0, alpha_min=(0.0, 10.0))
    dear = make_slot(0, alpha_min=(0.0, 1e6))
    two = [make_request(0), make_request(1)]

    assert len(allocate(two, [cheap], NOW).grants) == 2
    (loser,) = allocate(two, [dear], NOW).losers
    assert loser.obstacle is Obstacle.OUTBID
    assert len(loser.rivals) == 1


def test_the_usual_practitioner_and_preferred_times_win_among_equals():
    slots = [
        make_slot(0),
        make_slot(0, id="b", practitioner="strange"),
        make_slot(0, id="c"),
    ]
    knows = make_request(0, usual="strange")
    likes = make_request(1, preferred=frozenset({"c"}))

    found = given_to(allocate([knows, likes], slots, NOW))

    assert found == {"r0": "b", "r1": "c"}


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"service": "skin"}, Obstacle.SERVICE),
        ({"skills": frozenset({"echo"})}, Obstacle.SKILLS),
        ({"sites": frozenset({"south"})}, Obstacle.SITES),
        ({"practitioners": frozenset({"house"})}, Obstacle.PRACTITIONERS),
        ({"not_before": NOW + timedelta(days=2)}, Obstacle.TIMES),
        ({"not_after": NOW + timedelta(days=1)}, Obstacle.TIMES),
    ],
)
def test_what_does_not_fit_is_named(changes, obstacle):
    (loser,) = allocate([make_request(0, **changes)], [make_slot(0)], NOW).losers

    assert (loser.obstacle, loser.n_eligible) == (obstacle, 0)


def test_a_channel_that_a_slot_does_not_serve_is_an_obstacle():
    slot = make_slot(0, channels=frozenset({"phone"}))

    (loser,) = allocate([make_request(0, channel="online")], [slot], NOW).losers

    assert loser.obstacle is Obstacle.CHANNEL


def test_a_place_that_costs_more_than_it_brings_is_not_given():
    (loser,) = allocate([make_request()], [make_slot(0, alpha_min=(1e6,))], NOW).losers

    assert (loser.obstacle, loser.n_eligible) == (Obstacle.COST, 1)


def test_slots_of_the_past_are_not_given():
    yesterday = make_slot(0, start=NOW - timedelta(days=1))

    (loser,) = allocate([make_request()], [yesterday], NOW).losers

    assert loser.obstacle is Obstacle.TIMES


def test_a_slot_without_any_place_is_full():
    (loser,) = allocate([make_request()], [make_slot(0, alpha_min=())], NOW).losers

    assert (loser.obstacle, loser.n_eligible, loser.rivals) == (Obstacle.FULL, 1, ())


def test_places_that_are_over_do_not_count_as_kept():
    over = [
        make_slot(0, id=f"over-{n}", start=NOW - timedelta(hours=1 + n))
        for n in range(3)
    ]
    slots = [*over, make_slot(0), make_slot(0, id="next")]
    params = AllocationParams(reserve={slots[0].session: 1})
    two = [make_request(n) for n in range(2)]

    found = allocate(two, slots, NOW, params)

    assert len(found.grants) == 1
    assert faults(found, two, slots, NOW, params) == ()


@pytest.mark.parametrize("params", [PARAMS, AllocationParams(reserve={"none": 1})])
def test_of_equals_the_earlier_request_gets_the_place(params):
    slots = [make_slot(n) for n in range(3)]
    requests = [make_request(n) for n in range(9)]

    found = allocate(requests, slots, NOW, params)

    assert set(given_to(found)) == {"r0", "r1", "r2"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"reserve": {"s0": 2}}, "keeps fewer places"),
        ({"equity": 1.0}, "too few of group 'b'"),
    ],
)
def test_the_judge_sees_a_reserve_that_is_used_and_a_group_passed_over(changes, fault):
    slots = [make_slot(0, session="s0"), make_slot(1, session="s0")]
    requests = [
        make_request(0, group="a", urgency=2.0),
        make_request(1, group="a", urgency=2.0),
        make_request(2, group="b"),
    ]
    found = allocate(requests, slots, NOW)

    said = faults(found, requests, slots, NOW, AllocationParams(**changes))

    assert len(found.grants) == 2
    assert any(fault in one for one in said)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reserve": {"s0": -1}}, "reserve of s0"),
        ({"expected_most": {"s0": -0.5}}, "most of s0"),
        ({"per_alpha": float("nan")}, "per_alpha"),
    ],
)
def test_limits_below_nothing_are_refused_by_name(changes, field):
    with pytest.raises(InvalidField) as refusal:
        AllocationParams(**changes)

    assert refusal.value.field == field


def test_promises_are_kept_whoever_else_asks():
    promised = make_request(0, promised="slot-0")
    urgent = make_request(1, urgency=9.0)

    found = allocate([urgent, promised], [make_slot(0)], NOW)

    assert given_to(found) == {"r0": "slot-0"}
    assert found.grants[0].is_promise
    assert found.losers[0].rivals == ("r0",)


def test_allocating_again_with_the_grants_as_promises_changes_nothing():
    slots = [make_slot(n, alpha_min=(0.0, 5.0)) for n in range(3)]
    requests = [make_request(n, urgency=1.0 + n) for n in range(5)]
    first = given_to(allocate(requests, slots, NOW))
    kept = [replace(one, promised=first.get(one.id)) for one in requests]

    again = given_to(allocate([*kept, make_request(9, urgency=99.0)], slots, NOW))

    assert {who: again[who] for who in first} == first
    assert "r9" in again


markets = st.tuples(
    st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from(["", "north", "south"])),
        min_size=1,
        max_size=4,
    ),
    st.lists(
        st.tuples(
            st.integers(1, 20), st.sampled_from(["north", "south"]), st.integers(0, 300)
        ),
        min_size=1,
        max_size=3,
    ),
)


def made(market):
    wants, opens = market
    requests = [
        make_request(n, urgency=float(u), sites=frozenset({site} - {""}))
        for n, (u, site) in enumerate(wants)
    ]
    slots = [
        make_slot(
            n, start=NOW + timedelta(days=day), site=site, alpha_min=(0.0, float(a))
        )
        for n, (day, site, a) in enumerate(opens)
    ]
    return requests, slots


def best_by_enumeration(requests, slots):
    """The most that any allocation of at most two a slot is worth."""
    best = 0.0
    for choice in product([None, *slots], repeat=len(requests)):
        taken = [slot for slot in choice if slot is not None]
        if any(taken.count(slot) > 2 for slot in slots):
            continue
        worth = sum(
            one.urgency * (28.0 - (slot.start - NOW).days)
            if not one.sites or slot.site in one.sites
            else -1e9
            for one, slot in zip(requests, choice, strict=True)
            if slot is not None
        )
        cost = sum(0.05 * slot.alpha_min[1] for slot in slots if taken.count(slot) == 2)
        best = max(best, worth - cost)
    return best


@settings(max_examples=60, deadline=None)
@given(markets)
def test_no_allocation_is_worth_more(market):
    requests, slots = made(market)

    found = allocate(requests, slots, NOW)

    assert found.objective == pytest.approx(best_by_enumeration(requests, slots))
    assert faults(found, requests, slots, NOW, PARAMS) == ()
    assert found.method is Method.ASSIGNMENT


@settings(max_examples=25, deadline=None)
@given(markets)
def test_the_integer_programme_finds_the_same_when_nothing_binds(market):
    requests, slots = made(market)

    found = allocate(requests, slots, NOW, AllocationParams(reserve={"monday": 0}))

    assert found.objective == pytest.approx(allocate(requests, slots, NOW).objective)
    assert found.bound == pytest.approx(found.objective)
    assert found.method is Method.INTEGER_PROGRAMME


def test_a_reserve_is_kept_for_emergencies():
    slots = [make_slot(0), make_slot(1)]
    params = AllocationParams(reserve={"monday": 1})
    routine = [make_request(0), make_request(1)]
    emergency = make_request(2, urgency=8.0)

    calm = allocate(routine, slots, NOW, params)
    busy = allocate([*routine, emergency], slots, NOW, params)

    assert len(calm.grants) == 1
    assert calm.losers[0].obstacle is Obstacle.LIMITS
    assert "r2" in given_to(busy)
    assert len(busy.grants) == 2


def test_a_cap_on_those_expected_counts_chances_not_heads():
    slots = [make_slot(n) for n in range(4)]
    params = AllocationParams(expected_most={"monday": 1.5})

    sure = allocate([make_request(n) for n in range(4)], slots, NOW, params)
    unsure = allocate(
        [make_request(n, p_show=0.5) for n in range(4)], slots, NOW, params
    )

    assert (len(sure.grants), len(unsure.grants)) == (1, 3)


def test_the_judge_finds_what_is_wrong_with_an_allocation():
    slots = [make_slot(0), make_slot(1, site="south")]
    requests = [
        make_request(0, sites=frozenset({"north"})),
        make_request(1, promised="slot-1"),
        make_request(2),
    ]
    params = AllocationParams(expected_most={"monday": 0.5})
    right = allocate(requests, slots, NOW)
    moved = tuple(
        replace(one, slot="slot-1") for one in right.grants if one.request != "r1"
    )

    wrong = replace(right, grants=moved, losers=())

    said = " ".join(faults(wrong, requests, slots, NOW, params))
    assert faults(right, requests, slots, NOW, PARAMS) == ()
    for fault in ("does not fit r0", "promise to r1", "neither", "more are expected"):
        assert fault in said


def test_equity_lets_no_group_fall_behind():
    slots = [make_slot(0), make_slot(1)]
    loud = [make_request(n, urgency=5.0, group="loud") for n in range(2)]
    quiet = [make_request(n, group="quiet") for n in (2, 3)]

    without = given_to(allocate([*loud, *quiet], slots, NOW))
    fair = given_to(allocate([*loud, *quiet], slots, NOW, AllocationParams(equity=0.9)))

    assert set(without) == {"r0", "r1"}
    assert len(set(fair) & {"r2", "r3"}) == 1


def test_what_a_loser_would_cost_the_others_is_exact():
    slots = [make_slot(0)]
    winner, loser = make_request(0, urgency=3.0), make_request(1, urgency=2.0)
    days_left = 28.0 - 1.0

    price = cost_of_placing([winner, loser], slots, NOW, "r1")

    assert price == pytest.approx((3.0 - 2.0) * days_left)


def test_who_cannot_be_placed_at_all_has_no_price():
    assert (
        cost_of_placing([make_request(0, service="skin")], [make_slot()], NOW, "r0")
        is None
    )


def test_nothing_asked_and_nothing_open():
    assert allocate([], [make_slot()], NOW).grants == ()
    assert (
        len(allocate([make_request()], [], NOW, AllocationParams(equity=0.5)).losers)
        == 1
    )


@pytest.mark.parametrize(
    ("requests", "slots", "field"),
    [
        ([make_request(0), make_request(0)], [make_slot(0)], "request id"),
        ([make_request(0)], [make_slot(0), make_slot(0)], "slot id"),
        ([make_request(0, promised="gone")], [make_slot(0)], "promised"),
        ([make_request(0)], [make_slot(0, start=NOW.replace(tzinfo=None))], "start"),
    ],
)
def test_what_cannot_be_is_refused_by_field(requests, slots, field):
    with pytest.raises(InvalidField) as refusal:
        allocate(requests, slots, NOW)

    assert refusal.value.field == field


def test_costs_that_do_not_ascend_are_refused():
    with pytest.raises(InvalidField, match="ascending"):
        make_slot(0, alpha_min=(5.0, 1.0))
