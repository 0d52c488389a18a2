"""Drafts by hand: change, take back, make again, copy, compare, put away."""

from horarium.services.roster_editing.catching_up import CaughtUp, catch_up
from horarium.services.roster_editing.changing import (
    Changed,
    ChangeRoster,
    change,
    redo,
    undo,
)
from horarium.services.roster_editing.comparing import (
    CellDiff,
    RosterDiff,
    RuleDiff,
    TotalDiff,
    diff,
)
from horarium.services.roster_editing.drafts import archive, copy
from horarium.services.roster_editing.earlier import diff_since
from horarium.services.roster_editing.history import (
    EditState,
    history,
    n_changes,
    state,
)
from horarium.services.roster_editing.holding import Held, hold
from horarium.services.roster_editing.moves import (
    LockCell,
    Move,
    MoveDuty,
    SetCell,
    SwapCells,
    UnlockCell,
)
from horarium.services.roster_editing.preview import PublishPreview, preview

__all__ = [
    "CaughtUp",
    "CellDiff",
    "ChangeRoster",
    "Changed",
    "EditState",
    "Held",
    "LockCell",
    "Move",
    "MoveDuty",
    "PublishPreview",
    "RosterDiff",
    "RuleDiff",
    "SetCell",
    "SwapCells",
    "TotalDiff",
    "UnlockCell",
    "archive",
    "catch_up",
    "change",
    "copy",
    "diff",
    "diff_since",
    "history",
    "hold",
    "n_changes",
    "preview",
    "redo",
    "state",
    "undo",
]
