"""Changing a draft: each change is judged at once and can be taken back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from horarium.domain.errors import CellsMovedOn, InvalidField, NoEditLeft
from horarium.domain.ids import PractitionerId, RosterId
from horarium.domain.roster import Assignment, StoredRoster
from horarium.domain.roster_change import CellChange, EditVerb, RosterChange
from horarium.engines.rostering.io.document import problem_to_dict
from horarium.engines.rostering.problem import Lock, RosterProblem
from horarium.engines.rostering.report import (
    CoverTotal,
    PersonTotal,
    cover_totals,
    person_totals,
)
from horarium.engines.rostering.revising import Difference, Judged, difference
from horarium.services.permissions import Permission
from horarium.services.roster_editing.drafts import open_draft
from horarium.services.roster_editing.history import EditState, folded
from horarium.services.roster_editing.moves import MOST_MOVES, Desk, Move, cells_after
from horarium.services.rosters import RosterSheet, remember
from horarium.services.work import Work
from horarium.store import people, roster_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRoster:
    """Moves made together, on a draft as it was at ``version``."""

    roster: RosterId
    version: int
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A draft after a change, and all that the change did.

    ``cells`` is empty, and the version the same, when every cell held that already.
    """

    sheet: RosterSheet
    verb: EditVerb
    cells: tuple[CellChange, ...]
    before: RosterSheet
    difference: Difference
    state: EditState

    @property
    def version(self) -> int:
        """The draft's version now."""
        return self.sheet.stored.version

    @property
    def people(self) -> tuple[PersonTotal, ...]:
        """What the people concerned work now."""
        touched = {cell.person for cell in self.cells}
        totals = person_totals(self.sheet.problem, self.sheet.roster)
        return tuple(one for one in totals if one.person in touched)

    @property
    def cover(self) -> tuple[CoverTotal, ...]:
        """The cover of the shift types that came or went, one entry a day each."""
        states = [one for cell in self.cells for one in (cell.before, cell.after)]
        touched = {one.shift_type for one in states}
        totals = cover_totals(self.sheet.problem, self.sheet.roster)
        return tuple(one for one in totals if one.shift_type in touched)


def change(work: Work, asked: ChangeRoster) -> Changed:
    """Make moves in a draft.

    Refuses with ``RosterStale``, ``RosterNotEditable``, ``CellLocked``, and with
    ``InvalidField`` for what the roster does not have. Breaking a rule is no refusal:
    the answer says so, and publishing would refuse.
    """
    work.require(Permission.ROSTER_EDIT)
    if not 1 <= len(asked.moves) <= MOST_MOVES:
        raise InvalidField("moves", str(len(asked.moves)), f"1 to {MOST_MOVES} moves")
    before = open_draft(work, asked.roster, asked.version)
    cells = Desk(before.problem, before.roster).make(asked.moves)
    return _made(work, before, cells, EditVerb.CHANGE)


def undo(work: Work, roster: RosterId, version: int) -> Changed:
    """Take the last change back that still stands.

    Refuses like ``change``, with ``NoEditLeft``, and with ``CellsMovedOn``.
    """
    return _again(work, roster, version, EditVerb.UNDO)


def redo(work: Work, roster: RosterId, version: int) -> Changed:
    """Make the change again that was taken back last; refuses like ``undo``."""
    return _again(work, roster, version, EditVerb.REDO)


def _again(work: Work, roster: RosterId, version: int, verb: EditVerb) -> Changed:
    work.require(Permission.ROSTER_EDIT)
    before = open_draft(work, roster, version)
    state = folded(roster_changes.steps(work.db, roster))
    number = state.to_undo if verb is EditVerb.UNDO else state.to_redo
    entry = number and roster_changes.by_number(work.db, roster, number)
    if not entry:
        raise NoEditLeft(verb.value)
    wanted = entry.cells
    if verb is EditVerb.UNDO:
        wanted = tuple(cell.reverse for cell in wanted)
    return _made(work, before, _fitting(before, wanted), verb, of=entry.number)


def _fitting(
    before: RosterSheet, wanted: Sequence[CellChange]
) -> tuple[CellChange, ...]:
    desk = Desk(before.problem, before.roster)
    for cell in wanted:
        if desk.now(cell.person, cell.on_date) != cell.before:
            raise CellsMovedOn(cell.person, cell.on_date)
        desk.put(cell.person, cell.on_date, cell.after)
    return desk.make(())


def _made(
    work: Work,
    before: RosterSheet,
    cells: tuple[CellChange, ...],
    verb: EditVerb,
    *,
    of: int | None = None,
) -> Changed:
    after = judged_after(before, cells)
    sheet = before
    if cells:
        stored = _write(work, before.stored, after.problem, cells)
        sheet = RosterSheet(stored, after.problem, after.roster, after.breaches)
        remember(sheet)
        _log(work, (before, sheet), cells, verb, of)
    return Changed(
        sheet=sheet,
        verb=verb,
        cells=cells,
        before=before,
        difference=difference(before.breaches, sheet.breaches),
        state=folded(roster_changes.steps(work.db, before.stored.id)),
    )


def judged_after(before: RosterSheet, cells: Collection[CellChange]) -> Judged:
    """The roster with other cells and locks, judged where they can matter."""
    judged = Judged(before.problem, before.roster, before.breaches)
    moved = [one for one in cells if one.before.shift_type != one.after.shift_type]
    if moved:
        judged = judged.with_cells(cells_after(before.problem, moved))
    locks = _locks(before.problem, cells)
    if locks != before.problem.locks:
        judged = judged.with_locks(locks)
    return judged


def _locks(problem: RosterProblem, cells: Collection[CellChange]) -> tuple[Lock, ...]:
    day_of = problem.horizon.day_of
    touched = {
        (one.person, day_of(one.on_date))
        for one in cells
        if one.before.locked or one.after.locked
    }
    if not touched:
        return problem.locks
    kept = [one for one in problem.locks if (one.person, one.day) not in touched]
    new = [
        Lock(
            person=one.person,
            day=day_of(one.on_date),
            shift_type=one.after.shift_type,
        )
        for one in cells
        if one.after.locked
    ]
    return tuple(sorted([*kept, *new], key=lambda lock: (lock.person, lock.day)))


def _write(
    work: Work,
    stored: StoredRoster,
    problem: RosterProblem,
    cells: Collection[CellChange],
) -> StoredRoster:
    team = team_of(work, stored)
    filled = duties_after(cells, team)
    emptied = {(one.person, one.on_date) for one in cells}
    places = [(team[person], on) for person, on in sorted(emptied)]
    roster_changes.put_cells(work.db, work.organisation, stored.id, places, filled)
    relocked = any(one.before.locked or one.after.locked for one in cells)
    told = problem_to_dict(problem) if relocked else stored.problem
    roster_changes.next_version(work.db, stored.id, problem=told if relocked else None)
    kept = [
        one
        for one in stored.assignments
        if (one.staff_code, one.on_date) not in emptied
    ]
    duties = sorted([*kept, *filled], key=lambda one: (one.staff_code, one.on_date))
    return replace(
        stored, version=stored.version + 1, problem=told, assignments=tuple(duties)
    )


def duties_after(
    cells: Collection[CellChange], team: Mapping[str, PractitionerId]
) -> list[Assignment]:
    """The duties that the cells hold once they are changed; free days have none."""
    return [
        Assignment(
            team[one.person],
            one.person,
            one.on_date,
            one.after.shift_type,
            one.after.locked,
        )
        for one in cells
        if one.after.shift_type
    ]


def team_of(work: Work, stored: StoredRoster) -> dict[str, PractitionerId]:
    """Everybody of a roster, by staff code."""
    known = {one.staff_code: one.practitioner for one in stored.assignments}
    everybody = {one["id"] for one in stored.problem["people"]}
    if everybody <= known.keys():
        return known
    return people.practitioner_ids(work.db)


def _log(
    work: Work,
    sheets: tuple[RosterSheet, RosterSheet],
    cells: tuple[CellChange, ...],
    verb: EditVerb,
    of: int | None,
) -> None:
    before, after = sheets
    roster = after.stored.id
    steps = roster_changes.steps(work.db, roster)
    entry = RosterChange(
        id=work.new_id(),
        roster=roster,
        number=steps[-1][0] + 1 if steps else 1,
        verb=verb,
        of=of,
        version=after.stored.version,
        cells=cells,
        penalty=(before.penalty, after.penalty),
        n_hard=(before.n_hard, after.n_hard),
        actor=work.actor.id,
        actor_name=work.actor.name or work.actor.role_name,
        at=work.clock.now(),
    )
    roster_changes.add(work.db, work.organisation, entry)
    work.record(
        f"rosters.{verb.value}",
        ("roster", roster),
        number=entry.number,
        n_cells=len(cells),
    )
    work.announce("roster.changed", roster=roster, version=after.stored.version)
