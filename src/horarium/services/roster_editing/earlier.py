"""A draft as it was: its history taken back from what it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from horarium.domain.errors import InvalidField, RosterNotEditable
from horarium.domain.ids import RosterId
from horarium.domain.roster import RosterStatus
from horarium.domain.roster_change import CellChange, CellState, RosterChange
from horarium.services import existing
from horarium.services.permissions import Permission
from horarium.services.roster_editing.changing import (
    duties_after,
    judged_after,
    team_of,
)
from horarium.services.roster_editing.comparing import RosterDiff, compared
from horarium.services.rosters import RosterSheet, judged
from horarium.services.work import Work
from horarium.store import roster_changes

EVERY_CHANGE = 10**6


def diff_since(work: Work, wanted: RosterId, version: int) -> RosterDiff:
    """In what a draft differs from itself at an earlier version.

    Refuses with ``RosterNotEditable`` for what is no draft: the history tells only what
    was done by hand, and swaps change what is published. Raises ``InvalidField`` for a
    version that there was not.
    """
    work.require(Permission.ROSTER_EDIT)
    now = judged(existing.roster(work, wanted))
    if now.stored.status is not RosterStatus.DRAFT:
        raise RosterNotEditable(now.stored.status.value)
    if not 1 <= version <= now.stored.version:
        wanted_words = f"a version from 1 to {now.stored.version}"
        raise InvalidField("since_version", str(version), wanted_words)
    changes = roster_changes.of_roster(
        work.db, wanted, limit=EVERY_CHANGE, after_version=version
    )
    return compared(_taken_back(work, now, changes, version), now)


def before_all(changes: Sequence[RosterChange]) -> tuple[CellChange, ...]:
    """From the cells as they are to what they held before ``changes``, newest first."""
    is_now: dict[tuple[str, date], CellState] = {}
    was: dict[tuple[str, date], CellState] = {}
    for one in changes:
        for cell in one.cells:
            place = cell.person, cell.on_date
            is_now.setdefault(place, cell.after)
            was[place] = cell.before
    return tuple(
        CellChange(person, on, is_now[person, on], was[person, on])
        for person, on in sorted(was)
        if is_now[person, on] != was[person, on]
    )


def _taken_back(
    work: Work, now: RosterSheet, changes: Sequence[RosterChange], version: int
) -> RosterSheet:
    cells = before_all(changes)
    then = judged_after(now, cells)
    back = duties_after(cells, team_of(work, now.stored))
    touched = {(cell.person, cell.on_date) for cell in cells}
    kept = [
        duty
        for duty in now.stored.assignments
        if (duty.staff_code, duty.on_date) not in touched
    ]
    stored = replace(now.stored, version=version, assignments=(*kept, *back))
    return RosterSheet(stored, then.problem, then.roster, then.breaches)
