"""One search for a roster, as it is asked for, goes on and ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from horarium.domain.ids import RosterId, SolveRunId


class SolveStatus(StrEnum):
    """Queued and running may change; the others are how it ended."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self in {self.DONE, self.FAILED, self.CANCELLED}


@dataclass(frozen=True, slots=True)
class SolveStep:
    """How the search stood ``elapsed_s`` seconds after it began.

    ``objective`` is that of the best roster so far, if there is one; ``bound`` is a
    certified lower bound of every roster's.
    """

    elapsed_s: float
    objective: int | None
    bound: int


@dataclass(frozen=True, slots=True)
class SolveRun:
    """A search for a roster.

    ``problem`` and ``params`` are the rostering engine's own dictionary forms.
    ``outcome`` says how it ended: ``status`` (``solved``, ``infeasible``,
    ``out-of-time``, ``stopped``, ``failed``) and what belongs to it. ``roster`` is the
    draft that came of it.
    """

    id: SolveRunId
    status: SolveStatus
    problem: Mapping[str, Any]
    params: Mapping[str, Any]
    steps: tuple[SolveStep, ...]
    created_at: datetime
    outcome: Mapping[str, Any] | None = None
    roster: RosterId | None = None
    stop_requested: bool = False
    started_at: datetime | None = None
    heartbeat_at: datetime | None = None
    finished_at: datetime | None = None
