"""Why somebody has a shift, and why somebody else has not."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from horarium.engines.rostering.certificates import FORBIDDING
from horarium.engines.rostering.changes import LockChange
from horarium.engines.rostering.explain.candidates import (
    Candidate,
    barred_by,
    candidates,
)
from horarium.engines.rostering.facts import (
    Answer,
    Fact,
    Kind,
    Status,
    Value,
    Visibility,
)
from horarium.engines.rostering.judging import Effect, Judge
from horarium.engines.rostering.people import RequestKind
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.repair import Repaired, RepairParams, mend
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.cover import heads, who_counts
from horarium.engines.rostering.wants import want, want_known

MOST_SHOWN = 5
LIMIT = timedelta(seconds=1.4)
LEAST = timedelta(seconds=0.1)
"""Less than this is not worth beginning to mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainParams:
    """How long to look for alternatives, and from when on cells may still move."""

    limit: timedelta = LIMIT
    now: datetime | None = None
    seed: int = 0


DEFAULTS = ExplainParams()


def why(problem: RosterProblem, roster: Roster, person: str, day: int) -> Answer:
    """Why ``person`` works, or does not work, on ``day``.

    What the data say of the cell; what would be if it were empty; and everybody else in
    that place, with the rule that bars them or what it would cost. All of it exact.
    Raises ``InvalidField`` for a person or a day that is not in the problem.
    """
    began = time.perf_counter()
    row = _row(problem, person, day)
    judge = Judge(problem, roster)
    facts = list(_cell(problem, roster, row, day))
    if roster.cells[row, day] != OFF:
        facts += _emptied(judge, row, day)
        facts += _others(judge, row, day)
    return Answer(facts=tuple(facts), elapsed_s=time.perf_counter() - began)


def why_not(
    problem: RosterProblem,
    roster: Roster,
    place: tuple[str, int],
    shift_type: str,
    params: ExplainParams = DEFAULTS,
) -> Answer:
    """Why the person at ``place``, a person and a day, does not work ``shift_type``.

    First what it would break or cost with all else as it is, exactly. Then how few
    others would have to move for it, as far as that was found within ``params.limit``.
    Raises ``InvalidField`` for names that are not in the problem.
    """
    began = time.perf_counter()
    person, day = place
    row = _row(problem, person, day)
    want_known("shift_type", [shift_type], problem.tables.shifts)
    shift = problem.tables.shifts[shift_type]
    facts = list(_cell(problem, roster, row, day))
    if roster.cells[row, day] == shift:
        return Answer(facts=tuple(facts), elapsed_s=time.perf_counter() - began)
    judge = Judge(problem, roster)
    effect = judge.effect({(row, day): shift})
    facts += _direct(problem, row, (day, shift_type), effect)
    held = LockChange(person=person, day=day, shift_type=shift_type)
    if judge.breaks_line(row, {(row, day): shift}) and _is_certain(judge, row, held):
        facts.append(_impossible(held))
    else:
        left = params.limit - timedelta(seconds=time.perf_counter() - began)
        how = replace(params, limit=max(LEAST, left))
        facts.append(_mended(problem, roster, held, how))
    return Answer(facts=tuple(facts), elapsed_s=time.perf_counter() - began)


def _row(problem: RosterProblem, person: str, day: int) -> int:
    want_known("person", [person], problem.tables.people)
    last = problem.n_days - 1
    want(0 <= day <= last, "day", day, f"a day from 0 to {last}")
    return problem.tables.people[person]


def _cell(problem: RosterProblem, roster: Roster, row: int, day: int) -> Iterator[Fact]:
    """What the data say of one cell."""
    person = problem.people[row]
    shift = int(roster.cells[row, day])
    here: dict[str, Value] = {"person": person.id, "day": day}
    if shift == OFF:
        yield Fact(kind=Kind.IS_FREE, values=here, people=(person.id,))
    else:
        name = problem.shift_types[shift].id
        works = here | {"shift_type": name}
        yield Fact(kind=Kind.WORKS, values=works, people=(person.id,))
    for lock in problem.locks:
        if (lock.person, lock.day) == (person.id, day):
            yield Fact(
                kind=Kind.IS_LOCKED,
                values=here | {"shift_type": lock.shift_type},
                people=(person.id,),
            )
    yield from _requests(problem, roster, row, day)
    if shift != OFF:
        yield from _cover(problem, roster, row, day)


def _requests(
    problem: RosterProblem, roster: Roster, row: int, day: int
) -> Iterator[Fact]:
    person = problem.people[row]
    worked = int(roster.cells[row, day])
    for request in person.requests:
        if request.day != day:
            continue
        shifts = [problem.tables.shifts[shift] for shift in request.shift_types]
        is_on = worked in shifts if shifts else worked != OFF
        yield Fact(
            kind=Kind.ASKED,
            values={
                "person": person.id,
                "day": day,
                "wish": str(request.kind),
                "shift_types": request.shift_types,
                "weight": request.weight,
                "is_met": is_on == (request.kind is RequestKind.ON),
            },
            visible_to=Visibility.THEMSELVES,
            people=(person.id,),
        )


def _cover(
    problem: RosterProblem, roster: Roster, row: int, day: int
) -> Iterator[Fact]:
    """The lines of cover that this person is counted for."""
    shift = problem.shift_types[roster.cells[row, day]]
    for line in problem.cover:
        counts = line.day == day and shift.id in line.shift_types
        if counts and row in who_counts(problem, line):
            yield Fact(
                kind=Kind.COVER,
                values={
                    "day": day,
                    "shift_types": line.shift_types,
                    "skills": line.skills,
                    "grades": line.grades,
                    "minimum": line.minimum,
                    "wanted": line.wanted,
                    "have": heads(problem, roster, line),
                },
            )


def _emptied(judge: Judge, row: int, day: int) -> Iterator[Fact]:
    """What would be if the person were free and nobody came instead."""
    effect = judge.effect({(row, day): OFF})
    yield Fact(
        kind=Kind.LEFT_EMPTY,
        values={
            "person": judge.problem.people[row].id,
            "day": day,
            "rules": _rules(effect),
            "penalty": effect.penalty,
            "is_legal": effect.is_legal,
        },
        visible_to=Visibility.COORDINATOR,
    )


def _others(judge: Judge, row: int, day: int) -> Iterator[Fact]:
    """Everybody else in this place: barred, or at what price."""
    problem = judge.problem
    found = candidates(judge, row, day)
    place: dict[str, Value] = {
        "instead_of": problem.people[row].id,
        "day": day,
        "shift_type": problem.shift_types[judge.roster.cells[row, day]].id,
    }
    for rule, rows in barred_by(found):
        names = tuple(problem.people[other].id for other in rows)
        yield Fact(
            kind=Kind.BARRED,
            values=place | {"rule": rule, "people": names},
            visible_to=Visibility.COORDINATOR,
            people=names,
        )
    able = sorted(
        (one for one in found if not one.broken), key=lambda one: (one.penalty, one.row)
    )
    if not able:
        yield Fact(
            kind=Kind.NOBODY_ELSE,
            values=place,
            visible_to=Visibility.COORDINATOR,
        )
    for one in able[:MOST_SHOWN]:
        yield _able(problem, place, one)


def _able(problem: RosterProblem, place: dict[str, Value], one: Candidate) -> Fact:
    person = problem.people[one.row].id
    rules = tuple(sorted(rule for rule, cost in one.by_rule.items() if cost > 0))
    return Fact(
        kind=Kind.COULD_EXCHANGE if one.is_exchange else Kind.COULD_TAKE,
        values=place | {"person": person, "penalty": one.penalty, "rules": rules},
        visible_to=Visibility.COORDINATOR,
        people=(person,),
    )


def _direct(
    problem: RosterProblem, row: int, what: tuple[int, str], effect: Effect
) -> Iterator[Fact]:
    """What giving the shift would break or cost with all else as it is."""
    person, (day, shift_type) = problem.people[row].id, what
    place: dict[str, Value] = {
        "person": person,
        "day": day,
        "shift_type": shift_type,
    }
    for breach in effect.broken:
        is_own = breach.person == person
        yield Fact(
            kind=Kind.WOULD_BREAK,
            values=place
            | {
                "rule": breach.rule,
                "days": tuple(breach.days),
                "says": breach.sentence,
            },
            visible_to=Visibility.THEMSELVES if is_own else Visibility.COORDINATOR,
            people=(person,) if is_own else (),
        )
    if effect.is_legal:
        raised = sorted(rule for rule, cost in effect.by_rule.items() if cost > 0)
        yield Fact(
            kind=Kind.WOULD_COST,
            values=place | {"penalty": effect.penalty, "rules": tuple(raised)},
            visible_to=Visibility.COORDINATOR,
            people=(person,),
        )


def _rules(effect: Effect) -> tuple[str, ...]:
    """The rules an effect breaks; where it breaks none, those it makes dearer."""
    broken = {breach.rule for breach in effect.broken}
    dearer = {rule for rule, cost in effect.by_rule.items() if cost > 0}
    return tuple(sorted(broken or dearer))


def _is_certain(judge: Judge, row: int, held: LockChange) -> bool:
    """Whether the shift alone, nobody working otherwise, breaks a hard rule.

    Only rules that more work can never mend are asked.
    """
    problem = judge.problem
    nobody = Roster.empty(problem.n_people, problem.n_days)
    shift = problem.tables.shifts[held.shift_type or ""]
    alone = nobody.with_cells({(row, held.day): shift})
    return any(
        len(list(rule.breaches(problem, alone)))
        > len(list(rule.breaches(problem, nobody)))
        for rule in problem.active_rules
        if rule.is_hard and isinstance(rule, FORBIDDING)
    )


def _impossible(held: LockChange, scope: str = "") -> Fact:
    return Fact(
        kind=Kind.IS_IMPOSSIBLE,
        values=_of(held),
        status=Status.PROVED if scope else Status.EXACT,
        scope=scope,
        visible_to=Visibility.COORDINATOR,
        people=(held.person,),
    )


def _mended(
    problem: RosterProblem, roster: Roster, held: LockChange, params: ExplainParams
) -> Fact:
    how = RepairParams(limit=params.limit, now=params.now, seed=params.seed)
    found = mend(problem, roster, [held], how)
    scope = _window(problem, held.day, how.margin_days)
    if not isinstance(found, Repaired):
        if found.is_impossible:
            return _impossible(held, scope)
        return Fact(
            kind=Kind.NOT_FOUND,
            values=_of(held),
            status=Status.UNKNOWN,
            scope=scope,
            people=(held.person,),
        )
    moved = [move.person for move in found.moves if move.person != held.person]
    return Fact(
        kind=Kind.TAKES_MOVES,
        values=_of(held)
        | {
            "people": tuple(dict.fromkeys(moved)),
            "n_moves": len(found.moves),
            "n_gaps": len(found.gaps),
            "penalty": found.objective - found.objective_before,
        },
        status=Status.PROVED if found.is_fewest else Status.BEST_FOUND,
        scope=scope,
        visible_to=Visibility.COORDINATOR,
        people=(held.person,),
    )


def _of(held: LockChange) -> dict[str, Value]:
    shift = held.shift_type or ""
    return {"person": held.person, "day": held.day, "shift_type": shift}


def _window(problem: RosterProblem, day: int, margin: int) -> str:
    days = [max(0, day - margin), min(problem.n_days - 1, day + margin)]
    return f"nobody moves outside {problem.horizon.name_of_days(days)}"
