"""What a queue discipline is: a rule that orders the waiting, free of state."""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from horarium.engines.queueing.choosing import (
    BAND,
    ENTRY,
    ORDER,
    RATE,
    Key,
    first_entitled,
)
from horarium.engines.queueing.priority import PriorityClass

__all__ = ["BAND", "ENTRY", "ORDER", "RATE", "Discipline", "Key"]


class Discipline(ABC):
    """Orders the waiting; instants are seconds since 1970.

    Within one class every discipline is first come, first served: a smaller
    ``(entry_s, number)`` never has a larger key. A lower band always goes first. The
    second entry of a key is the entry instant plus a constant of the class.
    """

    __slots__ = ()

    name: ClassVar[str]
    """Stable; settings and database rows spell it so."""

    keeps_order: ClassVar[bool] = True
    """Whether two tokens never change places while both wait."""

    @abstractmethod
    def key(self, row: PriorityClass, entry_s: float, number: int) -> Key:
        """The place of a token; it does not depend on the present."""

    @abstractmethod
    def entry_behind(self, row: PriorityClass, other: Key, now_s: float) -> float:
        """The entry instant that puts a token of ``row`` level with ``other``.

        Both are in the same band.
        """

    choose = staticmethod(first_entitled)
    """Which of the waiting is next: a function of ``choosing``, or a method."""

    def passes_until(self, row: PriorityClass, waiting: Key) -> float:
        """Entries of ``row`` before this instant go before the waiting one, at once
        or in time; infinity: all of them do."""
        own = self.key(row, 0.0, 0)
        if own[BAND] != waiting[BAND]:
            return float("inf") if own[BAND] < waiting[BAND] else float("-inf")
        return waiting[ORDER] - own[ORDER]

    def passes_at(
        self, row: PriorityClass, entry_s: NDArray[np.float64], waiting: Key
    ) -> NDArray[np.float64]:
        """From when on tokens of ``row`` would be called before the waiting one.

        ``entry_s`` holds their entry instants, any shape; the answer has the same
        shape, with infinity for those that never pass.
        """
        return np.where(entry_s < self.passes_until(row, waiting), entry_s, np.inf)
