"""Who changed what in a roster, and what may be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass

from horarium.domain.ids import RosterId
from horarium.domain.roster_change import EditVerb, RosterChange
from horarium.services import existing
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import roster_changes

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class EditState:
    """Which entry would be taken back next, and which made again; None for none."""

    to_undo: int | None
    to_redo: int | None


def history(
    work: Work, wanted: RosterId, *, after_version: int = 0, limit: int = MOST_SHOWN
) -> list[RosterChange]:
    """The last changes of a roster, newest first; only those after a version."""
    work.require(Permission.ROSTER_EDIT)
    existing.roster(work, wanted)
    return roster_changes.of_roster(
        work.db, wanted, limit=min(limit, MOST_SHOWN), after_version=after_version
    )


def state(work: Work, wanted: RosterId) -> EditState:
    """What *undo* and *redo* would do now."""
    work.require(Permission.ROSTER_EDIT)
    return folded(roster_changes.steps(work.db, wanted))


def n_changes(work: Work) -> dict[RosterId, int]:
    """How many entries the history of each roster has that has any."""
    work.require(Permission.ROSTER_EDIT)
    return roster_changes.counts(work.db)


def folded(steps: Iterable[tuple[int, EditVerb]]) -> EditState:
    """What a history leaves to take back and to make again.

    A new change forgets what was taken back before it, as editors do.
    """
    done: list[int] = []
    undone: list[int] = []
    for number, verb in steps:
        match verb:
            case EditVerb.CHANGE:
                done.append(number)
                undone.clear()
            case EditVerb.UNDO:
                undone.append(done.pop())
            case EditVerb.REDO:
                done.append(undone.pop())
    return EditState(done[-1] if done else None, undone[-1] if undone else None)
