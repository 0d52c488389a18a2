"""Small changes by the million: every one judged as the judge would, never illegal."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.rostering.builders import (
    DAY,
    LONG,
    NIGHT,
    make_person,
    make_problem,
    random_roster,
)

from horarium.engines.rostering.check import check
from horarium.engines.rostering.columns import anneal, combine
from horarium.engines.rostering.columns import annealing as annealing_module
from horarium.engines.rostering.columns.anneal import (
    COLD,
    HOT,
    JOINED,
    WARM,
    Annealer,
    first_cooling,
    rest_of,
)
from horarium.engines.rostering.columns.annealing import Annealing
from horarium.engines.rostering.columns.board import board_of
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.structure import structure_of
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.people import Request, RequestKind
from horarium.engines.rostering.reduction import reduce
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.commute import Commute
from horarium.engines.rostering.rules.continuity import Continuity
from horarium.engines.rostering.rules.contract_hours import ContractHours
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.max_hours_in_window import MaxHoursInWindow
from horarium.engines.rostering.rules.max_weekends import MaxWeekends
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.not_after import NotAfter
from horarium.engines.rostering.rules.quota import Quota
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.rules.rest_after_run import RestAfterRun
from horarium.engines.rostering.rules.supervision import Supervision
from horarium.engines.rostering.shifts import Duties

NIGHTS = Duties(tags=("night",))
PLAIN_NIGHT = replace(NIGHT, never_before=())
SHIFTS = (DAY, LONG, replace(NIGHT, never_before=("D",)))
PEOPLE = (
    make_person("ann", grade="ST3", sites=("north", "south")),
    make_person(
        "bob",
        grade="ST7",
        sites=("south", "north"),
        requests=(Request(day=2, kind=RequestKind.OFF, weight=7),),
    ),
    make_person("cyd", grade="ST5", sites=("north", "south")),
    make_person("dee", grade="ST7", sites=("north", "south")),
)
RULES = (
    *BASIC_RULES,
    Supervision(juniors=("ST3", "ST5"), seniors=("ST7",), duties=NIGHTS),
    Supervision(id="days", juniors=("ST3",), seniors=("ST7",), weight=6),
    MaxHoursInWindow(max_h=60, window_h=120),
    MaxWeekends(weekends=1),
    Quota(duties=Duties(ids=("L",)), at_most=4),
    Quota(id="long", duties=Duties(ids=("L",)), at_least=1, weight=4),
    ContractHours(tolerance_h=8, weight=1),
    Fairness(id="nights", weight=3, duties=NIGHTS),
    Fairness(id="weekends", weight=4, count="weekends"),
    MinConsecutive(days=2, weight=2),
    Continuity(weight=2),
    Commute(weight=1),
)


def make_ward(*rules, n_days=14):
    cover = [
        Cover(day=day, shift_types=(shift,), wanted=1, maximum=3, under_weight=weight)
        for day in range(n_days)
        for shift, weight in (("D", 20), ("L", 30), ("N", 50))
    ]
    cover += [replace(one, over_weight=5, wanted=2) for one in cover[::3]]
    return make_problem(
        *(rules or RULES), people=PEOPLE, shifts=SHIFTS, n_days=n_days, cover=cover
    )


def make_board(problem):
    encoded = encode(problem)
    return board_of(structure_of(encoded), encoded.has)


def make_annealer(problem, seed=0):
    board = make_board(problem)
    assert board is not None
    return Annealer(board, np.random.default_rng(seed))


@cache
def make_week():
    problem = make_ward(n_days=7)
    return problem, make_annealer(problem)


def make_effort(work_limit):
    return Effort(halted=lambda: False, remaining_s=lambda: 60.0, work_limit=work_limit)


def everybody_off(problem):
    return Roster.of(np.full((problem.n_people, problem.n_days), OFF, dtype=np.int16))


def cooled(problem, seed=0, work_limit=0.2):
    told = []
    annealer = make_annealer(problem, seed)
    start = everybody_off(problem)
    annealer.cool(start, make_effort(work_limit), HOT, told.append)
    return told


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), p_work=st.sampled_from([0.1, 0.3, 0.5]))
def test_a_board_tells_legal_from_illegal_and_differences_as_the_judge_does(
    seed, p_work
):
    problem, annealer = make_week()
    nothing = everybody_off(problem)
    rng = np.random.default_rng(seed)
    cells = random_roster(problem, seed).cells
    roster = Roster.of(np.where(rng.random(cells.shape) < p_work, cells, OFF))

    cost, verdict = annealer.cost(roster), check(problem, roster)

    assert (cost is not None) == verdict.is_legal
    if cost is not None:
        more = verdict.objective - check(problem, nothing).objective
        assert cost - annealer.cost(nothing) == more


def test_what_millions_of_changes_add_up_to_is_what_their_roster_costs():
    problem = make_ward()
    annealer = make_annealer(problem)
    start = everybody_off(problem)

    found = cooled(problem)[-1]

    saved = annealer.cost(start) - annealer.cost(found)
    assert saved == check(problem, start).objective - check(problem, found).objective
    assert saved > 500


def test_annealed_rosters_are_legal_and_each_better_than_the_one_before(monkeypatch):
    monkeypatch.setattr(anneal, "TELLS_A_CELL", 700)
    problem = make_ward()

    verdicts = [check(problem, roster) for roster in cooled(problem, work_limit=0.4)]

    costs = [verdict.objective for verdict in verdicts]
    assert all(verdict.is_legal for verdict in verdicts)
    assert len(costs) > 1
    assert costs == sorted(costs, reverse=True)


def test_the_same_seed_and_work_anneal_to_the_same_roster():
    problem = make_ward()

    assert cooled(problem, seed=3) == cooled(problem, seed=3)


def test_whoever_comes_later_ends_with_the_first_cooling():
    cooling = first_cooling(make_effort(10.0))

    early, _ = rest_of(cooling, cooling[1] / 20)
    hot, left_s = rest_of(cooling, cooling[1] / 2)

    assert rest_of(cooling, 0.0) == cooling
    assert early == pytest.approx(HOT * (COLD / HOT) ** 0.05)
    assert hot == JOINED
    assert left_s == pytest.approx(cooling[1] / 2)
    assert rest_of(cooling, cooling[1])[0] == WARM


def test_all_threads_share_one_first_cooling(monkeypatch):
    begun, left = [], [60.0]
    monkeypatch.setattr(annealing_module, "FEW_TIES", 0)
    monkeypatch.setattr(annealing_module, "MANY_TIES", 0)
    monkeypatch.setattr(
        Annealer, "run", lambda _, __, ___, ____, cooling: begun.append(cooling) or 1.0
    )
    problem, _ = make_week()
    annealing = Annealing(encode(problem), lambda: None, lambda _: None)
    effort = Effort(halted=lambda: False, remaining_s=lambda: left[0])
    annealing.prepare(lambda: False)

    for left[0] in (60.0, 40.0, 1.0):
        annealing.run(effort, np.random.default_rng(0))

    first, joined, later = begun
    assert first[0] == HOT
    assert joined == rest_of(first, 20.0)
    assert later[0] == WARM


def test_an_illegal_roster_is_not_annealed():
    problem = make_ward()
    night_then_day = everybody_off(problem).cells.copy()
    night_then_day[0, :2] = (2, 0)

    told = []
    work = make_annealer(problem).cool(
        Roster.of(night_then_day), make_effort(0.1), HOT, told.append
    )

    assert (work, told) == (0.0, [])


def test_a_rule_that_prices_one_number_of_many_people_has_no_board():
    problem = make_ward(*BASIC_RULES, Fairness(duties=NIGHTS, worst_weight=5))

    assert make_board(problem) is None


@pytest.mark.parametrize("is_helper", [False, True])
def test_where_many_rows_tie_people_together_both_threads_anneal(
    monkeypatch, is_helper
):
    monkeypatch.setattr(annealing_module, "FEW_TIES", 10)
    monkeypatch.setattr(annealing_module, "MANY_TIES", 10)
    problem = make_ward()
    encoded = encode(problem)
    rosters = [everybody_off(problem)]
    first = check(problem, rosters[0]).objective
    combiner = combine.Combiner(
        (encoded, reduce(encoded.system)),
        lambda _: None,
        rosters.append,
        lambda: (rosters[-1], check(problem, rosters[-1]).objective),
    )

    rng = np.random.default_rng(0)
    combiner.annealing.prepare(lambda: False)
    combiner.run(make_effort(0.3), rng, is_endless=True, is_helped=True)
    if is_helper:
        del rosters[1:]
        assert combiner.build(make_effort(0.3), rng)()

    assert check(problem, rosters[-1]).is_legal
    assert check(problem, rosters[-1]).objective < first / 3


def test_where_fewer_do_each_cooling_is_a_short_one_and_longer_than_before(monkeypatch):
    monkeypatch.setattr(annealing_module, "FEW_TIES", 10)
    problem, took, told = make_ward(), [], []
    start = everybody_off(problem)
    annealing = Annealing(encode(problem), lambda: (start, 0), told.append)
    annealing.prepare(lambda: False)

    for _ in range(3):
        took.append(annealing.run(make_effort(1.0), np.random.default_rng(0)))

    assert annealing.is_possible
    assert not annealing.is_all
    assert took == pytest.approx([0.06, 0.12, 0.24], abs=0.02)
    assert told


def test_a_problem_with_few_rows_between_people_has_no_board_to_anneal_on():
    encoded = encode(make_ward(n_days=7))
    told = []
    annealing = Annealing(encoded, lambda: None, told.append)

    annealing.prepare(lambda: False)

    assert not annealing.is_possible
    assert annealing.run(make_effort(0.1), np.random.default_rng(0)) == 0.0


def test_a_search_that_is_halted_makes_no_board(monkeypatch):
    monkeypatch.setattr(annealing_module, "FEW_TIES", 10)
    monkeypatch.setattr(annealing_module, "MANY_TIES", 10)
    annealing = Annealing(encode(make_ward()), lambda: None, lambda _: None)

    annealing.prepare(lambda: True)

    assert not annealing.is_possible


def test_what_duties_close_together_rule_out_is_no_row_of_the_board():
    rest = NotAfter(first=NIGHTS, then=Duties(ids=("D",)))
    problem = make_problem(rest, people=PEOPLE[:1], shifts=(DAY, PLAIN_NIGHT), n_days=5)

    board = make_board(problem)

    assert len(board.rows) == 0
    day, night, off = range(3)
    barred = board.barred[board.bar_kind[0, 1]]
    assert barred[night].tolist() == [1 << day, 0]
    assert not barred[[day, off]].any()


@pytest.mark.parametrize("after", [1, 2])
def test_a_choice_ruled_out_by_a_duty_days_before_is_illegal_on_a_board(after):
    rest = RestAfterRun(run=1, rest_h=46, duties=NIGHTS)
    problem = make_problem(rest, people=PEOPLE[:1], shifts=(DAY, PLAIN_NIGHT), n_days=6)
    cells = np.full((1, 6), OFF, dtype=np.int16)
    cells[0, 1], cells[0, 1 + after] = 1, 0

    annealer = make_annealer(problem)

    assert annealer.cost(Roster.of(cells)) is None
    assert annealer.cost(everybody_off(problem)) is not None
