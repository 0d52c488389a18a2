"""What-if questions: a clinic day that is imagined, and what it came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from horarium.domain.attendance import FitStatus as RunStatus
from horarium.domain.ids import SimulationRunId

__all__ = ["RunStatus", "SimulationRun"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationRun:
    """One question as it was asked; ``n_done`` days have been played.

    ``report`` is the comparison as plain values, empty until it is over.
    """

    id: SimulationRunId
    status: RunStatus
    asked: Mapping[str, Any]
    created_at: datetime
    n_done: int = 0
    report: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    ended_at: datetime | None = None
