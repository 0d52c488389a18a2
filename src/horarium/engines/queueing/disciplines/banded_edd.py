"""Strict bands, and inside a band the earliest due time first."""

from dataclasses import dataclass
from typing import ClassVar

from horarium.engines.queueing.discipline import ORDER, Discipline, Key
from horarium.engines.queueing.priority import PriorityClass


@dataclass(frozen=True, slots=True)
class BandedEdd(Discipline):
    """Due = entry instant + target of the class.

    The due time never moves, so the order of two tokens never flips, and a token can
    only be overtaken by a lower band or by an entry within the difference of the two
    targets (docs/explanation/the-line.md has the proof).
    """

    name: ClassVar[str] = "banded-edd"

    def key(self, row: PriorityClass, entry_s: float, number: int) -> Key:
        """By band, then due time, then entry instant."""
        return (row.band, entry_s + row.target_wait_min * 60.0, entry_s, number)

    def entry_behind(self, row: PriorityClass, other: Key, now_s: float) -> float:
        """The entry instant with the same due time."""
        return other[ORDER] - row.target_wait_min * 60.0
