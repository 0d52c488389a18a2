"""The roster's part: who works what instead, with the fewest changes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from horarium.domain.ids import PractitionerId
from horarium.domain.people import Practitioner
from horarium.domain.roster import StoredRoster
from horarium.engines.rostering import Infeasible, OutOfTime, Roster, RosterProblem
from horarium.engines.rostering.changes import Change, apply_all
from horarium.engines.rostering.check import check
from horarium.engines.rostering.disruption import Present
from horarium.engines.rostering.forced import forced, from_now
from horarium.engines.rostering.judging import compare
from horarium.engines.rostering.moves import Move, Why, moves_between
from horarium.engines.rostering.moves import forced_moves as taken_away
from horarium.engines.rostering.repair import Repaired, RepairParams, repair
from horarium.engines.rostering.roster import OFF
from horarium.services import rosters
from horarium.services.loop.cause import Cause
from horarium.services.loop.plan import DutyChange, Filling
from horarium.services.work import Work
from horarium.store import people
from horarium.store import rosters as store


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mended:
    """A published roster with the changes that mend it.

    ``unresolved`` are sentences about hard rules that are broken now and were not before.
    """

    stored: StoredRoster
    duties: tuple[DutyChange, ...]
    unresolved: tuple[str, ...]
    is_fewest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How long to search, what to fill, and which clinics have patients.

    ``busy`` are services, by name, with the days on which somebody is booked.
    """

    limit: timedelta
    filling: Filling
    busy: frozenset[tuple[str, date]]
    stop: Callable[[], bool] | None = None


def mend(work: Work, stored: StoredRoster, cause: Cause, how: How) -> Mended | None:
    """The changes; ``None`` when the time was up before there were any."""
    sheet = rosters.judged(stored)
    team = people.practitioners(work.db)
    changes = cause.changes(sheet.problem, _code_of(team, cause.practitioner))
    if not changes:
        return Mended(stored=stored, duties=(), unresolved=(), is_fewest=True)
    now = work.clock.now()
    outcome = repair(
        _with_clinics_needed(sheet.problem, how),
        sheet.roster,
        changes,
        RepairParams(
            now=now, limit=how.limit, fill_wanted=how.filling is Filling.WANTED
        ),
        stop=how.stop,
    )
    after = changed_problem(sheet.problem, sheet.roster, changes, now)
    match outcome:
        case OutOfTime():
            return None
        case Infeasible(conflict=conflict):
            moves, roster = _only_forced(after, sheet.roster, changes, now)
            said = tuple(one.sentence for one in conflict)
            is_fewest = False
        case Repaired():
            moves, roster, said = outcome.moves, outcome.roster, ()
            is_fewest = outcome.is_fewest
    known = {one.staff_code: one for one in team}
    broken = compare(sheet.breaches, check(after, roster).breaches).broken
    return Mended(
        stored=stored,
        duties=tuple(_duty(sheet.problem, known, move) for move in moves),
        unresolved=(*said, *(breach.sentence for breach in broken)),
        is_fewest=is_fewest,
    )


def mended_roster(
    work: Work, stored: StoredRoster, cause: Cause, duties: Iterable[DutyChange]
) -> tuple[RosterProblem, Roster]:
    """The problem as it is after ``cause``, and the roster with ``duties`` in it."""
    sheet = rosters.judged(stored)
    team = people.practitioners(work.db)
    changes = cause.changes(sheet.problem, _code_of(team, cause.practitioner))
    tables = sheet.problem.tables
    cells = {
        (
            tables.people[one.staff_code],
            sheet.problem.horizon.day_of(one.on),
        ): tables.shifts[one.after] if one.after else OFF
        for one in duties
    }
    problem = changed_problem(sheet.problem, sheet.roster, changes, work.clock.now())
    return problem, sheet.roster.with_cells(cells)


def has_begun(work: Work, stored: StoredRoster, duties: Iterable[DutyChange]) -> bool:
    """Whether a change would touch a duty that has begun by now."""
    sheet = rosters.judged(stored)
    tables, horizon = sheet.problem.tables, sheet.problem.horizon
    present = Present.of(sheet.problem, work.clock.now())
    free, may_have = present.may_have(sheet.problem, sheet.roster)
    for one in duties:
        row, day = tables.people[one.staff_code], horizon.day_of(one.on)
        if not free[row, day]:
            return True
        if one.after and not may_have[row, day, tables.shifts[one.after]]:
            return True
    return False


def changed_problem(
    problem: RosterProblem, roster: Roster, changes: Sequence[Change], now: datetime
) -> RosterProblem:
    """The problem after ``changes``; leave begins after whatever has begun."""
    free, _ = Present.of(problem, now).may_have(problem, roster)
    return apply_all(problem, [from_now(one, problem, free) for one in changes])


def published_for(work: Work, cause: Cause) -> StoredRoster | None:
    """The published roster that the first day yet to come is in."""
    return store.published_on(work.db, max(cause.first_on, work.today))


def _only_forced(
    after: RosterProblem, roster: Roster, changes: Sequence[Change], now: datetime
) -> tuple[tuple[Move, ...], Roster]:
    """What is taken away in any case, when no legal roster is near."""
    free, _ = Present.of(after, now).may_have(after, roster)
    gone = forced(after, roster, changes) & free
    dropped = Roster.of(np.where(gone, OFF, roster.cells))
    known = taken_away(after, roster, dropped, changes)
    return moves_between(after, roster, dropped, known), dropped


def _with_clinics_needed(problem: RosterProblem, how: How) -> RosterProblem:
    """A clinic that has patients needs its doctor; one without may be given up."""
    if how.filling is not Filling.CLINICS:
        return problem
    services = {one.id: one.service for one in problem.shift_types if one.service}
    cover = tuple(
        replace(line, minimum=line.wanted)
        if any(
            (services.get(shift), problem.horizon.date_of(line.day)) in how.busy
            for shift in line.shift_types
        )
        else line
        for line in problem.cover
    )
    return replace(problem, cover=cover)


def _code_of(team: Iterable[Practitioner], wanted: PractitionerId | None) -> str:
    return next((one.staff_code for one in team if one.id == wanted), "")


def _duty(
    problem: RosterProblem, known: dict[str, Practitioner], move: Move
) -> DutyChange:
    who = known[move.person]
    return DutyChange(
        practitioner=who.id,
        staff_code=move.person,
        name=who.name,
        on=problem.horizon.date_of(move.day),
        before=move.before,
        after=move.after,
        why=Why(move.why),
        reason=move.reason,
    )
