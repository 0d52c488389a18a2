from ortools.sat.python import cp_model

from horarium.engines.rostering.cpsat import INT_MAX, INT_MIN


def test_no_limit_is_what_the_solver_takes_for_none():
    assert (INT_MIN, INT_MAX) == (cp_model.INT_MIN, cp_model.INT_MAX)
