"""What may still move in a roster that is being lived, and what moving it costs."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.encode import Encoded
from horarium.engines.rostering.model import TRUE, Ints
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.shifts import ShiftType
from horarium.engines.rostering.wants import want_at_least

NIGHT_MIN = 3 * 60
"""A night duty has 3 hours or more between 23:00 and 06:00 (UK TCS 2016)."""

NOTICE = (
    (timedelta(days=1), 8),
    (timedelta(days=2), 4),
    (timedelta(days=7), 2),
)
"""A change within a day weighs 8, within two 4, within a week 2, later 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disruption:
    """How a change of somebody's day is weighed.

    ``notice`` has pairs of a time before the duty and the weight of a change on such
    short notice, shortest first; with more notice than all of them it is 1. A change
    that gives or takes a night weighs ``night`` times as much.
    """

    notice: tuple[tuple[timedelta, int], ...] = NOTICE
    night: int = 2

    def __post_init__(self) -> None:
        want_at_least(1, "disruption.night", self.night)
        for _, weight in self.notice:
            want_at_least(1, "disruption.notice", weight)

    def weight(self, shift: ShiftType | None, minutes_ahead: int | None) -> int:
        """What it weighs to give or take ``shift``, None being a day off.

        ``minutes_ahead`` is how soon it begins; None when there is time enough.
        """
        night = self.night if shift is not None and is_night(shift) else 1
        return night * self._of_notice(minutes_ahead)

    def _of_notice(self, minutes_ahead: int | None) -> int:
        if minutes_ahead is None:
            return 1
        ahead = timedelta(minutes=minutes_ahead)
        return next((weight for within, weight in self.notice if ahead <= within), 1)


DISRUPTION = Disruption()


@dataclass(frozen=True, slots=True, eq=False)
class Present:
    """Where the present is in a roster: minutes since day 0 began, or None.

    None is before everything: all may move, and there is time enough.
    """

    minute: int | None

    @classmethod
    def of(cls, problem: RosterProblem, now: datetime | None) -> "Present":
        """The place of the instant ``now``."""
        if now is None:
            return cls(None)
        zone = ZoneInfo(problem.horizon.time_zone)
        began = datetime.combine(problem.horizon.start, time(), zone).astimezone(UTC)
        return cls(int((now - began).total_seconds()) // 60)

    def may_have(
        self, problem: RosterProblem, roster: Roster
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which cells may still move, and which shifts each cell may have.

        Shapes ``(n_people, n_days)`` and ``(n_people, n_days, n_shifts)``. A duty that
        has begun stays, and none may be given that has.
        """
        shape = *roster.cells.shape, len(problem.shift_types)
        if self.minute is None:
            return np.ones(shape[:2], dtype=bool), np.ones(shape, dtype=bool)
        starts = problem.times.start[:, problem.n_history :].T
        is_ahead = starts > self.minute
        has_begun = ~is_ahead[np.arange(shape[1]), roster.cells] & (roster.cells != OFF)
        is_over = ~is_ahead.any(axis=1)
        free = ~has_begun & ~is_over
        return free, np.broadcast_to(is_ahead, shape)

    def ahead(self, problem: RosterProblem, day: int, shift: int) -> int | None:
        """Minutes until a shift begins; of a day off, until the first shift of it."""
        if self.minute is None:
            return None
        starts = problem.times.start[:, problem.n_history + day]
        begins = int(starts[shift] if shift != OFF else starts.min())
        return max(0, begins - self.minute)


def is_night(shift: ShiftType) -> bool:
    """Whether enough of ``shift`` is at night to count as one."""
    return shift.night_min >= NIGHT_MIN


def weights(
    problem: RosterProblem, how: Disruption, present: Present
) -> NDArray[np.int64]:
    """The weight of giving each shift type on each day; the last row is a day off.

    Shape ``(n_shifts + 1, n_days)``, so that ``OFF`` as an index means the day off.
    """
    shifts = [*enumerate(problem.shift_types), (OFF, None)]
    return np.array(
        [
            [
                how.weight(shift, present.ahead(problem, day, index))
                for day in range(problem.n_days)
            ]
            for index, shift in shifts
        ],
        dtype=np.int64,
    )


def change_costs(
    encoded: Encoded, roster: Roster, weight: NDArray[np.int64]
) -> tuple[Ints, int]:
    """The cost of moving away from ``roster``, by variable, and a constant.

    A cell that is changed costs the larger of the weights of what is taken and what is
    given.
    """
    n_shifts = encoded.has.shape[2]
    days = np.arange(roster.n_days)
    taken = weight[roster.cells, days]
    given = np.maximum(weight[:n_shifts].T[np.newaxis], taken[:, :, np.newaxis])
    is_same = roster.cells[:, :, np.newaxis] == np.arange(n_shifts)
    priced = np.where(is_same, 0, given)
    emptied = np.where(roster.cells == OFF, 0, taken)
    by_cell = priced - emptied[:, :, np.newaxis]
    costs = np.zeros(encoded.system.n_variables, dtype=np.int64)
    is_cell = encoded.has > TRUE
    costs[encoded.has[is_cell]] = by_cell[is_cell]
    return costs, int(emptied.sum())


def moved_weight(weight: NDArray[np.int64], before: Roster, after: Roster) -> int:
    """What all changes between two rosters weigh; see ``change_costs``."""
    people, days = np.nonzero(before.cells != after.cells)
    taken = weight[before.cells[people, days], days]
    given = weight[after.cells[people, days], days]
    return int(
        np.where(
            after.cells[people, days] == OFF, taken, np.maximum(taken, given)
        ).sum()
    )
