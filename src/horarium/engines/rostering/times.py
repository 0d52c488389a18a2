"""When every shift type really begins and ends, clock changes included."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.horizon import SATURDAY, Horizon
from horarium.engines.rostering.shifts import DAY_MIN, ShiftType

Minutes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weekend:
    """A Saturday and the Sunday after it; ``start`` to ``end`` in minutes of day 0."""

    saturday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """Minutes of real time since the start of day 0, shape ``(n_shifts, n_positions)``.

    Position 0 is the first day of history; day ``d`` is at position ``n_history + d``.
    ``worked`` is what counts as work.
    """

    n_history: int
    start: Minutes
    end: Minutes
    worked: Minutes
    weekends: tuple[Weekend, ...]

    @classmethod
    def of(
        cls, horizon: Horizon, shifts: Sequence[ShiftType], n_history: int
    ) -> "Times":
        """The times of ``shifts`` on the days of history and horizon."""
        return _times(horizon, tuple(shifts), n_history)

    @classmethod
    def reckoned(
        cls, horizon: Horizon, shifts: Sequence[ShiftType], n_history: int
    ) -> Self:
        """As ``of``, always by the clock anew."""
        days = range(-n_history, horizon.n_days)
        start = _table([[horizon.minute_of(d, s.start) for d in days] for s in shifts])
        end = _table([[_end(horizon, d, s) for d in days] for s in shifts])
        worked = end - start
        for row, shift in enumerate(shifts):
            if shift.worked_min is not None:
                worked[row] = shift.worked_min
        return cls(n_history, start, end, worked, _weekends(horizon, days))

    def shifts_touching(self, position: int, start: int, end: int) -> tuple[int, ...]:
        """Shift types that, worked at ``position``, share time with ``[start, end)``."""
        touches = (self.start[:, position] < end) & (self.end[:, position] > start)
        return tuple(int(shift) for shift in np.flatnonzero(touches))


@lru_cache(maxsize=8)
def _times(horizon: Horizon, shifts: tuple[ShiftType, ...], n_history: int) -> Times:
    """What a question supposes of people and cover changes no clock: kept for a while."""
    return Times.reckoned(horizon, shifts, n_history)


def _table(rows: list[list[int]]) -> Minutes:
    return np.array(rows, dtype=np.int64)


def _end(horizon: Horizon, day: int, shift: ShiftType) -> int:
    days_later = (shift.start_min + shift.length_min) // DAY_MIN
    return horizon.minute_of(day + days_later, shift.end)


def _weekends(horizon: Horizon, days: range) -> tuple[Weekend, ...]:
    """Every weekend of which the horizon or the history has a day."""
    saturdays = (
        day
        for day in range(days.start - 1, days.stop)
        if horizon.weekday(day) == SATURDAY
    )
    midnight = time()
    return tuple(
        Weekend(
            saturday,
            horizon.minute_of(saturday, midnight),
            horizon.minute_of(saturday + 2, midnight),
        )
        for saturday in saturdays
    )


def window_minutes(
    times: Times, starts: Minutes, length_min: int, positions: NDArray[np.int64]
) -> Minutes:
    """Minutes of work inside windows, shape ``(n_windows, n_near, n_shifts)``.

    Window ``w`` is ``[starts[w], starts[w] + length_min)``; ``positions``, shape
    ``(n_windows, n_near)``, are those whose shifts may reach into it. Work that counts
    less than its time is spread evenly over it, rounded down.
    """
    begins = np.moveaxis(times.start[:, positions], 0, 2)
    ends = np.moveaxis(times.end[:, positions], 0, 2)
    worked = np.moveaxis(times.worked[:, positions], 0, 2)
    opens = starts[:, np.newaxis, np.newaxis]
    inside = np.minimum(ends, opens + length_min) - np.maximum(begins, opens)
    counted: Minutes = worked * np.maximum(inside, 0) // (ends - begins)
    return counted
