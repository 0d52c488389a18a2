"""Which parts cannot hold together, verified by trying every roster."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from tests.engines.rostering.builders import DAY, NIGHT, make_person, make_problem

from horarium.engines.rostering.check import check
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.cpsat import search
from horarium.engines.rostering.explain import relax as relax_module
from horarium.engines.rostering.explain import sentence, which_conflict
from horarium.engines.rostering.explain.cores import can_hold, find_core
from horarium.engines.rostering.explain.groups import grouped
from horarium.engines.rostering.explain.relax import relax
from horarium.engines.rostering.facts import Kind, Status
from horarium.engines.rostering.people import Leave
from horarium.engines.rostering.problem import Lock, RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.locks import LocksHold
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.min_rest import MinRest
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.rules.weekend_frequency import WeekendFrequency

SHIFTS = (DAY, replace(NIGHT, never_before=()))
RULES = (*BASIC_RULES, MinRest(rest_h=11), MaxConsecutive(days=2, pack="law"))


def make_ward(*cover, people=2, n_days=3, locks=(), rules=RULES):
    lines = [
        Cover(day=day, shift_types=(shift,), wanted=heads, minimum=heads)
        for day, shift, heads in cover
    ]
    return make_problem(
        *rules, people=people, n_days=n_days, shifts=SHIFTS, cover=lines, locks=locks
    )


ON_LEAVE = make_person("p0", name="Ann Ash", leave=(Leave(start=1, end=2),))
OTHER = make_person("p1", name="Bo Beck")

WARDS = {
    "a lock in a leave": make_ward(
        people=[ON_LEAVE, OTHER], locks=[Lock(person="p0", day=1, shift_type="D")]
    ),
    "more heads than people": make_ward((0, "D", 2), (0, "N", 1)),
    "too little rest": make_ward(
        locks=[
            Lock(person="p0", day=0, shift_type="N"),
            Lock(person="p0", day=1, shift_type="D"),
        ]
    ),
    "too many days in a row": make_ward(
        *[(day, "N", 1) for day in range(3)],
        people=[make_person("p0")],
    ),
    "cover in a leave": make_ward((1, "D", 2), people=[ON_LEAVE, OTHER]),
}


def is_possible(problem: RosterProblem) -> bool:
    """Whether any roster keeps every hard rule, by trying all."""
    n_cells = problem.n_people * problem.n_days
    shape = problem.n_people, problem.n_days
    return any(
        check(problem, Roster.of([list(row) for row in rows_of(cells, shape)])).is_legal
        for cells in product(range(OFF, len(SHIFTS)), repeat=n_cells)
    )


def rows_of(cells, shape):
    return [cells[row * shape[1] : (row + 1) * shape[1]] for row in range(shape[0])]


def only(problem, parts):
    """The problem with nothing asked but these parts."""
    cover = [
        replace(
            part.cover,
            minimum=0 if part.is_most else part.cover.minimum,
            maximum=part.cover.maximum if part.is_most else None,
        )
        for part in parts
        if part.cover
    ]
    return replace(
        problem,
        cover=tuple(cover),
        locks=tuple(part.lock for part in parts if part.lock),
        rules=tuple(narrow(problem, rule, parts) for rule in problem.rules),
    )


def narrow(problem, rule, parts):
    """The rule for those people only for whom it is among ``parts``."""
    if rule.kind in ("cover", "locks"):
        return rule
    people = tuple(part.person for part in parts if part.rule == rule.key)
    return replace(
        rule, enabled=bool(people), scope=replace(rule.scope, people=tuple(people))
    )


@pytest.mark.parametrize("name", WARDS)
def test_a_conflict_is_impossible_and_without_any_part_possible(name):
    problem = WARDS[name]
    groups = grouped(problem)

    core = find_core(groups, 10)

    assert core is not None
    assert core.is_minimal
    parts = [groups.parts[index] for index in core.parts]
    assert not is_possible(only(problem, parts))
    for left_out in parts:
        rest = [part for part in parts if part is not left_out]
        assert is_possible(only(problem, rest))


@pytest.mark.parametrize("name", WARDS)
def test_no_lighter_concession_would_do(name):
    problem = WARDS[name]
    groups = grouped(problem)
    core = find_core(groups, 10)
    assert core is not None

    found = relax(problem, groups, core.parts, 10)

    assert found is not None
    assert found.is_least
    assert is_possible(conceded(problem, [(c.part, c.heads) for c in found.all]))
    single = [(part, 1) for part in groups.parts if part.lock or part.cover]
    if len(found.all) > 1 or found.all[0].heads > 1:
        assert not any(is_possible(conceded(problem, [one])) for one in single)


def conceded(problem, given):
    """The problem when these parts have given way."""
    locks = {part.lock for part, _ in given}
    heads = {part.cover: n for part, n in given if part.cover}
    gone = {(part.rule, part.person) for part, _ in given if not part.cover}
    cover = [
        replace(line, minimum=line.minimum - heads.get(line, 0))
        for line in problem.cover
    ]
    everybody = [person.id for person in problem.people]
    rules = [
        replace(
            rule,
            scope=replace(
                rule.scope,
                people=tuple(p for p in everybody if (rule.key, p) not in gone),
            ),
        )
        for rule in problem.rules
    ]
    kept = tuple(lock for lock in problem.locks if lock not in locks)
    return replace(problem, cover=tuple(cover), locks=kept, rules=tuple(rules))


def test_two_conflicts_need_concessions_for_both():
    problem = make_ward(
        people=[ON_LEAVE, replace(OTHER, leave=(Leave(start=0, end=1),))],
        locks=[
            Lock(person="p0", day=1, shift_type="D"),
            Lock(person="p1", day=0, shift_type="D"),
        ],
    )

    answer = which_conflict(problem)

    (fact,) = answer.of(Kind.RELAX)
    assert fact.status is Status.PROVED
    assert fact.values["rules"] == ("locks", "locks")


@pytest.mark.parametrize(
    ("worth", "share"),
    [(np.inf, 1.0), (0.0, relax_module.SHARE_TO_CHECK)],
    ids=["nothing fits behind it", "another way fits behind it"],
)
def test_a_check_leaves_time_only_for_what_fits_into_it(monkeypatch, worth, share):
    ward = WARDS["a lock in a leave"]
    groups = grouped(ward)
    core = find_core(groups, 10)
    asked = []

    def note(system, how):
        asked.append(how)
        return search(system, how)

    monkeypatch.setattr(relax_module, "WORTH_LAYING_OUT", worth)
    monkeypatch.setattr(relax_module, "search", note)

    assert relax(ward, groups, core.parts, 1000).is_least
    assert asked[-1].limit_s == pytest.approx(1000 * share, rel=0.01)


def test_another_way_is_not_begun_when_time_is_up(monkeypatch):
    ward = WARDS["a lock in a leave"]
    groups = grouped(ward)
    core = find_core(groups, 10)
    monkeypatch.setattr(relax_module, "_suffices", lambda *_: False)

    assert relax(ward, groups, core.parts, 10) is not None
    assert relax(ward, groups, core.parts, 0) is None


def test_locks_that_only_weigh_are_no_part_of_a_conflict():
    soft = [replace(r, weight=3) if isinstance(r, LocksHold) else r for r in RULES]
    ward = make_ward(
        (0, "D", 3), locks=[Lock(person="p0", day=0, shift_type="D")], rules=soft
    )

    answer = which_conflict(ward)

    [clash] = answer.of(Kind.CLASH)
    assert clash.values["rules"] == ("cover",)


def test_the_law_does_not_give_way():
    problem = WARDS["too many days in a row"]

    answer = which_conflict(problem)

    assert answer.of(Kind.RELAX)[0].values["rules"] == ("cover",)


def test_a_problem_without_conflict_is_said_to_have_none():
    answer = which_conflict(make_ward((0, "D", 1)))

    assert [fact.kind for fact in answer.facts] == [Kind.NO_CLASH]


def test_what_a_rule_counts_over_several_steps_still_names_the_person():
    problem = make_ward(rules=(*RULES, WeekendFrequency(worked=1, of=2)), n_days=21)

    named = {part.person for part in grouped(problem).parts if "weekend" in part.rule}

    assert named == {"p0", "p1"}


@pytest.mark.parametrize("n_left_out", [0, 1])
def test_leaving_parts_out_never_makes_a_problem_harder(n_left_out):
    groups = grouped(make_ward((0, "D", 1), (1, "N", 1)))
    numbers = range(len(groups.parts))

    for left_out in combinations(numbers, n_left_out):
        kept = [number for number in numbers if number not in left_out]
        assert can_hold(groups, kept, 5)


def test_a_conflict_is_told_in_words_with_names_and_days():
    problem = WARDS["a lock in a leave"]

    said = " ".join(sentence(problem, f) for f in which_conflict(problem).facts)

    assert "Ann Ash is locked to D on Tue 3 Mar" in said
    assert "leave out any one and the others can hold" in said


def test_a_post_for_many_more_than_there_are_is_named_with_its_way_out():
    ward = make_ward((1, "D", 5), people=2)

    answer = which_conflict(ward)

    [clash], [relaxed] = answer.of(Kind.CLASH), answer.of(Kind.RELAX)
    assert (clash.status, clash.values["is_minimal"]) == (Status.PROVED, True)
    assert relaxed.status is Status.PROVED
