"""Parts built anew in long rosters, and by several threads at once."""

from itertools import product

import numpy as np
import pytest
from tests.engines.rostering.test_parts_of_lines import (
    make_effort,
    make_turns,
    make_ward,
)

from horarium.engines.rostering.check import check
from horarium.engines.rostering.columns import columns as columns_module
from horarium.engines.rostering.columns.binding import Room, can_be_broken
from horarium.engines.rostering.columns.choose import Chooser
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.combine import Combiner
from horarium.engines.rostering.columns.first import first_roster
from horarium.engines.rostering.columns.known import Aside
from horarium.engines.rostering.columns.people import People
from horarium.engines.rostering.columns.pricer import Pricer
from horarium.engines.rostering.columns.rebuild import Part, Rebuilder
from horarium.engines.rostering.columns.statement import FORBIDDEN, Reader
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.reduction import reduce


class Best:
    """The best roster offered so far, judged by the independent checker."""

    def __init__(self, problem, roster=None):
        self.problem, self.roster = problem, roster

    def take(self, roster):
        found = check(self.problem, roster)
        if self.roster is None or (
            found.is_legal and found.objective < self.known()[1]
        ):
            self.roster = roster

    def known(self):
        return self.roster, check(self.problem, self.roster).objective


@pytest.fixture
def vast(monkeypatch):
    """A ward taken apart as if it were too large for sums of whole lines."""
    monkeypatch.setattr(columns_module, "VAST", 0)
    problem = make_ward()
    encoded = encode(problem)
    columns = Columns.of(encoded, reduce(encoded.system))
    assert columns is not None
    return problem, columns


def test_whole_lines_of_a_vast_roster_keep_no_sums_and_are_legal_all_the_same(vast):
    problem, columns = vast

    roster = first_roster(columns, make_turns(1))

    assert columns.is_vast
    assert not any(pricer.kept for pricer in columns.pricers)
    assert roster is not None
    assert check(problem, roster).is_legal


def test_a_first_pricer_keeps_what_is_hard_below_and_nothing_else(vast):
    _, columns = vast
    person = columns.pricers[0].person

    pricer = Pricer.to_begin_with(0, person, columns.structure.cost)

    assert [one.prices[0] >= FORBIDDEN for one in pricer.kept] == [True]
    assert len(person.sums) > len(pricer.kept)


def test_people_of_whom_the_same_is_demanded_share_arcs_and_find_their_own_lines(vast):
    _, columns = vast
    rows = range(len(columns.pricers))
    people = [pricer.person for pricer in columns.pricers]
    prices = columns.structure.cost + np.random.default_rng(2).integers(
        -200, 50, len(columns.structure.cost)
    )

    shared = [columns.pricer_of_whole_lines(row) for row in rows]
    alone = [
        Pricer.to_begin_with(row, people[row], columns.structure.cost) for row in rows
    ]

    assert len({id(person.automaton) for person in people}) < len(people)
    assert columns.pricer_of_whole_lines(0) is shared[0]
    for one, other in zip(shared, alone, strict=True):
        found, expected = one.price(prices, 1), other.price(prices, 1)
        assert found.least == expected.least
        assert found.lines[0].shifts.tolist() == expected.lines[0].shifts.tolist()


def test_what_is_told_at_once_of_people_is_what_is_read_of_each(vast):
    problem, columns = vast
    encoded = encode(problem)
    structure = columns.structure
    reader = Reader(structure)
    rows = reader.rows_of(problem.n_people)
    may = np.stack([pricer.person.may for pricer in columns.pricers])

    shared = People(structure, reader, encoded.has, may)
    found = [shared.person(row, own) for row, own in enumerate(rows)]

    alike = {id(person.automaton) for person in found}
    assert len(alike) < len(found)
    for row, one in enumerate(found):
        alone = People(structure, reader, encoded.has, may).person(row, rows[row])
        assert one.rows == alone.rows
        assert one.cells.tolist() == alone.cells.tolist()
        assert one.eithers.tolist() == alone.eithers.tolist()
        for mine, other in zip(one.sums, alone.sums, strict=True):
            assert mine.rows == other.rows
            assert mine.cells.tolist() == other.cells.tolist()
            assert mine.prices.tolist() == other.prices.tolist()


def test_parts_of_a_vast_roster_keep_its_hard_sums_and_cost_less(vast):
    problem, columns = vast
    roster = first_roster(columns, make_turns(1))
    part = Part(np.arange(6), range(3, 12))

    found = Rebuilder(columns, 1000.0).rebuild(roster, part, make_effort())

    before = check(problem, roster).objective
    assert found.is_best or check(problem, found.roster).is_legal
    assert found.is_best or check(problem, found.roster).objective <= before


def make_combiner(problem, best):
    encoded = encode(problem)
    model = encoded, reduce(encoded.system)
    return Combiner(model, lambda _: None, best.take, best.known)


def test_nothing_is_built_beside_before_the_problem_is_apart():
    combiner = make_combiner(make_ward(), Best(make_ward()))

    assert combiner.build(make_effort(), np.random.default_rng(0)) is None


def test_what_is_built_beside_is_legal_and_better_than_the_first():
    problem = make_ward()
    best = Best(problem)
    combiner = make_combiner(problem, best)
    first = combiner.first(make_effort(), np.random.default_rng(0))
    best.take(first)

    build = combiner.build(make_effort(2.0), np.random.default_rng(1))

    assert build()
    roster, penalty = best.known()
    assert check(problem, roster).is_legal
    assert penalty < check(problem, first).objective


def test_a_helper_covers_the_second_half_while_the_first_is_covered():
    chooser = Chooser((45, 28), 60.0, np.random.default_rng(0), arcs_a_day=500.0)
    chooser.cover_from(14)

    parts = [chooser.draw(np.zeros(28)) for _ in range(5)]

    assert parts[0].days == range(14, 18)
    assert {day for part in parts for day in part.days} == set(range(14, 28))
    assert not chooser.is_covering


def test_nobody_is_drawn_in_whose_line_somebody_else_works():
    chooser = Chooser((40, 84), 60.0, np.random.default_rng(0))
    chooser.skip_cover()

    parts = [chooser.draw(np.zeros(84), range(25)) for _ in range(20)]

    assert not any(set(part.people.tolist()) & set(range(25)) for part in parts)


def test_with_everybody_taken_people_are_drawn_all_the_same():
    chooser = Chooser((40, 84), 60.0, np.random.default_rng(0))

    assert len(chooser.draw(np.zeros(84), range(40)).people) == 40


@pytest.mark.parametrize("first", [0, 5])
def test_rows_left_out_of_a_part_are_broken_by_no_line_of_it(vast, first):
    _, columns = vast
    linking, structure = columns.linking, columns.structure
    pricer = columns.pricers[0]
    atoms = pricer.person.cells[first : first + 3]
    atoms = np.concatenate([atoms[atoms > 0], pricer.person.eithers]).astype(np.int64)
    nothing = np.zeros(linking.n_rows, dtype=np.int64)
    room = Room(linking.own, atoms, nothing, linking.low, linking.high)

    can = can_be_broken(structure, room)

    worked = [day[day > 0] for day in pricer.person.cells[first : first + 3]]
    for cells in product(*(np.append(day, 0) for day in worked)):
        true = np.zeros(linking.own.shape[1], dtype=np.int64)
        true[[cell for cell in cells if cell]] = 1
        sums = linking.own @ true
        broken = (sums < linking.low) | (sums > linking.high)
        assert can[broken].all()
    assert not can.all()


def test_very_many_dear_days_are_not_covered_few_days_at_a_time():
    chooser = Chooser((150, 364), 600.0, np.random.default_rng(0), 273.0)

    part = chooser.draw(np.zeros(364))

    assert not chooser.is_covering
    assert len(part.days) >= 7
    assert len(part.people) < 150


def test_what_is_put_aside_goes_on_from_its_own_roster_and_tells_of_every_one():
    told = []
    names = {"worse": 9, "better": 5, "illegal": None}

    def tell(name):
        told.append(name)
        cost = names[name]
        return None if cost is None else (name, cost)

    aside = Aside(("begun", 7), tell)
    seen = []
    for name in names:
        aside.offer(name)
        seen.append(aside.known())

    assert told == ["worse", "better", "illegal"]
    assert seen == [("begun", 7), ("better", 5), ("better", 5)]
