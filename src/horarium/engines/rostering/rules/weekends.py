"""Which duties make a weekend a worked one; used by every rule about weekends."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.model import FALSE, Ids
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF


def weekend_cells(problem: RosterProblem, cells: Cells) -> Ids:
    """Whether each person works on each weekend, shape ``(n_people, n_weekends)``.

    Any time between Saturday 00:00 and Monday 00:00 counts, so a Friday night does.
    """
    return cells.remember("weekends", lambda: _weekend_cells(problem, cells))


def _weekend_cells(problem: RosterProblem, cells: Cells) -> Ids:
    columns = []
    for weekend in problem.times.weekends:
        parts = [
            cells.doing(
                problem.times.shifts_touching(position, weekend.start, weekend.end)
            )[:, position]
            for position in _positions(problem, weekend.saturday)
        ]
        columns.append(cells.either(np.stack(parts, axis=1)))
    if not columns:
        return np.full((problem.n_people, 0), FALSE, dtype=np.int32)
    return np.stack(columns, axis=1)


def weekends_worked(
    problem: RosterProblem, line: NDArray[np.int16]
) -> NDArray[np.bool_]:
    """Who works on which weekend of a whole timeline, ``(n_people, n_weekends)``."""
    times = problem.times
    worked = np.zeros((len(line), len(times.weekends)), dtype=bool)
    for index, weekend in enumerate(times.weekends):
        for position in _positions(problem, weekend.saturday):
            shifts = line[:, position]
            begins = times.start[shifts, position]
            ends = times.end[shifts, position]
            touches = (begins < weekend.end) & (ends > weekend.start)
            worked[:, index] |= (shifts != OFF) & touches
    return worked


def judged_weekends(problem: RosterProblem, positions: range) -> Iterator[int]:
    """The weekends, by index, of which a day is among ``positions``."""
    for index, weekend in enumerate(problem.times.weekends):
        saturday = weekend.saturday + problem.n_history
        if saturday in positions or saturday + 1 in positions:
            yield index


def _positions(problem: RosterProblem, saturday: int) -> list[int]:
    """Friday to Sunday, as far as they are known."""
    first = saturday + problem.n_history - 1
    last = problem.n_history + problem.n_days
    return [position for position in range(first, first + 3) if 0 <= position < last]
