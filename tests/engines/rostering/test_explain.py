"""Every fact is recomputed by brute force on problems small enough for that."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

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
from horarium.engines.rostering.changes import Absence, CoverChange, LockChange
from horarium.engines.rostering.check import check
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.explain import (
    COORDINATOR,
    Viewer,
    seen_by,
    sentence,
    what_if,
    why,
    why_not,
)
from horarium.engines.rostering.explain.why import ExplainParams
from horarium.engines.rostering.facts import Fact, Kind, Status
from horarium.engines.rostering.people import Leave, Request
from horarium.engines.rostering.problem import Lock
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.min_rest import MinRest
from horarium.engines.rostering.rules.registry import BASIC_RULES

NO_TIME = timedelta(microseconds=1)
SHIFTS = (DAY, LONG, NIGHT)
RULES = (*BASIC_RULES, MinRest(rest_h=11), MaxConsecutive(days=3), Fairness(weight=2))


def make_ward(people=4, n_days=4, **changes):
    """A day and a night are wanted on every day; only the night must be there."""
    lines = [
        Cover(day=day, shift_types=(shift,), wanted=1, minimum=least, under_weight=9)
        for day in range(n_days)
        for shift, least in (("D", 0), ("N", 1))
    ]
    return make_problem(
        *RULES, people=people, n_days=n_days, shifts=SHIFTS, cover=lines, **changes
    )


def with_wishes():
    """Somebody has leave, somebody a wish, and somebody a lock."""
    people = [
        make_person("p0", name="Ann Ash"),
        make_person("p1", name="Bo Beck", leave=(Leave(start=2, end=3),)),
        make_person("p2", name="Cy Cole", requests=(Request(day=1, weight=5),)),
        make_person("p3", name="Di Dunn"),
    ]
    problem = make_ward(people, locks=(Lock(person="p3", day=0, shift_type="D"),))
    return problem, make_roster(problem, "NN..", "....", "..NN", "DDDD")


def effect_of(problem, roster, cells):
    """Whether new cells break something new, and by how much the penalty moves."""
    before, after = check(problem, roster), check(problem, roster.with_cells(cells))
    old = [(b.rule, b.person, tuple(b.days)) for b in before.hard]
    new = {b.rule for b in after.hard if (b.rule, b.person, tuple(b.days)) not in old}
    return new, after.objective - before.objective


def every_roster(problem, rows, days):
    """All rosters of these rows and days, everybody else being as in the first."""
    places = list(product(rows, days))
    for shifts in product(range(OFF, len(SHIFTS)), repeat=len(places)):
        yield dict(zip(places, shifts, strict=True))


@pytest.mark.parametrize("day", range(4))
@pytest.mark.parametrize("person", ["p0", "p2", "p3"])
def test_why_tells_of_everybody_else_what_the_judge_finds(person, day):
    problem, roster = with_wishes()
    row, shift = problem.tables.people[person], roster.cells
    answer = why(problem, roster, person, day)
    worked = int(shift[row, day])
    told = set()

    for fact in answer.of(Kind.BARRED):
        for name in fact.values["people"]:
            other = problem.tables.people[name]
            theirs = int(shift[other, day])
            new, _ = effect_of(
                problem, roster, {(row, day): theirs, (other, day): worked}
            )
            assert fact.values["rule"] in new
            told.add(name)
    for fact in (*answer.of(Kind.COULD_TAKE), *answer.of(Kind.COULD_EXCHANGE)):
        other = problem.tables.people[fact.values["person"]]
        theirs = int(shift[other, day])
        new, cost = effect_of(
            problem, roster, {(row, day): theirs, (other, day): worked}
        )
        assert (new, cost) == (set(), fact.values["penalty"])
        told.add(fact.values["person"])

    same = {p.id for r, p in enumerate(problem.people) if shift[r, day] == worked}
    everybody = {p.id for p in problem.people}
    assert told == (everybody - same if worked != OFF else set())


@pytest.mark.parametrize(("person", "day"), [("p0", 0), ("p2", 3), ("p3", 1)])
def test_an_empty_place_costs_or_breaks_what_is_said(person, day):
    problem, roster = with_wishes()
    row = problem.tables.people[person]

    (fact,) = why(problem, roster, person, day).of(Kind.LEFT_EMPTY)

    new, cost = effect_of(problem, roster, {(row, day): OFF})
    assert fact.values["penalty"] == cost
    assert fact.values["is_legal"] == (not new)
    assert not new or set(fact.values["rules"]) == new


def test_wishes_locks_and_cover_are_told_as_they_are():
    problem, roster = with_wishes()

    locked = why(problem, roster, "p3", 0)
    wished = why(problem, roster, "p2", 1)

    assert locked.of(Kind.IS_LOCKED)[0].values["shift_type"] == "D"
    assert locked.of(Kind.COVER)[0].values["have"] == 1
    assert wished.of(Kind.ASKED)[0].values["is_met"] is True


@pytest.mark.parametrize(
    ("place", "shift"),
    [(("p1", 2), "N"), (("p1", 1), "D"), (("p0", 2), "D"), (("p2", 1), "N")],
)
def test_why_not_tells_what_breaks_or_costs_with_all_else_as_it_is(place, shift):
    problem, roster = with_wishes()
    row, index = problem.tables.people[place[0]], problem.tables.shifts[shift]

    answer = why_not(problem, roster, place, shift)

    new, cost = effect_of(problem, roster, {(row, place[1]): index})
    assert {f.values["rule"] for f in answer.of(Kind.WOULD_BREAK)} == new
    told = [fact.values["penalty"] for fact in answer.of(Kind.WOULD_COST)]
    assert told == ([] if new else [cost])


@pytest.mark.parametrize(("person", "day"), [("p0", 1), ("p1", 0)])
def test_how_few_must_move_is_true_and_impossible_means_impossible(person, day):
    problem = make_ward(people=3, n_days=2)
    roster = make_roster(problem, "N.", ".N", "DD")
    row = problem.tables.people[person]

    answer = why_not(problem, roster, (person, day), "D")

    held = LockChange(person=person, day=day, shift_type="D").apply(problem)
    legal = [
        int((found.cells != roster.cells).sum())
        for cells in every_roster(problem, range(3), range(2))
        if cells[row, day] == 0
        and check(held, found := roster.with_cells(cells)).is_legal
    ]
    moves = [fact.values["n_moves"] for fact in answer.of(Kind.TAKES_MOVES)]
    assert bool(answer.of(Kind.IS_IMPOSSIBLE)) == (not legal)
    assert not moves or moves[0] >= min(legal)
    proved = [f for f in answer.of(Kind.TAKES_MOVES) if f.status is Status.PROVED]
    assert len(proved) == len(moves)


def test_leave_makes_a_shift_impossible_for_certain():
    problem, roster = with_wishes()

    (fact,) = why_not(problem, roster, ("p1", 2), "N").of(Kind.IS_IMPOSSIBLE)

    assert fact.status is Status.EXACT
    assert fact.scope == ""


CHANGES = (
    Absence(person="p0", start=1, end=2),
    CoverChange(day=1, shift_type="D", heads=1),
    CoverChange(day=2, shift_type="N", heads=-1),
    LockChange(person="p1", day=0, shift_type="L"),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
def test_what_if_has_the_costs_of_the_judge_before_and_after(change):
    problem = make_ward(people=3, n_days=3)
    roster = make_roster(problem, "NN.", "..N", "DDD")

    answer = what_if(problem, roster, [change])

    before = check(problem, roster)
    (penalty,) = answer.of(Kind.PENALTY)
    by_rule = answer.of(Kind.RULE_COST)
    moved = sum(f.values["after"] - f.values["before"] for f in by_rule)
    assert penalty.values["before"] == before.objective
    assert penalty.values["after"] - before.objective == moved
    for fact in by_rule:
        was = before.penalties.get(fact.values["rule"], 0)
        assert fact.values["before"] == was != fact.values["after"]


def test_what_could_be_saved_is_the_best_of_all_rosters_with_and_without():
    problem = make_ward(people=3, n_days=2)
    roster = make_roster(problem, "NN", "..", "DD")
    change = CoverChange(day=1, shift_type="L", heads=1)

    (fact,) = what_if(problem, roster, [change]).of(Kind.COULD_SAVE)

    assert fact.status is Status.PROVED
    assert fact.values["anyway"] == best_of(problem, roster, [1])
    assert fact.values["after"] == best_of(change.apply(problem), roster, [1])


def best_of(problem, roster, days):
    verdicts = (
        check(problem, roster.with_cells(cells))
        for cells in every_roster(problem, range(problem.n_people), days)
    )
    return min(verdict.objective for verdict in verdicts if verdict.is_legal)


def test_an_answer_without_time_says_what_was_not_looked_for():
    problem = make_ward(people=3, n_days=2)
    roster = make_roster(problem, "NN", "..", "DD")
    change = CoverChange(day=1, shift_type="L", heads=1)

    answer = what_if(problem, roster, [change], ExplainParams(limit=NO_TIME))

    (fact,) = answer.of(Kind.COULD_SAVE)
    assert (fact.status, fact.values) == (Status.UNKNOWN, {})


def test_what_cannot_be_is_said_to_be_impossible():
    problem, roster = with_wishes()

    answer = what_if(problem, roster, [LockChange(person="p1", day=2, shift_type="N")])

    (fact,) = answer.of(Kind.NO_ROSTER)
    assert fact.status is Status.PROVED


def all_answers(problem, roster):
    yield why(problem, roster, "p0", 0)
    yield why(problem, roster, "p2", 1)
    yield why(problem, roster, "p3", 0)
    yield why_not(problem, roster, ("p1", 2), "N")
    yield why_not(problem, roster, ("p0", 2), "D")
    yield what_if(problem, roster, CHANGES)


@pytest.mark.parametrize(
    ("rules", "told"), [((), "falls by 21."), (("run",), "falls by 21 (run).")]
)
def test_what_something_saves_names_rules_only_where_there_are_some(rules, told):
    problem = make_problem(people=[make_person("a", name="Ann Ash")])
    values = {"person": "a", "day": 0, "is_legal": True, "penalty": -21, "rules": rules}

    said = sentence(problem, Fact(kind=Kind.LEFT_EMPTY, values=values))

    assert said.endswith(f"the penalty {told}")


def test_every_fact_has_a_sentence():
    problem, roster = with_wishes()

    said = [
        sentence(problem, fact)
        for answer in all_answers(problem, roster)
        for fact in answer.facts
    ]

    assert all(text[0].isupper() or text[0].isdigit() for text in said)
    assert all(text.endswith(".") and "  " not in text for text in said)


def test_a_coordinator_sees_everything():
    problem, roster = with_wishes()
    answer = why(problem, roster, "p0", 0)

    assert seen_by(answer, COORDINATOR).facts == answer.facts


def test_the_private_reasons_of_others_cannot_be_told_apart():
    problem, roster = with_wishes()
    peer = Viewer("p0")
    wishes = replace(problem.people[3], requests=(Request(day=2, weight=9),))
    away = replace(problem.people[3], leave=(Leave(start=2, end=3),))
    roster = Roster.of(roster.cells).with_cells({(3, day): OFF for day in range(4)})

    seen = [
        seen_by(why_not(world, roster, ("p3", 2), "D"), peer)
        for world in (
            replace(problem, people=(*problem.people[:3], other), locks=())
            for other in (problem.people[3], wishes, away)
        )
    ]

    assert seen[0] == seen[1] == seen[2]
    assert seen[0].of(Kind.NOT_AVAILABLE)


def test_people_see_what_keeps_themselves_from_a_shift():
    problem, roster = with_wishes()
    answer = why_not(problem, roster, ("p1", 2), "N")

    own = seen_by(answer, Viewer("p1"))
    other = seen_by(answer, Viewer("p0"))

    assert own.of(Kind.WOULD_BREAK)
    assert not other.of(Kind.WOULD_BREAK)


def test_unknown_names_are_refused_by_name():
    problem, roster = with_wishes()

    with pytest.raises(InvalidField, match="person"):
        why(problem, roster, "p9", 0)
    with pytest.raises(InvalidField, match="day"):
        why(problem, roster, "p0", 9)
    with pytest.raises(InvalidField, match="shift_type"):
        why_not(problem, roster, ("p0", 0), "X")
