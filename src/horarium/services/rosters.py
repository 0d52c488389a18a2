"""Rosters: drafts are kept, checked by an independent judge, published, archived."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from horarium.domain.errors import (
    NoSuchThing,
    RosterHasBreaches,
    RosterNotEditable,
    RosterStale,
)
from horarium.domain.ids import RosterId
from horarium.domain.roster import Assignment, RosterStatus, StoredRoster
from horarium.engines.rostering.check import check
from horarium.engines.rostering.io.document import problem_from_dict, problem_to_dict
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Breach, Roster
from horarium.services import existing
from horarium.services.clinic_sessions import open_sessions_for
from horarium.services.permissions import Permission
from horarium.services.roster_news import tell_published
from horarium.services.roster_privacy import is_hidden
from horarium.services.work import Work
from horarium.store import people
from horarium.store import rosters as store

N_KEPT = 16
"""Judged rosters that a process keeps; 45 people over 12 weeks take about 1 MB."""

HISTORY = "history"
"""The status in the summary of a roster that was worked before Horarium came."""

_sheets: dict[tuple[RosterId, int], "RosterSheet"] = {}


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """A stored roster as the engine sees it, with what its judge says."""

    stored: StoredRoster
    problem: RosterProblem
    roster: Roster
    breaches: tuple[Breach, ...]

    @property
    def n_hard(self) -> int:
        """How many breaches must be mended."""
        return sum(breach.is_hard for breach in self.breaches)

    @property
    def penalty(self) -> int:
        """What the soft rules cost."""
        return sum(breach.penalty for breach in self.breaches if not breach.is_hard)


def headings(work: Work) -> list[StoredRoster]:
    """Every roster without its assignments, newest first; drafts for their makers."""
    work.require(Permission.ROSTER_READ)
    return [one for one in store.headings(work.db) if not is_hidden(work, one)]


def get(work: Work, wanted: RosterId) -> StoredRoster:
    """One roster; a draft is not there for those who make none."""
    work.require(Permission.ROSTER_READ)
    found = existing.roster(work, wanted)
    if is_hidden(work, found):
        raise NoSuchThing("roster", str(wanted))
    return found


def get_sheet(work: Work, wanted: RosterId) -> RosterSheet:
    """One roster with every breach in it; hidden as ``get`` hides it."""
    return judged(get(work, wanted))


def current(work: Work, day: date | None = None) -> StoredRoster | None:
    """The published roster that covers ``day``; today without one."""
    work.require(Permission.ROSTER_READ)
    return store.published_on(work.db, day or work.today)


def sheet(work: Work, stored: StoredRoster) -> RosterSheet:
    """The roster with the problem it answers and every breach in it."""
    work.require(Permission.ROSTER_READ)
    return judged(stored)


def sheets_between(work: Work, first: date, last: date) -> list[RosterSheet]:
    """The rosters lived by from ``first`` to ``last``, both included, by start.

    Published ones and those that became history; never a draft, nor one put away.
    """
    work.require(Permission.ROSTER_READ)
    found = []
    for heading in reversed(store.headings(work.db)):
        ends = heading.starts_on + timedelta(days=heading.n_days - 1)
        if was_lived(heading) and heading.starts_on <= last and ends >= first:
            found.append(judged(existing.roster(work, heading.id)))
    return found


def was_lived(stored: StoredRoster) -> bool:
    """Whether anybody ever lived by it: published, or history from before Horarium."""
    if stored.status is RosterStatus.DRAFT:
        return False
    return stored.published_at is not None or stored.summary.get("status") == HISTORY


def judged(stored: StoredRoster) -> RosterSheet:
    """The engine's view of a stored roster; what was judged once is kept."""
    found = _sheets.get((stored.id, stored.version))
    if found is not None and _is_same(found, stored):
        return replace(found, stored=stored)
    problem = problem_from_dict(stored.problem)
    roster = _roster(stored, problem)
    found = RosterSheet(stored, problem, roster, check(problem, roster).breaches)
    remember(found)
    return found


def remember(view: RosterSheet) -> None:
    """Keep a judged version for the next who asks for it."""
    key = (view.stored.id, view.stored.version)
    _sheets.pop(key, None)
    _sheets[key] = view
    if len(_sheets) > N_KEPT:
        _sheets.pop(next(iter(_sheets)), None)


def _is_same(found: RosterSheet, stored: StoredRoster) -> bool:
    """Whether what is kept is what is stored.

    It is not when the transaction that made the version was rolled back, and another
    one has made the version of that number since.
    """
    if found.stored is stored:
        return True
    return (
        found.stored.problem == stored.problem
        and _roster(stored, found.problem) == found.roster
    )


def save_draft(
    work: Work, problem: RosterProblem, roster: Roster, summary: Mapping[str, Any]
) -> StoredRoster:
    """Keep a solved roster as a draft; ``summary`` says how it was found.

    Raises ``NoSuchThing`` for a person of the problem who is not on the team.
    """
    work.require(Permission.ROSTER_SOLVE)
    return _save(work, problem, roster, summary, RosterStatus.DRAFT)


def save_archived(
    work: Work, problem: RosterProblem, roster: Roster, summary: Mapping[str, Any]
) -> StoredRoster:
    """Keep a roster that was lived by before Horarium came, as history."""
    work.require(Permission.ROSTER_SOLVE)
    return _save(work, problem, roster, summary, RosterStatus.ARCHIVED)


def publish(work: Work, wanted: RosterId, version: int) -> StoredRoster:
    """Make a draft the roster to live by and open its clinic sessions.

    Refuses with ``RosterStale`` when it changed since ``version``, with
    ``RosterHasBreaches`` when the judge finds a hard rule broken, and with what
    ``open_sessions_for`` refuses, and with ``RosterNotEditable`` when it is no draft.
    Published rosters it covers wholly become history; whoever's duties change is told.
    """
    work.require(Permission.ROSTER_PUBLISH)
    locked = store.lock(work.db, wanted)
    stored = existing.roster(work, wanted)
    if locked != version:
        raise RosterStale(version, stored.version)
    if stored.status is not RosterStatus.DRAFT:
        raise RosterNotEditable(stored.status.value)
    view = judged(stored)
    hard = [breach for breach in view.breaches if breach.is_hard]
    if hard:
        raise RosterHasBreaches(len(hard), hard[0].sentence)
    now = work.clock.now()
    tell_published(work, stored)
    _archive_covered(work, stored)
    store.set_status(work.db, wanted, RosterStatus.PUBLISHED, at=now)
    opened = open_sessions_for(work, stored, view.problem)
    work.record("rosters.publish", ("roster", wanted), n_sessions=len(opened))
    work.announce("roster.published", roster=wanted)
    return replace(
        stored, status=RosterStatus.PUBLISHED, version=version + 1, published_at=now
    )


def _save(
    work: Work,
    problem: RosterProblem,
    roster: Roster,
    summary: Mapping[str, Any],
    status: RosterStatus,
) -> StoredRoster:
    horizon = problem.horizon
    stored = StoredRoster(
        id=RosterId(work.new_id()),
        name=problem.name or f"Roster from {horizon.start.isoformat()}",
        starts_on=horizon.start,
        n_days=horizon.n_days,
        status=status,
        version=1,
        problem=problem_to_dict(problem),
        summary=dict(summary),
        assignments=_assignments(work, problem, roster),
        created_at=work.clock.now(),
    )
    store.add(work.db, work.organisation, stored)
    work.record("rosters.save", ("roster", stored.id), status=status.value)
    return stored


def _assignments(
    work: Work, problem: RosterProblem, roster: Roster
) -> tuple[Assignment, ...]:
    ids = people.practitioner_ids(work.db)
    locked = {(lock.person, lock.day) for lock in problem.locks}
    duties = []
    for row, person in enumerate(problem.people):
        if person.id not in ids:
            raise NoSuchThing("practitioner", person.id)
        for day, cell in enumerate(roster.cells[row].tolist()):
            if cell != OFF:
                duties.append(
                    Assignment(
                        ids[person.id],
                        person.id,
                        problem.horizon.date_of(day),
                        problem.shift_types[cell].id,
                        locked=(person.id, day) in locked,
                    )
                )
    return tuple(duties)


def _roster(stored: StoredRoster, problem: RosterProblem) -> Roster:
    rows, shifts = problem.tables.people, problem.tables.shifts
    cells = {
        (
            rows[duty.staff_code],
            problem.horizon.day_of(duty.on_date),
        ): shifts[duty.shift_type]
        for duty in stored.assignments
    }
    return Roster.empty(problem.n_people, problem.n_days).with_cells(cells)


def _archive_covered(work: Work, stored: StoredRoster) -> None:
    last = stored.starts_on + timedelta(days=stored.n_days - 1)
    for other in store.headings(work.db):
        ends = other.starts_on + timedelta(days=other.n_days - 1)
        is_covered = stored.starts_on <= other.starts_on and ends <= last
        if other.status is RosterStatus.PUBLISHED and is_covered:
            store.set_status(work.db, other.id, RosterStatus.ARCHIVED)
