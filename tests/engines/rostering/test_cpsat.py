import signal
import threading

import numpy as np
import pytest
from ortools.sat.python import cp_model

from horarium.engines.rostering.cpsat import INT_MAX, INT_MIN, Search, search
from horarium.engines.rostering.model import Model


def make_covering(n_items, rng, price=-1):
    """Choose items, each worth having, no more than so many of any three sets."""
    model = Model()
    items = model.new(n_items)
    model.add_cost(items, price)
    sets = np.array([rng.permutation(items)[:9] for _ in range(3 * n_items)])
    model.add_rows(sets, 1, low=0, high=3)
    model.n_cells = n_items
    return model.build()


def test_no_limit_is_what_the_solver_takes_for_none():
    assert (INT_MIN, INT_MAX) == (cp_model.INT_MIN, cp_model.INT_MAX)


def test_a_search_that_ends_before_it_began_proves_nothing_of_negative_costs():
    system = make_covering(300, np.random.default_rng(0))
    best = search(system, Search(limit_s=30, first_will_do=True))

    stopped = search(system, Search(limit_s=0.0))

    assert best.objective < 0
    assert stopped.bound <= best.objective


def test_what_is_proven_is_the_objective_of_the_best():
    system = make_covering(12, np.random.default_rng(0))

    found = search(system, Search(limit_s=30))

    assert found.is_best
    assert found.bound == found.objective


@pytest.fixture
def heard():
    """What Ctrl-C has brought while a test listens for it."""
    brought = []
    usual = signal.signal(signal.SIGINT, lambda number, _frame: brought.append(number))
    yield brought
    signal.signal(signal.SIGINT, usual)


def test_a_search_leaves_ctrl_c_to_whoever_listens(heard):
    system = make_covering(300, np.random.default_rng(0))
    has_begun, is_over = threading.Event(), threading.Event()
    how = Search(
        limit_s=60, on_news=lambda *_: has_begun.set(), should_stop=is_over.is_set
    )
    searching = threading.Thread(target=search, args=(system, how))
    searching.start()

    assert has_begun.wait(50)
    signal.raise_signal(signal.SIGINT)
    is_over.set()
    searching.join()

    assert heard == [signal.SIGINT]
