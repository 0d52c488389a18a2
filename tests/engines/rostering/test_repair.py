"""After something has happened: the fewest changes, and none of the past."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import numpy as np
import pytest
from tests.engines.rostering.builders import (
    DAY,
    LONG,
    NIGHT,
    make_person,
    make_problem,
    make_roster,
)

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.changes import (
    Absence,
    CoverChange,
    LockChange,
    LostSite,
    RuleChange,
    apply_all,
)
from horarium.engines.rostering.check import check
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.disruption import Disruption
from horarium.engines.rostering.outcome import Infeasible
from horarium.engines.rostering.people import Leave, Request
from horarium.engines.rostering.problem import Lock
from horarium.engines.rostering.repair import Repaired, RepairParams, repair
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.leave import LeaveIsFree
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.min_rest import MinRest
from horarium.engines.rostering.rules.partnership import Partnership
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.rules.total_hours import TotalHours

SHIFTS = (DAY, LONG, NIGHT)
RULES = (*BASIC_RULES, MinRest(rest_h=11), MaxConsecutive(days=3))


def make_ward(*rules, people=3, n_days=3, each_day="D", **changes):
    """Somebody is needed on each shift of ``each_day``, every day."""
    cover = [
        Cover(day=day, shift_types=(shift,), wanted=1, minimum=1, under_weight=10)
        for day in range(n_days)
        for shift in each_day
    ]
    return make_problem(
        *(rules or RULES),
        people=people,
        n_days=n_days,
        shifts=SHIFTS,
        cover=cover,
        **changes,
    )


def least_moves(problem, roster, open_rows, open_days):
    """By trying every roster: the fewest cells moved by any legal one, or None."""
    places = list(product(open_rows, open_days))
    best = None
    for shifts in product(range(OFF, len(SHIFTS)), repeat=len(places)):
        found = roster.with_cells(dict(zip(places, shifts, strict=True)))
        n_moved = int((found.cells != roster.cells).sum())
        if (best is None or n_moved < best) and check(problem, found).is_legal:
            best = n_moved
    return best


def test_somebody_free_takes_the_duty_of_the_sick():
    problem = make_ward()
    roster = make_roster(problem, "DD.", "..D", "...")

    mended = repair(problem, roster, [Absence(person="p0", start=1, end=2)])

    assert isinstance(mended, Repaired)
    assert check(mended.problem, mended.roster).is_legal
    assert [move.person for move in mended.moves if move.is_forced] == ["p0"]
    assert len(mended.moves_of_others) == 1
    assert mended.is_fewest


def test_nobody_moves_when_nobody_has_to():
    problem = make_ward()
    roster = make_roster(problem, "DDD", "D..", "...")

    mended = repair(problem, roster, [Absence(person="p1", start=0, end=1)])

    assert isinstance(mended, Repaired)
    assert mended.moves_of_others == ()
    assert mended.disruption == 0


def test_a_move_is_shown_with_what_would_be_broken_without_it():
    problem = make_ward()
    roster = make_roster(problem, "DDD", "...", "...")

    mended = repair(problem, roster, [Absence(person="p0", start=0, end=1)])

    assert isinstance(mended, Repaired)
    (move,) = mended.moves_of_others
    assert move.rule == "cover"
    assert "0 of at least 1 on D" in move.reason


@pytest.mark.parametrize("seed", range(3))
def test_no_legal_roster_moves_less(seed):
    rng = np.random.default_rng(seed)
    plain = Disruption(notice=(), night=1)
    problem = make_ward(each_day="DN")
    roster = make_roster(problem, "DN.", ".DN", "N.D")
    away = Absence(person=f"p{rng.integers(3)}", start=int(rng.integers(3)), end=3)

    mended = repair(problem, roster, [away], RepairParams(disruption=plain))

    assert isinstance(mended, Repaired)
    after = apply_all(problem, [away])
    dropped = make_dropped(after, roster, away)
    others = [row for row in range(3) if f"p{row}" != away.person]
    least = least_moves(after, dropped, others, range(3))
    assert (least is None) == bool(mended.gaps)
    assert least is None or mended.disruption == least


def make_dropped(problem, roster, away):
    """The roster without the duties that touch the absence."""
    row = problem.tables.people[away.person]
    cells = {(row, day): OFF for day in range(away.start, away.end)}
    if away.start and roster.cells[row, away.start - 1] == 2:
        cells[row, away.start - 1] = OFF
    return roster.with_cells(cells)


def test_what_has_begun_stays():
    problem = make_ward(people=2)
    roster = make_roster(problem, "DDD", "...")
    noon = datetime(2026, 3, 3, 12, tzinfo=UTC)

    mended = repair(
        problem,
        roster,
        [Absence(person="p0", start=0, end=3)],
        RepairParams(now=noon),
    )

    assert isinstance(mended, Repaired)
    assert mended.roster == make_roster(problem, "DD.", "..D")


def test_nobody_is_put_on_a_duty_that_has_begun():
    problem = make_ward(people=2)
    roster = make_roster(problem, ".DD", "...")
    morning = datetime(2026, 3, 2, 9, tzinfo=UTC)
    more = CoverChange(day=0, shift_type="D", heads=1)

    mended = repair(problem, roster, [more], RepairParams(now=morning))

    assert isinstance(mended, Repaired)
    assert mended.roster == roster
    assert [gap.days for gap in mended.gaps] == [(0,)]


def test_the_one_with_more_notice_moves():
    weights = Disruption(notice=((timedelta(days=1), 8),), night=2)
    days = [weights.weight(DAY, minutes) for minutes in (60, 5000)]
    nights = [weights.weight(NIGHT, minutes) for minutes in (60, 5000)]

    assert (days, nights) == ([8, 1], [16, 2])


def test_a_shift_nobody_can_take_is_left_as_a_gap_and_said_so():
    problem = make_ward(people=1)
    roster = make_roster(problem, "DDD")

    mended = repair(problem, roster, [Absence(person="p0", start=1, end=2)])

    assert isinstance(mended, Repaired)
    assert mended.roster == make_roster(problem, "D.D")
    assert [gap.days for gap in mended.gaps] == [(1,)]


def test_the_minimum_comes_before_moving_little_and_the_wanted_only_when_asked():
    problem = make_ward()
    cover = tuple(replace(line, minimum=0) for line in problem.cover)
    problem = replace(problem, cover=cover)
    roster = make_roster(problem, "DDD", "...", "...")
    away = Absence(person="p0", start=0, end=1)

    lean = repair(problem, roster, [away])
    full = repair(problem, roster, [away], RepairParams(fill_wanted=True))

    assert isinstance(lean, Repaired)
    assert isinstance(full, Repaired)
    assert len(lean.moves_of_others) == 0
    assert len(full.moves_of_others) == 1


def test_among_equally_few_moves_the_kindest_is_chosen():
    busy = make_person("p1", requests=(Request(day=0, weight=50),))
    people = [make_person("p0"), busy, make_person("p2")]
    problem = make_ward(people=people)
    roster = make_roster(problem, "DDD", "...", "...")

    mended = repair(problem, roster, [Absence(person="p0", start=0, end=1)])

    assert isinstance(mended, Repaired)
    assert [move.person for move in mended.moves_of_others] == ["p2"]
    assert mended.is_best


def test_a_closed_site_sends_its_people_home_and_asks_for_nobody():
    problem = make_ward(each_day="DL")
    roster = make_roster(problem, "DDD", "LLL", "...")

    mended = repair(problem, roster, [LostSite(site="south", start=1, end=3)])

    assert isinstance(mended, Repaired)
    assert mended.roster == make_roster(problem, "DDD", "L..", "...")
    assert all(move.is_forced for move in mended.moves)


def test_more_heads_than_people_is_a_gap():
    problem = make_ward(people=1)
    roster = make_roster(problem, "DDD")

    mended = repair(problem, roster, [CoverChange(day=0, shift_type="D", heads=1)])

    assert isinstance(mended, Repaired)
    assert len(mended.gaps) == 1


def test_a_lock_yields_to_an_illness():
    problem = make_ward(locks=(Lock(person="p0", day=0, shift_type="D"),))
    roster = make_roster(problem, "DDD", "...", "...")

    mended = repair(problem, roster, [Absence(person="p0", start=0, end=1)])

    assert isinstance(mended, Repaired)
    assert check(mended.problem, mended.roster).is_legal


def test_a_lock_against_a_leave_is_a_conflict_that_names_both():
    away = make_person("p0", leave=(Leave(start=0, end=1),))
    problem = make_ward(people=[away, make_person("p1")])
    roster = make_roster(problem, ".DD", "D..")

    clash = repair(problem, roster, [LockChange(person="p0", day=0, shift_type="D")])

    assert isinstance(clash, Infeasible)
    assert set(clash.conflict[0].rules) == {"locks", "leave"}


def test_a_lock_to_a_shift_that_does_not_fit_is_a_conflict_that_names_both():
    problem = make_ward(people=[make_person("p0", sites=("south",)), make_person("p1")])
    roster = make_roster(problem, "...", "DDD")

    clash = repair(problem, roster, [LockChange(person="p0", day=0, shift_type="D")])

    assert isinstance(clash, Infeasible)
    assert clash.conflict[0].rules == ("locks", "eligibility")


def test_what_days_nearby_cannot_mend_is_mended_on_others():
    problem = make_ward(*RULES, TotalHours(min_h=16), people=2, n_days=9)
    roster = make_roster(problem, "DD.......", "..DDDDDDD")
    near = RepairParams(margin_days=0)

    mended = repair(problem, roster, [Absence(person="p0", start=0, end=1)], near)

    assert isinstance(mended, Repaired)
    assert mended.breaches == ()
    assert mended.is_fewest


def test_a_mending_that_the_absent_prevent_blames_no_rule():
    rules = [rule for rule in RULES if not isinstance(rule, LeaveIsFree)]
    together = Partnership(one="p1", other="p0", together=True, weight=None)
    locks = (Lock(person="p1", day=0, shift_type="D"),)
    problem = make_ward(*rules, together, people=2, locks=locks)
    roster = make_roster(problem, "DDD", "DDD")

    clash = repair(problem, roster, [Absence(person="p0", start=0, end=1)])

    assert isinstance(clash, Infeasible)
    assert [one.rules for one in clash.conflict] == [()]


def test_duties_in_other_leave_of_the_absent_are_left_alone():
    away = make_person("p0", leave=(Leave(start=2, end=3),))
    problem = make_ward(people=[away, make_person("p1")])
    roster = make_roster(problem, "D.D", ".D.")

    mended = repair(problem, roster, [Absence(person="p0", start=0, end=1)])

    assert isinstance(mended, Repaired)
    assert all(move.reason for move in mended.moves)
    assert [move.day for move in mended.moves if move.is_forced] == [0]


def test_a_breach_that_was_there_does_not_stand_in_the_way():
    problem = make_ward(n_days=5)
    roster = make_roster(problem, "DDDDD", ".....", ".....")
    last = RepairParams(now=datetime(2026, 3, 5, 12, tzinfo=UTC))
    more = CoverChange(day=4, shift_type="L", heads=1)

    mended = repair(problem, roster, [more], last)

    assert isinstance(mended, Repaired)
    assert mended.gaps == ()
    assert {breach.rule for breach in mended.breaches} <= {"max-consecutive"}


def test_a_roster_of_other_people_is_refused_and_not_mended():
    problem = make_ward()

    with pytest.raises(InvalidField) as refusal:
        repair(problem, Roster.empty(2, 3), [Absence(person="p0", start=0, end=1)])

    assert refusal.value.field == "roster"


def test_every_change_says_what_happens():
    problem = make_ward()
    changes = (
        Absence(person="p0", start=0, end=2),
        CoverChange(day=1, shift_type="D", heads=-1),
        LostSite(site="north", start=0, end=1),
        RuleChange(rule=MaxConsecutive(days=2, weight=4)),
        LockChange(person="p1", day=0, shift_type="D"),
        LockChange(person="p1", day=0, shift_type=None),
    )

    sentences = [change.sentence(problem) for change in changes]

    assert all(text.endswith((".", "row.")) and len(text) > 15 for text in sentences)
    assert len(set(sentences)) == len(changes)


@pytest.mark.parametrize(
    "change",
    [
        Absence(person="nobody", start=0, end=1),
        CoverChange(day=0, shift_type="X", heads=1),
        CoverChange(day=99, shift_type="D", heads=1),
        LostSite(site="moon", start=0, end=1),
        LockChange(person="p0", day=0, shift_type="X"),
    ],
)
def test_unknown_names_are_refused_by_name(change):
    problem = make_ward()

    with pytest.raises(InvalidField):
        change.apply(problem)


def test_the_same_seed_gives_the_same_mending():
    problem = make_ward(each_day="DN", people=5, n_days=4)
    roster = make_roster(problem, "DN..", "..DN", "N..D", ".DN.", "....")
    away = [Absence(person="p0", start=0, end=2)]

    results = {repair(problem, roster, away).roster for _ in range(2)}

    assert len(results) == 1
    assert isinstance(next(iter(results)), Roster)
