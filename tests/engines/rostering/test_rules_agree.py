"""Every rule says the same thing twice: what it asks the solver, and how it judges."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.rostering.builders import (
    make_person,
    make_problem,
    pinned_cost,
    random_roster,
)

from horarium.engines.rostering.check import check
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.people import (
    Contract,
    Leave,
    Limits,
    Request,
    RequestKind,
    Rotation,
)
from horarium.engines.rostering.problem import Lock, RosterProblem, Rule, Scope
from horarium.engines.rostering.rules.average_hours import AverageHours
from horarium.engines.rostering.rules.commute import Commute
from horarium.engines.rostering.rules.continuity import Continuity
from horarium.engines.rostering.rules.contract_hours import ContractHours
from horarium.engines.rostering.rules.cover import CoverIsMet
from horarium.engines.rostering.rules.eligibility import Eligibility
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.leave import LeaveIsFree
from horarium.engines.rostering.rules.locks import LocksHold
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.max_duty_length import MaxDutyLength
from horarium.engines.rostering.rules.max_hours_in_window import MaxHoursInWindow
from horarium.engines.rostering.rules.max_in_window import MaxInWindow
from horarium.engines.rostering.rules.max_shifts import MaxShifts
from horarium.engines.rostering.rules.max_weekends import MaxWeekends
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.min_days_off import MinDaysOff
from horarium.engines.rostering.rules.min_rest import MinRest
from horarium.engines.rostering.rules.not_after import NotAfter
from horarium.engines.rostering.rules.one_duty import OneDutyAtATime
from horarium.engines.rostering.rules.partnership import Partnership
from horarium.engines.rostering.rules.quota import Quota
from horarium.engines.rostering.rules.registry import RULES
from horarium.engines.rostering.rules.requests import RequestsAreMet
from horarium.engines.rostering.rules.rest_after_run import RestAfterRun
from horarium.engines.rostering.rules.rotations import RotationsHold
from horarium.engines.rostering.rules.successions import Successions
from horarium.engines.rostering.rules.supervision import Supervision
from horarium.engines.rostering.rules.total_hours import TotalHours
from horarium.engines.rostering.rules.weekend_frequency import WeekendFrequency
from horarium.engines.rostering.rules.weighted_mix import WeightedMix
from horarium.engines.rostering.shifts import Duties

NIGHTS = Duties(label="night", tags=("night",))
LONG = Duties(label="long shift", longer_than_h=10, without_tags=("on-call",))
CALLS = Duties(label="on-call period", tags=("on-call",))
LATE = Duties(label="late duty", ends_after=time(20))
PART = Scope(start=2, end=8, grades=("ST3", "ST7"))

CASES: tuple[Rule, ...] = (
    CoverIsMet(),
    Eligibility(),
    Eligibility(weight=3, scope=PART),
    LeaveIsFree(),
    LeaveIsFree(weight=2),
    LocksHold(),
    LocksHold(weight=5),
    OneDutyAtATime(),
    Successions(),
    Successions(weight=2, scope=PART),
    NotAfter(first=CALLS, then=CALLS, weekend_pair_allowed=True),
    NotAfter(first=NIGHTS, then=LONG, weight=3),
    MinRest(rest_h=11),
    MinRest(rest_h=36, weight=2, duties=LONG),
    RestAfterRun(run=1, rest_h=46, duties=NIGHTS),
    RestAfterRun(run=2, rest_h=48, duties=LONG, weight=3),
    RestAfterRun(run=4, rest_h=48),
    MaxConsecutive(days=3),
    MaxConsecutive(days=2, duties=NIGHTS, weight=4),
    MinConsecutive(days=2),
    MinConsecutive(days=3, weight=2),
    MinConsecutive(days=1_000_000, weight=2),
    MinConsecutive(days=2, duties=NIGHTS, weight=1, scope=PART),
    MinDaysOff(days=2),
    MinDaysOff(days=3, weight=2),
    MinDaysOff(days=1_000_000, weight=2),
    MaxDutyLength(max_h=12),
    MaxDutyLength(max_h=8, weight=1, duties=LATE),
    MaxHoursInWindow(max_h=40, window_h=168),
    MaxHoursInWindow(max_h=24, window_h=50, weight=1),
    MaxHoursInWindow(max_h=60, window_h=1_000_000, weight=1),
    AverageHours(max_h=30, weeks=2),
    AverageHours(max_h=20, weeks=1, weight=2),
    TotalHours(min_h=8, max_h=70),
    TotalHours(max_h=20, weight=1, scope=PART),
    ContractHours(tolerance_h=4, weight=1),
    ContractHours(tolerance_h=30, weight=None),
    MaxWeekends(weekends=1),
    MaxWeekends(weekends=0, weight=7),
    WeekendFrequency(worked=1, of=2),
    WeekendFrequency(worked=1, of=3, weight=2),
    MaxInWindow(most=1, days=3, duties=CALLS),
    MaxInWindow(most=3, days=5, weight=2),
    MaxInWindow(most=3, days=1_000_000, weight=2),
    MaxShifts(),
    MaxShifts(weight=3),
    Quota(duties=LONG, at_least=1, at_most=3),
    Quota(duties=NIGHTS, at_least=2, at_most=2, weight=4),
    WeightedMix(points={"night": 3, "on-call": 2}, most=6, days=5),
    WeightedMix(points={"night": 3, "long": 1}, most=3, days=4, weight=1),
    WeightedMix(points={"night": 3, "long": 1}, most=9, days=1_000_000, weight=2),
    Supervision(juniors=("ST3",), seniors=("ST5", "ST7")),
    Supervision(juniors=("ST3",), seniors=("ST7",), duties=NIGHTS, weight=6),
    RotationsHold(),
    RotationsHold(weight=2),
    Continuity(weight=3),
    Continuity(weight=2, by="service", scope=PART),
    Continuity(weight=None),
    Commute(weight=2),
    Partnership(one="ann", other="bob", weight=2),
    Partnership(one="bob", other="cem", together=True, weight=None),
    RequestsAreMet(),
    RequestsAreMet(weight=3, scope=PART),
    Fairness(weight=2, duties=NIGHTS),
    Fairness(weight=3, count="weekends"),
    Fairness(weight=1, scope=PART),
    Fairness(weight=2, worst_weight=5, duties=NIGHTS),
)


def make_busy_problem(*rules: Rule, start: date = date(2026, 3, 23)) -> RosterProblem:
    """Something for every rule to bite on; the clocks change on Sunday 29 March."""
    ann = make_person(
        "ann",
        grade="ST3",
        skills=("clinic",),
        sites=("north",),
        contract=Contract(weekly_min=2000, percent=80, free_weekdays=(2,)),
        limits=Limits(max_consecutive_days=4, max_shifts={"N": 1, "D": 0}),
        leave=(Leave(start=3, end=5),),
        requests=(Request(day=1), Request(day=6, shift_types=("N", "L"), weight=4)),
    )
    bob = make_person(
        "bob",
        grade="ST5",
        sites=("south", "north"),
        limits=Limits(min_consecutive_days=3, min_days_off=3, max_weekends=1),
        rotations=(Rotation(start=4, end=8, site="south"),),
        leave=(Leave(start=-2, end=1), Leave(start=9, end=10, is_credited=False)),
        requests=(Request(day=2, kind=RequestKind.ON, shift_types=("D",), weight=2),),
        carried={"fairness": 1.5},
    )
    cem = make_person(
        "cem",
        grade="ST7",
        skills=("clinic",),
        limits=Limits(max_min=3600, min_min=600),
        requests=(Request(day=5, kind=RequestKind.ON, weight=3),),
    )
    cover = (
        Cover(day=0, shift_types=("D", "L"), wanted=2, minimum=1, under_weight=5),
        Cover(day=3, shift_types=("N",), wanted=1, maximum=1, under_weight=7),
        Cover(day=5, shift_types=("N",), wanted=1, over_weight=2, grades=("ST7",)),
        Cover(day=6, shift_types=("L",), wanted=1, under_weight=3, over_weight=1),
        Cover(day=8, shift_types=("C",), wanted=1, under_weight=3, skills=("clinic",)),
    )
    locks = (
        Lock(person="ann", day=0, shift_type="L"),
        Lock(person="cem", day=2),
    )
    history = ("N.DDDNN", "LLLL...", ".CC.NNN")
    return make_problem(
        *rules,
        people=(ann, bob, cem),
        n_days=14,
        history=history,
        cover=cover,
        locks=locks,
        start=start,
    )


def _name(rule: Rule) -> str:
    return f"{rule.kind}-{'hard' if rule.is_hard else 'soft'}"


def test_every_rule_has_a_case():
    assert {case.kind for case in CASES} == set(RULES)


@pytest.mark.parametrize("rule", CASES, ids=_name)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_solver_and_the_judge_agree_on(rule, seed):
    problem = make_busy_problem(rule)
    roster = random_roster(problem, seed)

    cost = pinned_cost(problem, roster)
    verdict = check(problem, roster)

    assert (cost is not None) == verdict.is_legal
    assert cost is None or cost == verdict.objective


LATER = Scope(start=20, end=25)
ABOUT_NOTHING: tuple[Rule, ...] = (
    Quota(duties=LONG, at_least=1, scope=LATER),
    TotalHours(min_h=8, scope=LATER),
    AverageHours(max_h=1, scope=LATER),
    ContractHours(weight=None, scope=LATER),
    MaxWeekends(weekends=0, scope=LATER),
    Fairness(weight=2, scope=LATER),
)


@pytest.mark.parametrize("rule", ABOUT_NOTHING, ids=_name)
def test_a_rule_of_other_dates_asks_for_nothing(rule):
    problem = make_busy_problem(rule)
    roster = random_roster(problem, 1)

    cost = pinned_cost(problem, roster)

    assert cost == 0
    assert check(problem, roster).breaches == ()


@pytest.mark.parametrize(
    "wanted", [{"minimum": 1}, {"under_weight": 7}, {"maximum": 1}]
)
def test_heads_that_nobody_can_be_are_missing_all_the_same(wanted):
    cover = Cover(day=0, shift_types=("D",), wanted=1, grades=("ST7",), **wanted)
    problem = make_problem(CoverIsMet(), cover=[cover], n_days=1)
    roster = random_roster(problem, 1)

    cost = pinned_cost(problem, roster)
    verdict = check(problem, roster)

    assert (cost is not None) == verdict.is_legal == ("minimum" not in wanted)
    assert cost is None or cost == verdict.objective == wanted.get("under_weight", 0)


def test_shares_of_weekends_are_owed_where_there_is_none():
    owing = make_person("ann", carried={"fairness": 3.0})
    rule = Fairness(count="weekends", weight=4)
    problem = make_problem(rule, people=[owing, make_person("bob")], n_days=3)
    roster = random_roster(problem, 1)

    cost = pinned_cost(problem, roster)

    assert cost == check(problem, roster).objective == 9


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_all_soft_rules_together_cost_what_the_judge_says(seed):
    soft = [
        replace(rule, id=f"r{i}") for i, rule in enumerate(CASES) if not rule.is_hard
    ]
    problem = make_busy_problem(*soft)
    roster = random_roster(problem, seed)

    cost = pinned_cost(problem, roster)

    assert cost == check(problem, roster).objective


@pytest.mark.parametrize("rule", CASES, ids=_name)
def test_some_roster_breaks(rule):
    problem = make_busy_problem(rule)

    verdicts = [check(problem, random_roster(problem, seed)) for seed in range(60)]

    assert any(verdict.breaches for verdict in verdicts)


@pytest.mark.parametrize("rule", CASES, ids=_name)
def test_a_rule_and_its_breaches_speak_in_sentences(rule):
    problem = make_busy_problem(rule)
    verdicts = [check(problem, random_roster(problem, seed)) for seed in range(30)]

    sentences = {b.sentence for verdict in verdicts for b in verdict.breaches}

    assert rule.sentence().endswith(".")
    assert all(text[0].isupper() or text[0].islower() for text in sentences)
    assert all(text.endswith(".") for text in sentences)


@pytest.mark.parametrize(
    ("bounds", "sentence"),
    [
        ({"at_least": 1}, "Everybody has at least 1 teaching day."),
        ({"at_least": 2}, "Everybody has at least 2 teaching days."),
        (
            {"at_least": 1, "at_most": 2},
            "Everybody has at least 1 and at most 2 teaching days.",
        ),
    ],
)
def test_a_quota_of_one_is_told_in_the_singular(bounds, sentence):
    rule = Quota(duties=Duties(label="teaching day", tags=("teaching",)), **bounds)

    assert rule.sentence() == sentence
