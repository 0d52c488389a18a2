"""Fixed weights: every class a strict band, first come, first served inside it."""

from dataclasses import dataclass
from typing import ClassVar

from horarium.engines.queueing.discipline import ORDER, Discipline, Key
from horarium.engines.queueing.priority import PriorityClass


@dataclass(frozen=True, slots=True)
class Weights(Discipline):
    """The heavier class always first; the lightest may wait without bound.

    Kept for clients of the original interface, which were promised this order.
    """

    name: ClassVar[str] = "weights"

    def key(self, row: PriorityClass, entry_s: float, number: int) -> Key:
        """The weight is the band."""
        return (-row.weight, entry_s, entry_s, number)

    def entry_behind(self, row: PriorityClass, other: Key, now_s: float) -> float:
        """The same instant as the other's, who has the same weight."""
        return other[ORDER]
