"""One duty at a time."""

from dataclasses import dataclass
from typing import ClassVar

from horarium.engines.rostering.rules.min_rest import MinRest


@dataclass(frozen=True, slots=True, kw_only=True)
class OneDutyAtATime(MinRest):
    """Nobody is on two duties at once, such as a night and the early shift after it."""

    kind: ClassVar[str] = "one-duty-at-a-time"

    rest_h: float = 0

    def sentence(self) -> str:
        """What the rule asks for."""
        return "Nobody is on two duties at the same time."
