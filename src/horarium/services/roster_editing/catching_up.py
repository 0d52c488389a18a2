"""What happened to a draft since somebody read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from horarium.domain.ids import RosterId
from horarium.domain.roster_change import RosterChange
from horarium.engines.rostering.revising import difference
from horarium.services import existing
from horarium.services.permissions import Permission
from horarium.services.roster_editing.changing import judged_after
from horarium.services.roster_editing.earlier import before_all
from horarium.services.roster_editing.history import MOST_SHOWN, history
from horarium.services.rosters import RosterSheet, judged
from horarium.services.work import Work


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """A roster as it is now, and the changes after a version, the newest first.

    ``people`` are the staff codes of those whose cells or breaches differ since.
    """

    sheet: RosterSheet
    changes: tuple[RosterChange, ...]
    people: frozenset[str]


def catch_up(work: Work, wanted: RosterId, version: int) -> CaughtUp:
    """What a reader of that version has not seen; the roster may be no draft any more."""
    work.require(Permission.ROSTER_EDIT)
    sheet = judged(existing.roster(work, wanted))
    changes = history(work, wanted, after_version=version)
    return CaughtUp(sheet, tuple(changes), _touched(sheet, changes))


def _touched(sheet: RosterSheet, changes: Sequence[RosterChange]) -> frozenset[str]:
    """Who differs; everybody when there are more changes than are told."""
    problem = sheet.problem
    if len(changes) >= MOST_SHOWN:
        return frozenset(person.id for person in problem.people)
    then = judged_after(sheet, before_all(changes))
    differs = difference(then.breaches, sheet.breaches)
    marked = {one.person for one in (*differs.appeared, *differs.gone) if one.person}
    changed = {cell.person for one in changes for cell in one.cells}
    return frozenset(marked | changed)
