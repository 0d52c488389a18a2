"""What a request would do to the rosters there are, computed by the engine's judge."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from horarium.domain.duty_request import DutyRequestKind
from horarium.domain.roster import RosterStatus, StoredRoster
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.fairness import tally
from horarium.engines.rostering.judging import Cells, Effect, Judge
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.cover import heads, who_counts
from horarium.services import rosters
from horarium.services.duty_requests.asking import NewDutyRequest, check
from horarium.services.own_staff import myself
from horarium.services.permissions import Permission
from horarium.services.rosters import RosterSheet
from horarium.services.work import Work
from horarium.store import rosters as store

SHOWN_LOADS = ("hours", "nights", "weekends", "on-calls", "clinics")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverLeft:
    """How many are there for a line of cover, before and after."""

    before: int
    after: int
    minimum: int
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEffect:
    """One duty that the request would free, or add (``is_freed`` is false)."""

    on: date
    shift: str
    is_freed: bool
    cover: tuple[CoverLeft, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadChange:
    """One's own burden in a roster; ``share`` is what would be fair."""

    label: str
    before: float
    after: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEffect:
    """What a request would do to one roster with nobody else moving.

    ``breaks`` are hard rules that would be broken, in sentences about the asker and
    about cover alone.
    """

    name: str
    is_draft: bool
    days: tuple[DayEffect, ...]
    loads: tuple[LoadChange, ...]
    breaks: tuple[str, ...]


def effect(work: Work, new: NewDutyRequest) -> tuple[RosterEffect, ...]:
    """What the asker's request would do, roster by roster; nothing is changed.

    On the published rosters and the newest draft that have a day of it. What would then
    be done by others is not looked for, and nothing is said of anybody else.
    """
    me = myself(work, Permission.OWN_DUTIES_READ)
    check(work, new)
    found = []
    for stored in _concerned(work, new):
        sheet = rosters.judged(stored)
        row = sheet.problem.tables.people.get(me.staff_code)
        if row is not None:
            found.append(_effect(sheet, row, new))
    return tuple(found)


def _concerned(work: Work, new: NewDutyRequest) -> Iterator[StoredRoster]:
    headings = [one for one in store.headings(work.db) if _covers(one, new)]
    published = [one for one in headings if one.status is RosterStatus.PUBLISHED]
    drafts = [one for one in headings if one.status is RosterStatus.DRAFT]
    newest = sorted(drafts, key=lambda one: (one.created_at, one.id))[-1:]
    for heading in (*published, *newest):
        stored = store.by_id(work.db, heading.id)
        if stored is not None:
            yield stored


def _covers(one: StoredRoster, new: NewDutyRequest) -> bool:
    last = one.starts_on + timedelta(days=one.n_days - 1)
    return one.starts_on <= new.last_on and new.first_on <= last


def _effect(sheet: RosterSheet, row: int, new: NewDutyRequest) -> RosterEffect:
    problem, roster = sheet.problem, sheet.roster
    cells = _cells(sheet, row, new)
    changed = roster.with_cells(cells)
    judged = Judge(problem, roster).effect(cells)
    return RosterEffect(
        name=sheet.stored.name,
        is_draft=sheet.stored.status is RosterStatus.DRAFT,
        days=tuple(
            _day(problem, (roster, changed), place, cells[place])
            for place in sorted(cells)
        ),
        loads=_loads(problem, row, (roster, changed)) if cells else (),
        breaks=_breaks(problem, row, judged),
    )


def _cells(sheet: RosterSheet, row: int, new: NewDutyRequest) -> Cells:
    problem, roster = sheet.problem, sheet.roster
    days = [problem.horizon.day_of(on) for on in new.days]
    inside = [day for day in days if 0 <= day < problem.n_days]
    shifts = problem.tables.shifts
    if new.kind is DutyRequestKind.ON:
        shift = shifts.get(new.shift_types[0], OFF)
        return {
            (row, day): shift
            for day in inside
            if shift not in (OFF, roster.cells[row, day])
        }
    named = {shifts.get(shift) for shift in new.shift_types}
    freed = {day for day in inside if _is_meant(int(roster.cells[row, day]), named)}
    if new.kind is DutyRequestKind.LEAVE:
        freed |= set(_into(problem, roster, row, inside))
    return {(row, day): OFF for day in sorted(freed)}


def _is_meant(shift: int, named: set[int | None]) -> bool:
    return shift != OFF and (not named or shift in named)


def _into(
    problem: RosterProblem, roster: Roster, row: int, inside: list[int]
) -> Iterator[int]:
    """The day before leave, when its duty lasts into the first day."""
    eve = inside[0] - 1 if inside else -1
    shift = int(roster.cells[row, eve]) if eve >= 0 else OFF
    if shift != OFF:
        kind = problem.shift_types[shift]
        if kind.start_min + kind.length_min > 24 * 60:
            yield eve


def _day(
    problem: RosterProblem,
    both: tuple[Roster, Roster],
    place: tuple[int, int],
    shift: int,
) -> DayEffect:
    before, after = both
    row, day = place
    is_freed = shift == OFF
    about = int(before.cells[place]) if is_freed else shift
    return DayEffect(
        on=problem.horizon.date_of(day),
        shift=problem.shift_types[about].title,
        is_freed=is_freed,
        cover=tuple(
            CoverLeft(
                before=heads(problem, before, line),
                after=heads(problem, after, line),
                minimum=line.minimum,
                wanted=line.wanted,
            )
            for line in _lines(problem, row, day, problem.shift_types[about].id)
        ),
    )


def _lines(problem: RosterProblem, row: int, day: int, shift: str) -> Iterator[Cover]:
    for line in problem.cover:
        is_here = line.day == day and shift in line.shift_types
        if is_here and row in who_counts(problem, line):
            yield line


def _loads(
    problem: RosterProblem, row: int, both: tuple[Roster, Roster]
) -> tuple[LoadChange, ...]:
    before, after = (tally(problem, roster) for roster in both)
    return tuple(
        LoadChange(
            label=was.label,
            before=was.lines[row].load,
            after=then.lines[row].load,
            share=was.lines[row].share,
        )
        for was, then in zip(before, after, strict=True)
        if was.id in SHOWN_LOADS and was.lines[row].load != then.lines[row].load
    )


def _breaks(problem: RosterProblem, row: int, judged: Effect) -> tuple[str, ...]:
    me = problem.people[row].id
    told = [one for one in judged.broken if one.person in (None, me)]
    return tuple(dict.fromkeys(one.sentence for one in told))
