"""What a coordinator may do to cells, and which cells then hold what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from horarium.domain.errors import CellLocked, InvalidField
from horarium.domain.roster_change import CellChange, CellState
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster

MOST_MOVES = 200
"""A gesture is a handful; a week of everybody pasted in is below this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCell:
    """``person`` (a staff code) works ``shift_type`` on a day; nothing is a day off."""

    person: str
    on_date: date
    shift_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapCells:
    """Two cells change places: two people's on one day, or one person's on two."""

    person: str
    on_date: date
    other: str
    other_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDuty:
    """A duty goes to somebody, or to a day, that is free."""

    person: str
    on_date: date
    to_person: str
    to_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockCell:
    """No search may move what the cell holds, nor a hand before it is unlocked."""

    person: str
    on_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockCell:
    """The cell may move again."""

    person: str
    on_date: date


Move = SetCell | SwapCells | MoveDuty | LockCell | UnlockCell

Place = tuple[int, int]
"""Row and day of a cell, by index."""


class Desk:
    """A roster on which moves are tried, one after the other."""

    def __init__(self, problem: RosterProblem, roster: Roster) -> None:
        self._problem, self._roster = problem, roster
        self._shifts = [*(shift.id for shift in problem.shift_types), ""]
        self._locked = {(lock.person, lock.day) for lock in problem.locks}
        self._states: dict[Place, CellState] = {}

    def make(self, moves: Iterable[Move]) -> tuple[CellChange, ...]:
        """Every cell that differs after ``moves``, people in order, then days.

        Raises ``InvalidField`` for a person, day or shift type the roster does not
        have, ``CellLocked`` for a locked cell that would move.
        """
        for move in moves:
            self._make(move)
        changes = (self._changed(place) for place in sorted(self._states))
        return tuple(one for one in changes if one.before != one.after)

    def put(self, person: str, on: date, wanted: CellState) -> None:
        """Let a cell hold exactly that, locked or not."""
        self._states[self._place(person, on, "cells")] = wanted

    def now(self, person: str, on: date) -> CellState:
        """What a cell holds at this point."""
        return self._state(self._place(person, on, "cells"))

    def _make(self, move: Move) -> None:
        place = self._place(move.person, move.on_date, "moves")
        match move:
            case SetCell():
                self._set(place, self._known(move.shift_type))
            case SwapCells():
                other = self._place(move.other, move.other_on or move.on_date, "moves")
                self._swap(place, other)
            case MoveDuty():
                to = self._place(move.to_person, move.to_date or move.on_date, "moves")
                self._hand_over(place, to)
            case LockCell() | UnlockCell():
                shift = self._state(place).shift_type
                self._states[place] = CellState(shift, isinstance(move, LockCell))

    def _set(self, place: Place, shift: str) -> None:
        state = self._state(place)
        if state.shift_type == shift:
            return
        if state.locked:
            raise CellLocked(self._name(place), self._date(place))
        self._states[place] = CellState(shift)

    def _swap(self, place: Place, other: Place) -> None:
        first, second = self._state(place), self._state(other)
        self._set(place, second.shift_type)
        self._set(other, first.shift_type)

    def _hand_over(self, place: Place, to: Place) -> None:
        if not self._state(place).shift_type:
            raise InvalidField(
                "moves.on_date", str(self._date(place)), "a day with a duty to move"
            )
        if self._state(to).shift_type:
            raise InvalidField(
                "moves.to_person",
                self._name(to),
                "somebody who is free that day; swap the two duties instead",
            )
        self._swap(place, to)

    def _state(self, place: Place) -> CellState:
        if place in self._states:
            return self._states[place]
        return self._first(place)

    def _first(self, place: Place) -> CellState:
        row, day = place
        locked = (self._problem.people[row].id, day) in self._locked
        return CellState(self._shifts[int(self._roster.cells[place])], locked)

    def _changed(self, place: Place) -> CellChange:
        person = self._problem.people[place[0]].id
        return CellChange(
            person, self._date(place), self._first(place), self._states[place]
        )

    def _place(self, person: str, on: date, field: str) -> Place:
        row = self._problem.tables.people.get(person)
        if row is None:
            raise InvalidField(f"{field}.person", person, "somebody on this roster")
        day = self._problem.horizon.day_of(on)
        if not 0 <= day < self._problem.n_days:
            first, last = self._date((0, 0)), self._date((0, self._problem.n_days - 1))
            raise InvalidField(
                f"{field}.on_date", on.isoformat(), f"a day from {first} to {last}"
            )
        return row, day

    def _known(self, shift: str) -> str:
        if shift not in self._shifts:
            known = ", ".join(one for one in self._shifts if one)
            raise InvalidField("moves.shift_type", shift, f"nothing, or one of {known}")
        return shift

    def _name(self, place: Place) -> str:
        return self._problem.people[place[0]].title

    def _date(self, place: Place) -> date:
        return self._problem.horizon.date_of(place[1])


def cells_after(
    problem: RosterProblem, changes: Iterable[CellChange]
) -> dict[Place, int]:
    """What each changed cell holds afterwards, by index."""
    rows, shifts = problem.tables.people, problem.tables.shifts
    return {
        (rows[one.person], problem.horizon.day_of(one.on_date)): shifts.get(
            one.after.shift_type, OFF
        )
        for one in changes
    }
