"""Working days and hours as Medscheduler's arguments give them."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import index
from typing import Any

from horarium.engines.synth.constants import DEFAULT_WORKING_DAYS

_HALVES = (0, 30)


def days_of(given: Any) -> tuple[int, ...]:
    """``working_days``, each once, in order."""
    if given is None:
        return DEFAULT_WORKING_DAYS
    refusal = "`working_days` must be integers between 0 (Monday) and 6 (Sunday), at least one"
    if not isinstance(given, Iterable):
        raise TypeError(f"{refusal}, not {given!r}")
    try:
        days = sorted({index(day) for day in given})
    except TypeError as error:
        raise ValueError(f"{refusal}, not {given!r}") from error
    if not days or not 0 <= days[0] <= days[-1] <= 6:
        raise ValueError(f"{refusal}, not {given!r}")
    return tuple(days)


def blocks_of(given: Any) -> list[tuple[int, int]]:
    """``working_hours`` as minutes from midnight, [start, end), in order."""
    if given is None:
        given = [(8, 18)]
    if isinstance(given, tuple) and len(given) == 2 and not _is_pair(given[0]):
        given = [given]
    if not isinstance(given, list | tuple):
        raise TypeError("`working_hours` must be a (start, end) pair or a list of them")
    if not given:
        raise ValueError("`working_hours` must hold at least one (start, end) pair")
    blocks = sorted(_block(place, pair) for place, pair in enumerate(given))
    for (_, end), (start, later) in pairwise(blocks):
        if start < end:
            raise ValueError(
                f"`working_hours` overlap: {_clock(start)}-{_clock(later)} begins before "
                f"{_clock(end)}"
            )
    return blocks


def as_whole_hours(blocks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The blocks in whole hours, ends rounded up, as ``working_hours`` shows them."""
    return [(start // 60, -(-end // 60)) for start, end in blocks]


def _is_pair(value: object) -> bool:
    return isinstance(value, list | tuple)


def _block(place: int, pair: Any) -> tuple[int, int]:
    if not (_is_pair(pair) and len(pair) == 2):
        raise TypeError(f"`working_hours[{place}]` must be a (start, end) pair")
    start, end = (_minutes(side) for side in pair)
    if start >= end:
        raise ValueError(
            f"`working_hours[{place}]`: start >= end ({_clock(start)} >= {_clock(end)})"
        )
    return start, end


def _minutes(side: Any) -> int:
    """An hour 0 to 23, or the text HH or HH:MM with minutes 00 or 30."""
    if isinstance(side, str):
        hour, minute = _read(side)
    elif isinstance(side, bool | float):
        raise TypeError(f"{side!r} is no time of day: give an hour or a text HH:MM")
    else:
        try:
            hour, minute = index(side), 0
        except TypeError as error:
            raise TypeError(
                f"{side!r} is no time of day: give an hour or HH:MM"
            ) from error
    if not 0 <= hour <= 23:
        raise ValueError(f"the hour of {side!r} must lie in 0 to 23")
    if minute not in _HALVES:
        raise ValueError(f"the minutes of {side!r} must be 00 or 30")
    return 60 * hour + minute


def _read(text: str) -> tuple[int, int]:
    hour, _, minute = text.strip().partition(":")
    is_sound = hour.isdecimal() and (minute.isdecimal() or ":" not in text)
    if not is_sound:
        raise ValueError(f"{text!r} is no time of day: write HH or HH:MM")
    return int(hour), int(minute or 0)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
