"""What was changed in a draft, by whom and when."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from horarium.domain.ids import RosterId


class EditVerb(StrEnum):
    """A change, one taken back, or one that was taken back made again."""

    CHANGE = "change"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class CellState:
    """What a cell holds: a shift type's id, nothing for a day off; locked or not."""

    shift_type: str = ""
    locked: bool = False


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell of ``person`` (a staff code) before and after."""

    person: str
    on_date: date
    before: CellState
    after: CellState

    @property
    def reverse(self) -> "CellChange":
        """The way back."""
        return CellChange(self.person, self.on_date, self.after, self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterChange:
    """One entry in the history of a draft, numbered from 1 and never altered.

    ``of`` is the entry that was taken back or made again. ``version`` is the roster's
    after it. ``penalty`` and ``n_hard`` are before and after.
    """

    id: UUID
    roster: RosterId
    number: int
    verb: EditVerb
    of: int | None
    version: int
    cells: tuple[CellChange, ...]
    penalty: tuple[int, int]
    n_hard: tuple[int, int]
    actor: UUID | None
    actor_name: str
    at: datetime
