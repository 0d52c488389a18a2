"""An independent judge of played days, which shares no code with what played them."""

from collections.abc import Iterator

import numpy as np

from horarium.engines.simulation.days import Diaries
from horarium.engines.simulation.play import Played
from horarium.engines.simulation.problem import Scenario

_TOGETHER_MIN = 1e-6


def faults(scenario: Scenario, diaries: Diaries, played: Played) -> tuple[str, ...]:
    """What cannot have happened, in sentences; nothing if the days are sound."""
    return tuple(
        sentence
        for day in range(len(played.room))
        for sentence in _of_day(scenario, diaries, played, day)
    )


def _of_day(
    scenario: Scenario, diaries: Diaries, played: Played, day: int
) -> Iterator[str]:
    called, room = played.called_min[day], played.room[day]
    arrives, begins = diaries.arrives_min[day], diaries.begins_min[day]
    for who in np.flatnonzero(~np.isnan(called)).tolist():
        if called[who] < arrives[who]:
            yield f"day {day}: {who} was called before check-in"
        if called[who] < begins[room[who]]:
            yield f"day {day}: {who} was called before practitioner {room[who]} was there"
        if played.has_left[day, who]:
            yield f"day {day}: {who} left and was seen"
        own = diaries.room[who]
        if not scenario.shared_line and own >= 0 and own != room[who]:
            yield f"day {day}: {who} was seen by another practitioner"
    for number in range(scenario.n_practitioners):
        yield from _of_room(scenario, diaries, played, day, number)
    yield from _forgotten(scenario, diaries, played, day)


def _of_room(
    scenario: Scenario, diaries: Diaries, played: Played, day: int, number: int
) -> Iterator[str]:
    inside = np.flatnonzero(played.room[day] == number)
    begun = played.called_min[day, inside]
    order = np.argsort(begun, kind="stable")
    begun, ended = begun[order], (begun + diaries.service_min[day, inside])[order]
    if (begun[1:] < ended[:-1] - _TOGETHER_MIN).any():
        yield f"day {day}: practitioner {number} saw two at once"
    lunch = scenario.lunch
    if lunch is None or not len(begun) or begun[-1] < scenario.session_min:
        return
    free = np.append(begun[1:], np.inf) - ended
    after = np.append(begun[1:], np.inf) > lunch.start_min
    had_before = begun[0] >= lunch.start_min + lunch.length_min
    if not had_before and not (free[after] >= lunch.length_min - _TOGETHER_MIN).any():
        yield f"day {day}: practitioner {number} had no lunch"


def _forgotten(
    scenario: Scenario, diaries: Diaries, played: Played, day: int
) -> Iterator[str]:
    """Whoever was there while the session lasted was seen, or left."""
    arrives, called = diaries.arrives_min[day], played.called_min[day]
    there = arrives < scenario.session_min
    for who in np.flatnonzero(there & np.isnan(called)).tolist():
        if not played.has_left[day, who]:
            yield f"day {day}: {who} came in time and was never seen"
