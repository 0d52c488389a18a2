"""Both runs, margins and neighbours are exact; the search finds what brute force finds."""

import numpy as np
import pytest
from tests.engines.booking.builders import (
    LONG,
    SHORT,
    cheapest,
    cost,
    make_candidates,
    make_shape,
    random_shows,
)

from horarium.engines.booking import Candidate, Costs
from horarium.engines.booking.kernel import Kernel, run
from horarium.engines.booking.margins import margins
from horarium.engines.booking.neighbours import neighbours
from horarium.engines.booking.search import search

SLOTS = np.array([0, 0, 1, 2, 2, 3, 4])


@pytest.fixture
def unequal():
    return make_candidates(random_shows(3, 7))


def test_the_two_runs_give_the_exact_cost(unequal):
    kernel = Kernel.of(make_shape(), unequal, Costs())

    assert run(kernel, SLOTS).cost == pytest.approx(cost(make_shape(), unequal, SLOTS))


@pytest.mark.parametrize("law", [SHORT, LONG])
def test_a_margin_is_the_difference_that_one_booking_makes(unequal, law):
    shape, more = make_shape(), Candidate(p_show=0.6, law=law)
    kernel = Kernel.of(shape, [*unequal, more], Costs())
    now = cost(shape, unequal, SLOTS)

    found = margins(kernel, run(kernel, np.append(SLOTS, -1)), 0.6, law, Costs().idle)

    there = [cost(shape, [*unequal, more], [*SLOTS, slot]) for slot in range(5)]
    assert found == pytest.approx(np.array(there) - now)


def test_every_move_is_costed_exactly(unequal):
    shape = make_shape()
    kernel = Kernel.of(shape, unequal, Costs())

    near = neighbours(kernel, run(kernel, SLOTS), SLOTS)

    for one, slot in np.argwhere(np.isfinite(near.moves)):
        moved = SLOTS.copy()
        moved[one] = slot
        assert near.moves[one, slot] == pytest.approx(cost(shape, unequal, moved))
    assert np.isfinite(near.moves).sum() == 7 * 4


def test_every_swap_is_costed_exactly(unequal):
    shape = make_shape()
    kernel = Kernel.of(shape, unequal, Costs())

    near = neighbours(kernel, run(kernel, SLOTS), SLOTS)

    for one, other in np.argwhere(np.isfinite(near.swaps)):
        swapped = SLOTS.copy()
        swapped[[one, other]] = SLOTS[[other, one]]
        assert near.swaps[one, other] == pytest.approx(cost(shape, unequal, swapped))
    assert np.isfinite(near.swaps).sum() == 21 - 2


@pytest.mark.parametrize("seed", [1, 2])
def test_unequal_patients_are_placed_as_well_as_brute_force_places_them(seed):
    shape, candidates = make_shape(3), make_candidates(random_shows(seed, 5))
    kernel = Kernel.of(shape, candidates, Costs())

    found = search(kernel, 12, None, np.random.default_rng(0))

    assert found.cost == pytest.approx(cheapest(shape, candidates))
    assert found.cost == pytest.approx(cost(shape, candidates, found.slots))


def test_equal_patients_need_one_descent_only():
    shape, candidates = make_shape(4), make_candidates([0.7] * 5)
    kernel = Kernel.of(shape, candidates, Costs())

    found = search(kernel, 1, None, np.random.default_rng(0))

    assert found.cost == pytest.approx(cheapest(shape, candidates))


def test_consultations_of_two_kinds_are_searched_by_their_true_cost():
    shape = make_shape(3)
    candidates = [*make_candidates([0.6, 0.8]), *make_candidates([0.5, 0.9], LONG)]
    kernel = Kernel.of(shape, candidates, Costs())

    found = search(kernel, 12, None, np.random.default_rng(0))

    assert found.cost == pytest.approx(cheapest(shape, candidates))


def test_no_slot_gets_more_than_it_may():
    kernel = Kernel.of(make_shape(4), make_candidates(random_shows(5, 7)), Costs())

    found = search(kernel, 5, 2, np.random.default_rng(0))

    assert np.bincount(found.slots).max() <= 2


def test_the_same_seed_gives_the_same_places():
    kernel = Kernel.of(make_shape(), make_candidates(random_shows(5, 8)), Costs())

    one, other = (search(kernel, 6, 3, np.random.default_rng(4)) for _ in range(2))

    assert list(one.slots) == list(other.slots)
