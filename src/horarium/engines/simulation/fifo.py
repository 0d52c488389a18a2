"""The plain day of one practitioner, first come first served, many days at a time.

Without lunch, impatience or early birds nothing but Lindley's recursion happens. The
tests hold it equal to the line's engine, event by event.
"""

import numpy as np

from horarium.engines.queueing import Policy
from horarium.engines.queueing.disciplines import Fifo
from horarium.engines.simulation.days import Diaries
from horarium.engines.simulation.lengths import Floats
from horarium.engines.simulation.play import Played
from horarium.engines.simulation.problem import Scenario
from horarium.engines.simulation.rules import NOWHERE


def is_plain(scenario: Scenario, line: Policy) -> bool:
    """Whether ``play_plain`` may stand in for ``play``."""
    return (
        scenario.n_practitioners == 1
        and scenario.lunch is None
        and scenario.punctuality.is_exact
        and isinstance(line.discipline, Fifo)
        and all(one.patience_min is None for one in scenario.streams)
    )


def play_plain(diaries: Diaries) -> Played:
    """The same as ``play`` when ``is_plain``; a few array operations a patient."""
    order = np.argsort(diaries.arrives_min, axis=1, kind="stable")
    arrives = np.take_along_axis(diaries.arrives_min, order, axis=1)
    service = np.take_along_axis(diaries.service_min, order, axis=1)
    called = np.empty_like(arrives)
    starts = waits_out(arrives.T, service.T, diaries.begins_min[:, 0])
    np.put_along_axis(called, order, starts.T, axis=1)
    room = np.where(np.isnan(called), NOWHERE, 0).astype(np.intp)
    return Played(called, room, np.zeros(called.shape, dtype=bool))


def waits_out(arrives_min: Floats, service_min: Floats, free_min: Floats) -> Floats:
    """When each is called, ``(n_people, n_days)``; NaN for who never comes.

    Columns are days; within one ``arrives_min`` ascends, infinite at its end for who
    does not come. ``free_min``, ``(n_days,)``: when the practitioner begins.
    """
    called = np.empty(arrives_min.shape)
    arrives = np.ascontiguousarray(arrives_min)
    service = np.ascontiguousarray(service_min)
    for who, comes in enumerate(arrives):
        np.maximum(comes, free_min, out=called[who])
        free_min = called[who] + service[who]
    called[np.isinf(arrives)] = np.nan
    return called
