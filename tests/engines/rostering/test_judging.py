"""A few changed cells are judged as the whole roster would be."""

import numpy as np
import pytest
from tests.engines.rostering.builders import make_roster, random_roster
from tests.engines.rostering.test_rules_agree import CASES, make_busy_problem

from horarium.engines.rostering.check import check
from horarium.engines.rostering.judging import TOGETHER, Judge, narrowed
from horarium.engines.rostering.roster import OFF

OWN_LINE = [rule for rule in CASES if not isinstance(rule, TOGETHER)]
SEEDS = range(8)


def changed_cells(problem, seed):
    """Two or three cells of two people."""
    rng = np.random.default_rng(seed)
    n_shifts = len(problem.shift_types)
    rows = rng.choice(problem.n_people, 2, replace=False)
    return {
        (int(row), int(rng.integers(problem.n_days))): int(rng.integers(OFF, n_shifts))
        for row in (*rows, rows[0])
    }


@pytest.mark.parametrize("rule", OWN_LINE, ids=lambda rule: rule.kind)
def test_a_rule_about_one_person_sees_nobody_else(rule):
    problem = make_busy_problem(rule)
    alone = {person.id for person in problem.people[:1]}

    for seed in SEEDS:
        roster = random_roster(problem, seed)
        other = random_roster(problem, seed + 100).cells.copy()
        other[0] = roster.cells[0]
        theirs = [b for b in rule.breaches(problem, roster) if b.person in alone]
        moved = [
            breach
            for narrow in narrowed(rule, alone)
            for breach in narrow.breaches(problem, type(roster).of(other))
            if breach.person in alone
        ]

        assert moved == theirs


@pytest.mark.parametrize("seed", SEEDS)
def test_an_effect_is_the_difference_of_two_verdicts(seed):
    one_a_kind = {rule.kind: rule for rule in CASES}
    problem = make_busy_problem(*one_a_kind.values())
    roster = random_roster(problem, seed)
    cells = changed_cells(problem, seed)

    effect = Judge(problem, roster).effect(cells)

    before, after = check(problem, roster), check(problem, roster.with_cells(cells))
    assert effect.penalty == after.objective - before.objective
    grown = len(after.hard) - len(before.hard)
    assert len(effect.broken) - len(effect.mended) == grown


@pytest.mark.parametrize("seed", SEEDS)
def test_known_breaches_give_the_same_effects_as_looking_for_them(seed):
    one_a_kind = {rule.kind: rule for rule in CASES}
    problem = make_busy_problem(*one_a_kind.values())
    roster = random_roster(problem, seed)
    cells = changed_cells(problem, seed)
    row = min(cells)[0]

    judges = [
        Judge(problem, roster),
        Judge(problem, roster, check(problem, roster).breaches),
    ]

    looked, told = (judge.effect(cells) for judge in judges)
    assert told == looked
    looked, told = (judge.line(row, {(row, 3): OFF}) for judge in judges)
    assert told == looked


def test_many_independent_lines_are_judged_in_one_look():
    problem = make_busy_problem(*{rule.kind: rule for rule in OWN_LINE}.values())
    roster = random_roster(problem, 3)
    judge = Judge(problem, roster)
    nights = {(row, 7): 2 for row in range(problem.n_people)}

    together = judge.lines(roster.with_cells(nights), range(problem.n_people))

    alone = {row: judge.line(row, {(row, 7): 2}) for row in range(problem.n_people)}
    assert together == alone


def test_what_was_broken_before_is_not_blamed_on_a_change():
    problem = make_busy_problem(next(rule for rule in CASES if rule.kind == "min-rest"))
    roster = make_roster(problem, "ND............", "." * 14, "." * 14)

    effect = Judge(problem, roster).effect({(1, 5): 0})

    assert effect.is_legal
