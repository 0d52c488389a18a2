"""Who works what on which day, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

OFF = -1
"""The cell of somebody who does not work that day."""


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """One cell a person and day, shape ``(n_people, n_days)``, read-only.

    A cell holds the index of a shift type in the problem, or ``OFF``. Two rosters are
    equal when all their cells are.
    """

    cells: NDArray[np.int16]

    def __post_init__(self) -> None:
        cells = np.array(self.cells, dtype=np.int16, ndmin=2)
        cells.setflags(write=False)
        object.__setattr__(self, "cells", cells)

    @classmethod
    def of(cls, cells: ArrayLike) -> Self:
        """The roster with these cells."""
        return cls(np.asarray(cells, dtype=np.int16))

    @classmethod
    def empty(cls, n_people: int, n_days: int) -> Self:
        """Nobody works."""
        return cls(np.full((n_people, n_days), OFF, dtype=np.int16))

    def with_cells(self, changes: Mapping[tuple[int, int], int]) -> "Roster":
        """The same roster with the cells at ``(person, day)`` replaced."""
        cells = self.cells.copy()
        for place, shift in changes.items():
            cells[place] = shift
        return Roster(cells)

    @property
    def n_days(self) -> int:
        """How many days it has."""
        return int(self.cells.shape[1])

    def __eq__(self, other: Any) -> bool:
        if not isinstance(other, Roster):
            return NotImplemented
        return np.array_equal(self.cells, other.cells)

    def __hash__(self) -> int:
        return hash((self.cells.shape, self.cells.tobytes()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One place where a roster breaks a rule.

    ``amount`` counts by how much (heads, days, hours, as the rule says), ``penalty`` is
    what that costs; a hard breach has no penalty, it must be mended. ``person`` is None
    when it belongs to a day and to nobody. ``days`` are in order.
    """

    rule: str
    is_hard: bool
    amount: int
    penalty: int
    sentence: str
    person: str | None = None
    days: Sequence[int] = ()
    shift_type: str | None = None
