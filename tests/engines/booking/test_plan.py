"""How many, where, at which margin; and the online rule that agrees with it."""

import numpy as np
import pytest
from tests.engines.booking.builders import (
    LONG,
    SHORT,
    at,
    cheapest,
    cost,
    make_candidates,
    make_shape,
    random_shows,
)

from horarium.domain.errors import InvalidField
from horarium.engines.booking import (
    Booked,
    Candidate,
    Caps,
    Costs,
    Placement,
    PlanParams,
    SessionShape,
    evaluate,
    offers,
    plan_overbooking,
)
from horarium.engines.booking.explain import explain_plan
from horarium.engines.booking.fairness import wait_ratio
from horarium.engines.booking.outcome import Stop

SHAPE = make_shape(6)
INDIVIDUAL = PlanParams(placement=Placement.INDIVIDUAL, max_wait_ratio=1.2, n_booked=9)


def unequal(n=12, seed=1):
    return make_candidates(random_shows(seed, n))


def test_one_more_or_one_fewer_would_cost_more():
    candidates = make_candidates([0.6] * 15)

    plan = plan_overbooking(SHAPE, candidates)

    n = len(plan.booked)
    for other in (n - 1, n + 1):
        forced = plan_overbooking(SHAPE, candidates, params=PlanParams(n_booked=other))
        assert forced.cost_min > plan.cost_min
    assert plan.stopped_by is Stop.COST
    assert min(plan.alpha_min) >= 0


def test_the_less_reliable_the_patients_the_more_are_booked():
    booked = [
        len(plan_overbooking(SHAPE, make_candidates([show] * 18)).booked)
        for show in (1.0, 0.8, 0.6, 0.4)
    ]

    assert booked == sorted(booked)
    assert booked[0] < booked[-1]


def test_alpha_is_what_one_more_booking_would_really_cost():
    candidates = make_candidates([0.6] * 9)
    plan = plan_overbooking(SHAPE, candidates, params=PlanParams(n_booked=8))
    slots = [one.slot for one in plan.booked]

    there = [cost(SHAPE, candidates, [*slots, slot]) for slot in range(6)]

    assert np.array(there) - plan.cost_min == pytest.approx(np.array(plan.alpha_min))


def test_risk_blind_places_do_not_depend_on_who_is_unreliable():
    candidates = unequal()
    backwards = [
        Candidate(id=one.id, p_show=other.p_show, law=one.law)
        for one, other in zip(candidates, reversed(candidates), strict=True)
    ]
    params = PlanParams(n_booked=len(candidates))

    plans = [
        plan_overbooking(SHAPE, each, params=params) for each in (candidates, backwards)
    ]

    assert [one.slot for one in plans[0].booked] == [
        one.slot for one in plans[1].booked
    ]


def test_individual_placement_costs_no_more_and_keeps_the_bound_between_groups():
    candidates = unequal(9)
    blind = plan_overbooking(SHAPE, candidates, params=PlanParams(n_booked=9))

    plan = plan_overbooking(SHAPE, candidates, params=INDIVIDUAL)

    assert plan.wait_ratio <= max(INDIVIDUAL.max_wait_ratio, blind.wait_ratio)
    assert plan.wait_ratio == pytest.approx(wait_ratio(plan.booked, plan.forecast))


def test_without_a_bound_individual_chances_only_help():
    free = PlanParams(placement=Placement.INDIVIDUAL, max_wait_ratio=1e9, n_booked=9)
    candidates = unequal(9)

    plan = plan_overbooking(SHAPE, candidates, params=free)

    blind = plan_overbooking(SHAPE, candidates, params=PlanParams(n_booked=9))
    assert plan.cost_min <= blind.cost_min + 1e-9


def test_named_groups_are_compared_by_their_mean_waits():
    booked = [
        *at(make_candidates([1.0, 1.0], LONG, group="a"), [0, 1]),
        *at(make_candidates([1.0, 1.0], LONG, group="b"), [0, 1]),
    ]
    forecast = evaluate(SHAPE, booked)
    waits = [one.mean_min for one in forecast.waits]

    assert wait_ratio(booked, forecast) == pytest.approx(
        sum(waits[2:]) / sum(waits[:2])
    )


@pytest.mark.parametrize(
    ("caps", "stop"),
    [
        (Caps(booked=4), Stop.BOOKED),
        (Caps(per_slot=1), Stop.PER_SLOT),
        (Caps(mean_wait_min=1.0), Stop.MEAN_WAIT),
        (Caps(overtime_min=0.05), Stop.OVERTIME),
    ],
)
def test_a_cap_ends_the_plan_and_is_kept(caps, stop):
    plan = plan_overbooking(SHAPE, make_candidates([0.5] * 15), caps=caps)

    assert plan.stopped_by is stop
    assert plan.forecast.mean_wait_min <= (caps.mean_wait_min or np.inf)
    assert plan.forecast.overtime_min <= (caps.overtime_min or np.inf)


def test_who_asks_is_booked_when_few_ask():
    plan = plan_overbooking(SHAPE, unequal(3))

    assert (len(plan.booked), plan.stopped_by) == (3, Stop.NOBODY_LEFT)
    assert plan_overbooking(SHAPE, []).booked == ()


def test_the_plan_is_compared_with_one_a_slot():
    plan = plan_overbooking(SHAPE, make_candidates([0.6] * 15))

    assert plan.today.n_booked == 6
    assert plan.forecast.utilisation > plan.today.utilisation
    assert f"{plan.forecast.n_booked} patients are booked" in explain_plan(plan)[0]


@pytest.mark.parametrize(
    ("caps", "n_booked"), [(Caps(), 16), (Caps(booked=3), 4), (Caps(per_slot=1), 7)]
)
def test_a_number_that_cannot_be_booked_is_refused(caps, n_booked):
    with pytest.raises(InvalidField, match="n_booked"):
        plan_overbooking(
            SHAPE,
            make_candidates([0.5] * 15),
            caps=caps,
            params=PlanParams(n_booked=n_booked),
        )


@pytest.mark.parametrize("seed", range(4))
def test_an_individual_plan_without_a_bound_is_the_cheapest_there_is(seed):
    shape = make_shape(4)
    candidates = make_candidates(random_shows(seed, 5))
    params = PlanParams(
        n_booked=5, placement=Placement.INDIVIDUAL, max_wait_ratio=1e9, seed=seed
    )

    plan = plan_overbooking(shape, candidates, caps=Caps(per_slot=None), params=params)

    assert plan.cost_min == pytest.approx(cheapest(shape, candidates))


def test_times_between_the_slots_cost_less_for_the_same_patients():
    shape = SessionShape.even(4, 15.0, grid_min=5.0)
    between = shape.told_every(5.0)
    candidates = make_candidates([0.8] * 6)
    params = PlanParams(n_booked=6, n_starts=1)

    coarse, fine = (
        plan_overbooking(one, candidates, params=params) for one in (shape, between)
    )

    assert between.starts_min == tuple(range(0, 60, 5))
    assert between.length_min == shape.length_min
    assert fine.cost_min < coarse.cost_min
    assert fine.forecast.seen == pytest.approx(coarse.forecast.seen)


def test_nobody_is_told_a_time_in_a_break():
    shape = SessionShape((0.0, 15.0, 60.0), 75.0, grid_min=5.0)

    assert shape.told_every(5.0).starts_min == (0, 5, 10, 15, 20, 25, 60, 65, 70)


@pytest.mark.parametrize("minutes", [0.0, -5.0, 4.0, float("nan")])
def test_times_off_the_grid_are_refused(minutes):
    with pytest.raises(InvalidField):
        make_shape().told_every(minutes)


def test_an_offer_says_exactly_what_would_follow():
    booked = at(unequal(7), [0, 0, 1, 2, 3, 4, 5])
    asking = Candidate(id="new", p_show=0.55, law=LONG)

    found = offers(SHAPE, booked, asking, placement=Placement.INDIVIDUAL)

    now = cost(SHAPE, [one.candidate for one in booked], [one.slot for one in booked])
    for offer in found:
        after = [*booked, Booked(asking, offer.slot)]
        forecast = evaluate(SHAPE, after)
        total = cost(
            SHAPE, [one.candidate for one in after], [one.slot for one in after]
        )
        assert offer.alpha_min == pytest.approx(total - now)
        assert offer.mean_wait_min == pytest.approx(forecast.mean_wait_min)
        assert offer.overtime_min == pytest.approx(forecast.overtime_min)
    assert [one.alpha_min for one in found] == sorted(one.alpha_min for one in found)


def test_risk_blind_offers_do_not_depend_on_who_is_the_unreliable_one():
    first, second = make_candidates([0.5, 0.9])

    one = offers(SHAPE, [Booked(first, 0)], second)
    other = offers(SHAPE, [Booked(second, 0)], first)

    assert [offer.slot for offer in one] == [offer.slot for offer in other]


@pytest.mark.parametrize(
    "caps",
    [Caps(booked=2), Caps(mean_wait_min=0.0, per_slot=1), Caps(overtime_min=0.0)],
)
def test_what_the_caps_forbid_is_not_offered(caps):
    booked = at(make_candidates([1.0, 1.0], LONG), [4, 5])

    found = offers(SHAPE, booked, Candidate(p_show=1.0, law=LONG), caps=caps)

    assert all(one.slot < 4 for one in found)
    assert len(found) < 4 or caps.booked is None


def test_costs_decide_between_waiting_and_overtime():
    shape = SessionShape.even(6, 15.0, grid_min=5.0)
    candidates = make_candidates([0.7] * 9, SHORT)
    params = PlanParams(n_booked=9)

    patient, clinic = (
        plan_overbooking(
            shape, candidates, Costs(wait=1, overtime=o, idle=0), params=params
        )
        for o in (0.1, 50.0)
    )

    assert patient.forecast.mean_wait_min < clinic.forecast.mean_wait_min
    assert clinic.forecast.overtime_min < patient.forecast.overtime_min
