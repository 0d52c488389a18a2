"""The judge: what it counts, and what it refuses to look at."""

import pytest
from tests.engines.rostering.builders import DAY, NIGHT, make_problem, make_roster

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.check import check
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.report import cover_totals, judge, person_totals
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.rules.cover import CoverIsMet
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.min_rest import MinRest

COVER = (
    Cover(day=0, shift_types=("D",), wanted=2, minimum=1, under_weight=5),
    Cover(day=1, shift_types=("N",), wanted=1, maximum=1, over_weight=3),
)


def test_hard_breaches_make_a_roster_illegal_and_soft_ones_cost():
    problem = make_problem(
        CoverIsMet(), MinRest(rest_h=11), MaxConsecutive(days=1, weight=4), cover=COVER
    )
    roster = make_roster(problem, "DN.....", ".......")

    verdict = check(problem, roster)

    assert verdict.is_legal
    assert verdict.penalties == {"cover": 5, "max-consecutive": 4}
    assert verdict.objective == 9


def test_a_rule_that_is_switched_off_is_not_judged():
    problem = make_problem(MinRest(rest_h=11, enabled=False))
    roster = make_roster(problem, "ND.....", ".......")

    assert check(problem, roster).breaches == ()


@pytest.mark.parametrize("lines", [("D......",), ("D.....", "......")])
def test_a_roster_of_another_size_is_refused(lines):
    problem = make_problem()
    shape = len(lines), len(lines[0])

    with pytest.raises(InvalidField) as refusal:
        check(problem, Roster.empty(*shape))

    assert refusal.value.value == f"{shape[0]} people × {shape[1]} days"


@pytest.mark.parametrize("shift", [1, -2])
def test_a_shift_type_that_is_not_there_is_refused(shift):
    problem = make_problem(shifts=[DAY], n_days=2, people=1)

    with pytest.raises(InvalidField):
        check(problem, Roster.of([[shift, 0]]))


def test_the_report_has_every_rule_and_adds_up():
    problem = make_problem(CoverIsMet(), MinRest(rest_h=11), cover=COVER)
    roster = make_roster(problem, "ND.....", ".......")

    rules = judge(problem, roster)

    verdict = check(problem, roster)
    assert sum(rule.penalty for rule in rules) == verdict.objective
    assert {rule.rule for rule in rules} == {"cover", "min-rest"}
    assert sum(len(r.breaches) for r in rules) == len(verdict.breaches)


def test_totals_count_heads_hours_nights_and_weekends():
    problem = make_problem(people=2, cover=COVER)
    roster = make_roster(problem, "DN...D.", "D.....N")

    ann, bob = person_totals(problem, roster)
    days = next(one for one in cover_totals(problem, roster) if one.shift_type == "D")

    assert (ann.n_duties, ann.n_nights, ann.n_weekends) == (3, 1, 1)
    assert ann.worked_min == 2 * DAY.length_min + NIGHT.length_min
    assert bob.n_weekends == 1
    assert (days.wanted[0], days.have[0]) == (2, 2)
