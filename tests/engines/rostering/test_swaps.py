"""Every swap offered is legal and says truly what it means for whom."""

from itertools import combinations

import numpy as np
import pytest
from tests.engines.rostering.builders import DAY, LONG, NIGHT, make_problem, make_roster

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.check import check
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.cycles import match
from horarium.engines.rostering.people import Leave, Person, Request
from horarium.engines.rostering.roster import OFF
from horarium.engines.rostering.rules.eligibility import Eligibility
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.min_rest import MinRest
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import Duties
from horarium.engines.rostering.swaps import Duty, swaps

FAIR = Fairness(weight=3, duties=Duties(label="night", tags=("night",)))
SHIFTS = (DAY, LONG, NIGHT)


def make_ward(people=4, n_days=5):
    cover = [
        Cover(day=day, shift_types=("N",), wanted=1, minimum=1, maximum=1)
        for day in range(n_days)
    ]
    return make_problem(
        *BASIC_RULES,
        MinRest(rest_h=11),
        FAIR,
        people=people,
        shifts=SHIFTS,
        n_days=n_days,
        cover=cover,
    )


def applied(problem, roster, swap):
    """The roster after the handovers of ``swap``."""
    people, shifts = problem.tables.people, problem.tables.shifts
    gone = {(people[h.giver], h.day): OFF for h in swap.handovers}
    come = {(people[h.taker], h.day): shifts[h.shift_type] for h in swap.handovers}
    return roster.with_cells(gone | come)


def test_the_effects_of_every_swap_are_those_the_judge_finds():
    asks = Person(id="p2", requests=(Request(day=1, weight=7),))
    people = [Person(id="p0"), Person(id="p1"), asks, Person(id="p3")]
    problem = make_ward(people)
    roster = make_roster(problem, ".N...", "D.N..", "...N.", "N.D.N")
    before = check(problem, roster)

    found = swaps(problem, roster, Duty(person="p0", day=1))

    assert found
    for swap in found:
        after = check(problem, applied(problem, roster, swap))
        assert after.is_legal
        assert swap.penalty == after.objective - before.objective
        for share in swap.shares:
            assert share.requests == sum_of(after, share.person, "requests") - sum_of(
                before, share.person, "requests"
            )
            assert share.fairness == sum_of(after, share.person, FAIR.key) - sum_of(
                before, share.person, FAIR.key
            )


def sum_of(verdict, person, rule):
    own = (b for b in verdict.breaches if b.person == person and b.rule == rule)
    return sum(breach.penalty for breach in own)


def test_no_legal_give_away_is_missed_and_the_best_comes_first():
    problem = make_ward()
    roster = make_roster(problem, ".N...", "D.N..", "...N.", "N.D.N")

    found = swaps(problem, roster, Duty(person="p0", day=1))

    given = {swap.people[1] for swap in found if len(swap.handovers) == 1}
    legal = {
        f"p{row}"
        for row in range(1, 4)
        if roster.cells[row, 1] == OFF
        and check(problem, roster.with_cells({(0, 1): OFF, (row, 1): 2})).is_legal
    }
    assert given == legal
    assert [swap.penalty for swap in found] == sorted(swap.penalty for swap in found)


def test_a_duty_of_another_day_can_come_back():
    problem = make_ward(people=2, n_days=4)
    roster = make_roster(problem, "N.N.", ".N.N")

    found = swaps(problem, roster, Duty(person="p0", day=2))

    returns = {swap.handovers[1].day for swap in found if len(swap.handovers) == 2}
    assert 1 in returns


def test_nobody_on_leave_is_asked():
    away = Person(id="p1", leave=(Leave(start=0, end=3),))
    problem = make_ward([Person(id="p0"), away], n_days=3)
    roster = make_roster(problem, "NNN", "...")

    assert swaps(problem, roster, Duty(person="p0", day=1)) == ()


@pytest.mark.parametrize(
    ("duty", "field"),
    [
        (Duty(person="nobody", day=0), "give.person"),
        (Duty(person="p0", day=9), "give.day"),
        (Duty(person="p0", day=0), "give.day"),
    ],
)
def test_a_duty_that_is_not_there_cannot_be_given(duty, field):
    problem = make_ward(people=2, n_days=3)
    roster = make_roster(problem, ".NN", "N..")

    with pytest.raises(InvalidField) as refusal:
        swaps(problem, roster, duty)

    assert refusal.value.field == field


def test_three_people_who_could_not_swap_in_pairs_go_round():
    leaves = {"a": (2,), "b": (0,), "c": (1,)}
    people = tuple(
        Person(id=name, leave=tuple(Leave(start=d, end=d + 1) for d in days))
        for name, days in leaves.items()
    )
    problem = make_problem(*BASIC_RULES, people=people, shifts=SHIFTS, n_days=3)
    roster = make_roster(problem, "D..", ".D.", "..D")
    offers = [Duty(person="a", day=0), Duty(person="b", day=1), Duty(person="c", day=2)]

    pairs = match(problem, roster, offers, max_people=2)
    rings = match(problem, roster, offers)

    assert pairs == ()
    assert [len(swap.handovers) for swap in rings] == [3]
    assert check(problem, applied(problem, roster, rings[0])).is_legal


def test_nobody_is_given_in_exchange_what_does_not_fit_them():
    people = [Person(id="p0", sites=("south",)), Person(id="p1")]
    rules = [r for r in BASIC_RULES if not isinstance(r, Eligibility)]
    problem = make_problem(*rules, people=people, shifts=SHIFTS, n_days=1)
    roster = make_roster(problem, "L", "D")

    found = swaps(problem, roster, Duty(person="p0", day=0))

    assert found == ()


@pytest.mark.parametrize("seed", range(4))
def test_as_many_as_possible_are_served_at_the_best_price(seed):
    rng = np.random.default_rng(seed)
    problem = make_ward(people=5)
    lines = ["".join(rng.choice(list("..DN"), 5)) for _ in range(5)]
    roster = make_roster(problem, *lines)
    offers = [
        Duty(person=f"p{row}", day=int(np.flatnonzero(roster.cells[row] != OFF)[0]))
        for row in range(5)
        if (roster.cells[row] != OFF).any()
    ]

    found = match(problem, roster, offers, max_people=2)

    assert sum(len(s.people) for s in found) == 2 * most_pairs(problem, roster, offers)


def most_pairs(problem, roster, offers):
    """The most disjoint legal pairs, by trying every set of them."""
    had = len(check(problem, roster).hard)
    pairs = [
        pair
        for pair in combinations(offers, 2)
        if pair_is_legal(problem, roster, [pair], had)
    ]
    sizes = [0]
    for size in (1, 2):
        for chosen in combinations(pairs, size):
            people = [duty.person for pair in chosen for duty in pair]
            are_apart = len(set(people)) == len(people)
            if are_apart and pair_is_legal(problem, roster, chosen, had):
                sizes.append(size)
    return max(sizes)


def pair_is_legal(problem, roster, pairs, had):
    cells = {}
    for one, other in pairs:
        for giver, taker in ((one, other), (other, one)):
            rows = int(giver.person[1:]), int(taker.person[1:])
            if giver.day != taker.day and roster.cells[rows[1], giver.day] != OFF:
                return False
            cells.setdefault((rows[0], giver.day), OFF)
            cells[rows[1], giver.day] = int(roster.cells[rows[0], giver.day])
    return len(check(problem, roster.with_cells(cells)).hard) <= had
