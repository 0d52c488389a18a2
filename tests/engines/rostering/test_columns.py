"""Whole lines of people: priced exactly, bounds that hold, rosters that are legal."""

import os
from dataclasses import replace
from itertools import product
from pathlib import Path

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
    make_roster,
    random_roster,
)

from horarium.engines.rostering.check import check
from horarium.engines.rostering.columns import people as people_module
from horarium.engines.rostering.columns.bound import SCALE, bound_of
from horarium.engines.rostering.columns.branch import Cases
from horarium.engines.rostering.columns.columns import Columns, roster_of
from horarium.engines.rostering.columns.combine import Combiner
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.generate import generate
from horarium.engines.rostering.columns.kernel import UNREACHED
from horarium.engines.rostering.columns.master import Master
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.io.curtis_qu import parse_curtis_qu
from horarium.engines.rostering.model import FREE
from horarium.engines.rostering.people import Limits, Request, RequestKind
from horarium.engines.rostering.reduction import reduce
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.max_hours_in_window import MaxHoursInWindow
from horarium.engines.rostering.rules.max_shifts import MaxShifts
from horarium.engines.rostering.rules.max_weekends import MaxWeekends
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.min_days_off import MinDaysOff
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.rules.total_hours import TotalHours
from horarium.engines.rostering.shifts import Duties

SHIFTS = (DAY, replace(NIGHT, never_before=("D",)))
NIGHTS = Duties(tags=("night",))
RULES = (
    MaxConsecutive(days=2),
    MinConsecutive(days=2, weight=3),
    MinDaysOff(days=2),
    MaxShifts(),
    MaxWeekends(weekends=1),
    MaxHoursInWindow(max_h=36, window_h=72),
    TotalHours(min_h=12, max_h=40),
    TotalHours(id="soft-hours", min_h=20, max_h=30, weight=2),
    Fairness(weight=2, duties=NIGHTS),
    Fairness(id="worst", weight=1, worst_weight=4),
)

WIDE = 2**30
"""With prices so many times as high lines are looked for in numbers of twice the width."""

HERE = Path(__file__).parents[3]
SHARED = Path(os.environ.get("HORARIUM_SHARED", HERE.parent / "shared"))
INSTANCES = SHARED / "data" / "curtis-qu"


def make_columns(problem):
    encoded = encode(problem)
    columns = Columns.of(encoded, reduce(encoded.system))
    assert columns is not None
    return columns


def make_effort(**changes):
    return Effort(halted=lambda: False, remaining_s=lambda: 60.0, **changes)


def all_lines(problem):
    n_shifts = len(problem.shift_types)
    return [
        np.array(line, dtype=np.int16)
        for line in product(range(OFF, n_shifts), repeat=problem.n_days)
    ]


@st.composite
def problems(draw, n_people=2, n_days=4, least_wanted=0):
    """A few people for a few days from Friday on, under some of the rules."""
    chosen = draw(st.lists(st.sampled_from(RULES), unique=True, max_size=5))
    weights = st.integers(0, 9)
    requests = st.builds(
        Request,
        day=st.integers(0, n_days - 1),
        kind=st.sampled_from(RequestKind),
        weight=weights,
    )
    people = [
        make_person(
            f"p{row}",
            requests=tuple(draw(st.lists(requests, max_size=2))),
            limits=Limits(max_shifts={"N": draw(st.integers(0, 2))}),
        )
        for row in range(n_people)
    ]
    cover = [
        Cover(
            day=day,
            shift_types=(shift,),
            wanted=draw(st.integers(least_wanted, 2)),
            under_weight=draw(weights) + least_wanted,
            over_weight=draw(weights),
        )
        for day, shift in product(range(n_days), ("D", "N"))
    ]
    history = draw(st.sampled_from([(), ("DN",) * n_people, (".D",) * n_people]))
    start = make_problem().horizon.date_of(4)
    return make_problem(
        *BASIC_RULES,
        *chosen,
        people=people,
        shifts=SHIFTS,
        n_days=n_days,
        cover=cover,
        history=history,
        start=start,
    )


@settings(max_examples=40, deadline=None)
@given(
    problem=problems(n_people=1),
    seed=st.integers(0, 2**32 - 1),
    scale=st.sampled_from([1, 8, WIDE]),
)
def test_the_cheapest_line_is_the_cheapest_of_all_legal_lines(problem, seed, scale):
    columns = make_columns(problem)
    pricer = columns.pricers[0]
    rng = np.random.default_rng(seed)
    extra = rng.integers(-20, 20, len(columns.structure.cost))
    prices = columns.structure.cost + extra

    found = pricer.price(scale * prices, scale)

    lines = [pricer.line_of(line) for line in all_lines(problem)]
    costs = [
        line.cost + int(extra[line.atoms].sum()) for line in lines if line is not None
    ]
    assert found.least == (scale * min(costs) if costs else UNREACHED)
    for line in found.lines:
        assert scale * (line.cost + int(extra[line.atoms].sum())) == found.least


@settings(max_examples=15, deadline=None)
@given(problem=problems(n_people=1, least_wanted=2))
def test_a_line_is_refused_exactly_when_a_rule_about_one_person_is_broken(problem):
    columns = make_columns(problem)

    for line in all_lines(problem):
        is_refused = columns.pricers[0].line_of(line) is None
        assert is_refused != check(problem, Roster.of([line])).is_legal


@settings(max_examples=15, deadline=None)
@given(problem=problems(), seed=st.integers(0, 2**32 - 1))
def test_no_roster_costs_less_than_the_bound_at_any_prices(problem, seed):
    columns = make_columns(problem)
    rng = np.random.default_rng(seed)
    linking = columns.linking
    steps = rng.integers(-9 * SCALE, 9 * SCALE, linking.n_rows)
    steps = np.where(linking.low <= -FREE, np.minimum(steps, 0), steps)
    steps = np.where(linking.high >= FREE, np.maximum(steps, 0), steps)

    bound, _ = columns.price(steps, 1)

    for seed_of_roster in range(60):
        verdict = check(problem, random_roster(problem, seed_of_roster))
        assert not verdict.is_legal or verdict.objective >= bound


@settings(max_examples=8, deadline=None)
@given(problem=problems(n_days=2))
def test_the_bound_of_column_generation_holds_for_the_best_roster(problem):
    columns = make_columns(problem)
    master = Master(columns.linking, problem.n_people, 1000.0)
    bounds = []

    found = generate(columns, master, make_effort(work_limit=2.0), bounds.append)

    lines = all_lines(problem)
    verdicts = (check(problem, Roster.of(pair)) for pair in product(lines, lines))
    best = min((v.objective for v in verdicts if v.is_legal), default=None)
    assert best is None or found.bound <= best
    assert bounds == sorted(set(bounds))


def make_ward(n_people=6, n_days=14):
    cover = [
        Cover(day=day, shift_types=(shift,), wanted=wanted, under_weight=50)
        for day in range(n_days)
        for shift, wanted in (("D", 2), ("L", 1), ("N", 1))
    ]
    return make_problem(
        *BASIC_RULES,
        MaxConsecutive(days=4),
        MinDaysOff(days=2),
        TotalHours(max_h=90),
        people=n_people,
        shifts=(DAY, LONG, NIGHT),
        n_days=n_days,
        cover=cover,
    )


def test_a_dive_ends_in_a_legal_roster_at_or_above_the_bound():
    problem = make_ward()
    encoded = encode(problem)
    bounds, rosters = [], []
    combiner = Combiner(
        (encoded, reduce(encoded.system)), bounds.append, rosters.append
    )

    combiner.run(make_effort(work_limit=20.0), np.random.default_rng(0))

    verdicts = [check(problem, roster) for roster in rosters]
    assert verdicts
    assert all(verdict.is_legal for verdict in verdicts)
    assert max(bounds) <= min(verdict.objective for verdict in verdicts)


def test_the_same_problem_gives_the_same_lines():
    rosters = []
    for _ in range(2):
        problem = make_ward()
        columns = make_columns(problem)
        master = Master(columns.linking, problem.n_people, 1000.0)
        generate(columns, master, make_effort(work_limit=0.2), lambda _: None)
        rosters.append([line.key for line in master.lines])

    assert rosters[0] == rosters[1]


def test_lines_of_a_roster_make_that_roster():
    problem = make_ward(n_people=2, n_days=7)
    roster = make_roster(problem, "DD..NN.", "..LL..D")

    lines = make_columns(problem).lines_of(roster)

    assert roster_of(lines) == roster
    assert bound_of(make_columns(problem).linking, np.zeros(21, dtype=np.int64), 0) >= 0


def make_instance(name):
    file = INSTANCES / f"{name}.txt"
    if not file.exists():
        pytest.skip("the public instances are not there; set HORARIUM_SHARED")
    return parse_curtis_qu(file.read_text(encoding="utf-8"), file.name)


def test_heads_that_come_in_whole_numbers_prove_more_than_a_mix():
    problem = make_instance("Instance1")
    columns = make_columns(problem)
    master = Master(columns.linking, problem.n_people, 1000.0)
    root = generate(columns, master, make_effort())

    cases = Cases(columns, 1000.0, master.lines, root)
    bound = cases.run(make_effort(work_limit=5.0), lambda _: None)

    assert root.bound < bound == 607


@pytest.mark.parametrize(("name", "best"), [("Instance2", 828), ("Instance4", 1716)])
def test_the_bound_of_a_public_instance_is_its_best_known_value(name, best):
    problem = make_instance(name)
    columns = make_columns(problem)
    master = Master(columns.linking, problem.n_people, 1000.0)

    found = generate(columns, master, make_effort(), lambda _: None)

    assert found.bound == best


def test_more_is_not_taken_apart_than_the_automata_may_have_arcs():
    people = [
        make_person(f"p{n}", limits=Limits(max_consecutive_days=2 + n % 5))
        for n in range(10)
    ]
    problem = make_problem(
        *BASIC_RULES, MaxConsecutive(), people=people, shifts=SHIFTS, n_days=14
    )
    encoded = encode(problem)
    model = encoded, reduce(encoded.system)
    columns = Columns.of(*model)
    n_arcs = sum(
        len(automaton.source)
        for automaton in {one.person.automaton for one in columns.pricers}
    )

    assert Columns.of(*model, most_arcs=n_arcs - 1) is None
    assert Columns.of(*model, most_arcs=n_arcs) is not None


def test_what_would_be_too_much_is_given_up_before_it_is_done(monkeypatch):
    history = [("." * n + "D" * (14 - n)) for n in range(12)]
    people = [make_person(f"p{n}") for n in range(12)]
    problem = make_problem(
        *BASIC_RULES,
        MaxConsecutive(days=14),
        people=people,
        shifts=SHIFTS,
        n_days=14,
        history=history,
    )
    encoded = encode(problem)
    model = encoded, reduce(encoded.system)
    asked = []
    compiled = people_module.compile_automaton

    def counted(grammar, most_states):
        asked.append(compiled(grammar, most_states))
        return asked[-1]

    monkeypatch.setattr(people_module, "compile_automaton", counted)
    Columns.of(*model)
    n_arcs = sum(len(automaton.source) for automaton in asked)
    n_automata = len(asked)
    asked.clear()

    found = Columns.of(*model, most_arcs=round(0.9 * n_arcs))

    assert n_automata == len(people)
    assert found is None
    assert len(asked) == people_module.SAMPLE
