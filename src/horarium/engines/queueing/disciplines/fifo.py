"""First come, first served, whatever the class."""

from dataclasses import dataclass
from typing import ClassVar

from horarium.engines.queueing.discipline import ORDER, Discipline, Key
from horarium.engines.queueing.priority import PriorityClass


@dataclass(frozen=True, slots=True)
class Fifo(Discipline):
    """By entry instant alone; the yardstick for the others."""

    name: ClassVar[str] = "fifo"

    def key(self, row: PriorityClass, entry_s: float, number: int) -> Key:
        """One band for all."""
        return (0.0, entry_s, entry_s, number)

    def entry_behind(self, row: PriorityClass, other: Key, now_s: float) -> float:
        """The same instant as the other's."""
        return other[ORDER]
