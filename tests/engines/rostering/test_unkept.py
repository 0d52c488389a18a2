"""Rules of too many states: what rosters out of whole lines may break, and learn."""

from dataclasses import replace

import numpy as np
import pytest
from tests.engines.rostering.builders import DAY, LONG, make_problem

from horarium.engines.rostering.check import check
from horarium.engines.rostering.columns import people
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.rebuild import Part, Rebuilder
from horarium.engines.rostering.columns.unkept import Unkept
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.reduction import reduce
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.rules.max_hours_in_window import MaxHoursInWindow
from horarium.engines.rostering.rules.registry import BASIC_RULES

N_DAYS = 10


@pytest.fixture
def stretched(monkeypatch):
    """Two people wanted every day, who may work 40 of any 168 hours; and its columns."""
    monkeypatch.setattr(people, "MOST_STATES", 12)
    cover = [
        Cover(day=day, shift_types=(shift,), wanted=1, under_weight=20)
        for day in range(N_DAYS)
        for shift in "DL"
    ]
    problem = make_problem(
        *BASIC_RULES,
        MaxHoursInWindow(window_h=168, max_h=40),
        people=3,
        shifts=(DAY, replace(LONG, site="north")),
        n_days=N_DAYS,
        cover=cover,
    )
    encoded = encode(problem)
    columns = Columns.of(encoded, reduce(encoded.system))
    return problem, encoded, columns


def true_of(encoded, roster):
    true = np.zeros(encoded.system.n_variables, dtype=np.int64)
    first = encoded.system.first_cell
    true[first : first + encoded.system.n_cells] = encoded.cell_values(roster)
    return true


def test_a_roster_breaks_unkept_rows_exactly_when_the_judge_finds_the_rule_broken(
    stretched,
):
    problem, encoded, columns = stretched
    rng = np.random.default_rng(5)
    verdicts = []

    for _ in range(40):
        roster = Roster.of(np.maximum(-1, rng.integers(-3, 2, (3, N_DAYS))))
        unkept = Unkept(columns.structure, columns.unkept)
        is_broken = any(
            breach.rule == "max-hours-in-window"
            for breach in check(problem, roster).breaches
        )
        assert unkept.note(true_of(encoded, roster)) == is_broken
        verdicts.append(is_broken)

    assert len(set(verdicts)) == 2


def test_rows_once_broken_are_not_new_again(stretched):
    _, encoded, columns = stretched
    everybody = true_of(encoded, Roster.of(np.zeros((3, N_DAYS))))
    unkept = Unkept(columns.structure, columns.unkept)

    assert unkept.note(everybody)
    assert not unkept.note(everybody)


def test_rows_taken_up_hold_in_a_part_exactly_when_they_hold_in_the_roster(stretched):
    _, encoded, columns = stretched
    linking, rng = columns.linking, np.random.default_rng(6)
    unkept = Unkept(columns.structure, columns.unkept)
    unkept.note(true_of(encoded, Roster.of(np.zeros((3, N_DAYS)))))
    cells = encoded.has[0, :, :2].ravel()
    verdicts = []

    for _ in range(40):
        choice = np.maximum(-1, rng.integers(-3, 2, (3, N_DAYS)))
        true = true_of(encoded, Roster.of(choice))
        free = np.isin(np.arange(len(true)), cells)
        wider = unkept.added_to(linking, cells, np.where(free, 0, true))
        sums = wider.own[linking.n_rows :] @ np.where(free, true, 0)
        is_kept = bool((sums <= wider.high[linking.n_rows :]).all())
        alone = np.where(np.arange(3)[:, np.newaxis] == 0, choice, -1)
        is_broken = Unkept(columns.structure, columns.unkept).note(
            true_of(encoded, Roster.of(alone))
        )
        assert is_kept != is_broken
        verdicts.append(is_kept)

    assert len(set(verdicts)) == 2


def test_a_part_is_built_again_with_the_rows_that_it_broke(stretched):
    problem, _, columns = stretched
    nobody = Roster.empty(3, N_DAYS)
    effort = Effort(halted=lambda: False, remaining_s=lambda: 60.0, work_limit=20.0)
    part = Part(np.arange(3), range(N_DAYS))

    def hours_beyond(rebuilder):
        built = rebuilder.rebuild(nobody, part, effort).roster
        verdict = check(problem, built)
        return sum(breach.amount for breach in verdict.breaches if breach.is_hard)

    knowing = Rebuilder(columns, 1000.0)
    ignorant = Rebuilder(replace(columns, unkept=columns.unkept[:0]), 1000.0)
    assert hours_beyond(knowing) < hours_beyond(ignorant)
