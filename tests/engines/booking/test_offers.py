"""The online rule: exact whatever is asked, for one session or many at once."""

import numpy as np
import pytest
from tests.engines.booking.builders import SHORT, make_shape

from horarium.engines.booking import (
    Booked,
    Candidate,
    Caps,
    Costs,
    Placement,
    ServiceLaw,
    SessionShape,
    evaluate,
    offers,
)
from horarium.engines.booking.evaluate import cost_of
from horarium.engines.booking.offers import Asked, offers_in_each

COSTS = Costs(wait=1.5, overtime=4.0, idle=2.0)
ANYWHERE = Caps(per_slot=None)
GRID = 5.0


def laws() -> list[ServiceLaw]:
    return [
        ServiceLaw.lognormal(12.0, 0.4, GRID),
        ServiceLaw.fixed(0.0, GRID),
        ServiceLaw.fixed(300.0, GRID),
    ]


def odd_case(seed: int, n_slots: int) -> Asked:
    rng = np.random.default_rng(seed)
    kinds = laws()

    def somebody() -> Candidate:
        p_show = float(rng.choice([0.0, 1.0, rng.uniform()]))
        return Candidate(p_show=p_show, law=kinds[int(rng.integers(3))])

    booked = [
        Booked(somebody(), int(rng.integers(n_slots)))
        for _ in range(int(rng.integers(0, 12)))
    ]
    shape = SessionShape.even(n_slots, 10.0, GRID)
    return Asked(shape, booked, somebody())


@pytest.mark.parametrize("n_slots", [1, 2, 7])
@pytest.mark.parametrize("seed", range(6))
def test_an_offer_costs_what_the_exact_evaluation_says(seed, n_slots):
    one = odd_case(seed, n_slots)
    before = cost_of(evaluate(one.shape, one.booked), COSTS)

    found = offers(
        one.shape,
        one.booked,
        one.asking,
        COSTS,
        ANYWHERE,
        placement=Placement.INDIVIDUAL,
    )

    assert len(found) == n_slots
    for offer in found:
        after = evaluate(one.shape, [*one.booked, Booked(one.asking, offer.slot)])
        assert offer.alpha_min == pytest.approx(
            cost_of(after, COSTS) - before, rel=1e-6, abs=1e-6
        )
        assert offer.overtime_min == pytest.approx(after.overtime_min, abs=1e-6)


def test_many_sessions_asked_together_are_offered_what_each_is_alone():
    asked = [odd_case(seed, n_slots) for seed in range(5) for n_slots in (2, 7)]

    together = offers_in_each(asked, COSTS, ANYWHERE)

    for one, found in zip(asked, together, strict=True):
        alone = offers(one.shape, one.booked, one.asking, COSTS, ANYWHERE)
        assert [it.slot for it in found] == [it.slot for it in alone]
        assert [it.alpha_min for it in found] == pytest.approx(
            [it.alpha_min for it in alone], rel=1e-9, abs=1e-9
        )


def test_a_full_session_among_many_is_offered_nothing():
    shape, someone = make_shape(2), Candidate(p_show=0.5, law=SHORT)
    free = Asked(shape, [], someone)
    full = Asked(shape, [Booked(someone, 0)], someone)

    found = offers_in_each([full, free], COSTS, Caps(booked=1))

    assert [len(one) for one in found] == [0, 2]
