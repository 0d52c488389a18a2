"""A question about a roster that takes longer than anybody waits for a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

from horarium.domain.ids import RosterId
from horarium.domain.solve import SolveStatus

QuestionId = NewType("QuestionId", UUID)


class QuestionKind(StrEnum):
    """What would be if, or which rules cannot all hold."""

    WHAT_IF = "what-if"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterQuestion:
    """A question, how it stands, and the answer as far as it is known.

    ``asked`` holds the changes of a what-if as plain documents. ``answer`` has
    ``seconds``, how long the last look took, and ``facts``; it grows surer with each
    look, up to ``seconds`` altogether.
    """

    id: QuestionId
    roster: RosterId
    roster_version: int
    kind: QuestionKind
    asked: Mapping[str, Any]
    seconds: int
    status: SolveStatus
    created_at: datetime
    answer: Mapping[str, Any] = field(default_factory=dict)
    stop_requested: bool = False
    finished_at: datetime | None = None
