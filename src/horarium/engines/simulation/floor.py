"""The clinic floor, compiled: many days in the time that ``play`` takes for one.

The steps are those of ``play``, which moves the line of the live service. Whom a
practitioner calls is decided by the discipline's own functions, compiled from the same
source. The tests hold every patient of every day equal to ``play``.
"""

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, cast

import numba
import numpy as np
from numba import cfunc, njit
from numpy.typing import NDArray

from horarium.engines.queueing import Policy
from horarium.engines.queueing.choosing import (
    BAND,
    ENTRY,
    NUMBER,
    ORDER,
    RATE,
    first_entitled,
    highest_priority,
)
from horarium.engines.simulation.days import Codes, Diaries, Flags
from horarium.engines.simulation.lengths import Floats
from horarium.engines.simulation.play import NINE, Played
from horarium.engines.simulation.problem import Scenario
from horarium.engines.simulation.rules import NOWHERE

_NEVER = np.inf
_NINE_US = NINE.timestamp() * 1e6
_KEY_SIZE = 5
carray: Any = numba.carray  # type: ignore[attr-defined]
_SESSION, _LUNCH, _LUNCH_LENGTH, _IS_SHARED, _ACCUMULATES, _LOSES_PATIENCE = range(6)
"""Places of what is the same on every day; lunch is at infinity where there is none."""

_IDLE, _SERVING, _FED, _CLOSED = range(4)
"""Flags of a room; fed: has had lunch."""

_first_entitled = njit(forceinline=True)(first_entitled)
_highest_priority = njit(forceinline=True)(highest_priority)


class _Clinic(NamedTuple):
    """What is the same on every day; ``rows`` are the keys of the classes at second 0."""

    session_min: float
    lunch_min: float
    lunch_length_min: float
    is_shared: bool
    accumulates: bool
    loses_patience: bool
    rows: Floats


class _People(NamedTuple):
    """Who may come on a day, ``(n_people,)``, and what becomes of them; ``turn`` has
    them by arrival."""

    turn: Codes
    arrives_min: Floats
    entry_min: Floats
    service_min: Floats
    leaves_min: Floats
    code: Codes
    own_room: Codes
    called_min: Floats
    room: Codes
    has_left: Flags


class _Floor(NamedTuple):
    """How a day stands. ``keys`` are of those who wait at each door, ascending, ``(n_rooms,
    n_people, _KEY_SIZE)``; with a shared line all wait at the first. ``ends_min`` is when
    something changes in a room, infinite when nothing does by itself. ``is_`` has the
    flags of each room, ``(n_rooms, 4)``."""

    keys: Floats
    n_waiting: Codes
    ends_min: Floats
    is_: Flags


def can_play(line: Policy) -> bool:
    """Whether the discipline decides by a function that is compiled here."""
    return line.discipline.choose in {first_entitled, highest_priority}


def play_compiled(scenario: Scenario, diaries: Diaries, line: Policy) -> Played:
    """The same as ``play`` for a line that ``can_play`` says yes to.

    The first call of a process loads the compiled code, the first of an installation
    compiles it, which takes some seconds.
    """
    size = diaries.arrives_min.shape
    rows = _rows(scenario, line)
    played = Played(
        np.full(size, np.nan),
        np.full(size, NOWHERE, dtype=np.intp),
        np.zeros(size, dtype=bool),
    )
    given = (
        np.array([*size, scenario.n_practitioners, len(rows)], dtype=np.intp),
        _facts(scenario, diaries, line),
        rows,
        diaries.begins_min,
        np.argsort(diaries.arrives_min, axis=1, kind="stable"),
        diaries.arrives_min,
        diaries.entry_min,
        diaries.service_min,
        diaries.arrives_min + diaries.patience_min,
        diaries.class_code,
        diaries.room,
    )
    arrays: list[NDArray[Any]] = [np.ascontiguousarray(one) for one in given]
    arrays += [played.called_min, played.room, played.has_left]
    n_rooms = scenario.n_practitioners
    arrays += [
        np.empty((n_rooms, size[1], _KEY_SIZE)),
        np.empty(n_rooms, dtype=np.intp),
        np.empty(n_rooms),
        np.empty((n_rooms, _CLOSED + 1), dtype=bool),
    ]
    compiled_floor()(*(one.ctypes.data for one in arrays))
    return played


def _facts(scenario: Scenario, diaries: Diaries, line: Policy) -> Floats:
    lunch = scenario.lunch
    facts = np.empty(_LOSES_PATIENCE + 1)
    facts[_SESSION] = scenario.session_min
    facts[_LUNCH] = _NEVER if lunch is None else lunch.start_min
    facts[_LUNCH_LENGTH] = 0.0 if lunch is None else lunch.length_min
    facts[_IS_SHARED] = scenario.shared_line
    facts[_ACCUMULATES] = line.discipline.choose is highest_priority
    facts[_LOSES_PATIENCE] = np.isfinite(diaries.patience_min).any()
    return facts


def _rows(scenario: Scenario, line: Policy) -> Floats:
    """The discipline's own key of each class for an entry at second 0, as if number 0."""
    rows = np.zeros((len(scenario.classes), _KEY_SIZE))
    for row, name in zip(rows, scenario.classes, strict=True):
        key = line.discipline.key(line.row(name), 0.0, 0)
        row[: len(key)] = key
    return rows


@cache
def compiled_floor() -> Callable[..., None]:
    """The floor for many days, from addresses alone, compiled when it is first asked for.

    Counting who still needs which array would take three times as long as the days.
    """
    types: Any = numba.types
    number, place = types.CPointer(types.float64), types.CPointer(types.intp)
    flag = types.CPointer(types.boolean)
    sizes = (place, number, number, number)
    people = (place, number, number, number, number, place, place)
    takes = (*sizes, *people, number, place, flag, number, place, number, flag)
    compiled = cfunc(types.void(*takes), cache=True)(_play_days)
    address: Any = compiled.address
    function: Any = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * len(takes))(address)
    # The code lives as long as what compiled it.
    function.compiled = compiled
    return cast("Callable[..., None]", function)


def _play_days(  # type: ignore[no-untyped-def]
    sizes, facts, rows, begins_min, turn, arrives_min, entry_min, service_min,
    leaves_min, code, own_room, called_min, room, has_left, keys, n_waiting, ends_min, is_,
):  # fmt: skip
    n_days, n_people, n_rooms, n_classes = carray(sizes, (4,))
    fact, size = carray(facts, (_LOSES_PATIENCE + 1,)), (n_days, n_people)
    clinic = _Clinic(
        fact[_SESSION],
        fact[_LUNCH],
        fact[_LUNCH_LENGTH],
        fact[_IS_SHARED] > 0,
        fact[_ACCUMULATES] > 0,
        fact[_LOSES_PATIENCE] > 0,
        carray(rows, (n_classes, _KEY_SIZE)),
    )
    floor = _Floor(
        carray(keys, (n_rooms, n_people, _KEY_SIZE)),
        carray(n_waiting, (n_rooms,)),
        carray(ends_min, (n_rooms,)),
        carray(is_, (n_rooms, _CLOSED + 1)),
    )
    for day in range(n_days):
        people = _People(
            carray(turn, size)[day],
            carray(arrives_min, size)[day],
            carray(entry_min, size)[day],
            carray(service_min, size)[day],
            carray(leaves_min, size)[day],
            carray(code, size)[day],
            carray(own_room, (n_people,)),
            carray(called_min, size)[day],
            carray(room, size)[day],
            carray(has_left, size)[day],
        )
        _open(floor, carray(begins_min, (n_days, n_rooms))[day])
        _play_day(people, clinic, floor)


@njit(forceinline=True)
def _open(floor: _Floor, begins_min: Floats) -> None:
    for number in range(len(begins_min)):
        floor.n_waiting[number] = 0
        floor.ends_min[number] = begins_min[number]
        for flag in range(_CLOSED + 1):
            floor.is_[number, flag] = False


@njit(forceinline=True)
def _play_day(people: _People, clinic: _Clinic, floor: _Floor) -> None:
    turn, arrives = people.turn, people.arrives_min
    n_come, now = 0, -_NEVER
    while True:
        coming = arrives[turn[n_come]] if n_come < len(turn) else _NEVER
        now = _next(coming, now, people, clinic, floor)
        if now == _NEVER:
            return
        while n_come < len(turn) and arrives[turn[n_come]] == now:
            _come(turn[n_come], people, clinic, floor)
            n_come += 1
        if clinic.loses_patience:
            _lose_patience(now, people, floor)
        for number in range(len(floor.ends_min)):
            if floor.is_[number, _IDLE] or floor.ends_min[number] <= now:
                _look(number, now, people, clinic, floor)


@njit(forceinline=True)
def _next(
    coming: float, now: float, people: _People, clinic: _Clinic, floor: _Floor
) -> float:
    """When something happens next; never, when everybody has gone home."""
    soonest = coming
    if now < clinic.session_min < soonest:
        soonest = clinic.session_min
    if now < clinic.lunch_min < soonest:
        soonest = clinic.lunch_min
    is_over = True
    for number in range(len(floor.ends_min)):
        is_over = is_over and floor.is_[number, _CLOSED]
        soonest = min(soonest, floor.ends_min[number])
    if clinic.loses_patience:
        for queue in range(len(floor.n_waiting)):
            for place in range(floor.n_waiting[queue]):
                soonest = min(soonest, people.leaves_min[_who(queue, place, floor)])
    return _NEVER if is_over else soonest


@njit(forceinline=True)
def _who(queue: int, place: int, floor: _Floor) -> int:
    return int(floor.keys[queue, place, NUMBER]) - 1


@njit(forceinline=True)
def _come(who: int, people: _People, clinic: _Clinic, floor: _Floor) -> None:
    queue = people.own_room[who]
    if clinic.is_shared:
        queue = 0
    elif queue == NOWHERE:
        queue = _shortest(floor)
    elif floor.is_[queue, _CLOSED]:
        queue = NOWHERE
    if queue == NOWHERE:
        return
    code, entry_s = people.code[who], _instant(people.entry_min[who])
    order_s, rate = clinic.rows[code, ORDER] + entry_s, clinic.rows[code, RATE]
    _stand((clinic.rows[code, BAND], order_s, entry_s, who + 1.0, rate), queue, floor)


@njit(forceinline=True)
def _stand(
    key: tuple[float, float, float, float, float], queue: int, floor: _Floor
) -> None:
    """Put the key among those that wait, which ascend."""
    place, keys = floor.n_waiting[queue], floor.keys
    while place > 0 and key < _key(queue, place - 1, keys):
        for part in range(_KEY_SIZE):
            keys[queue, place, part] = keys[queue, place - 1, part]
        place -= 1
    for part in range(_KEY_SIZE):
        keys[queue, place, part] = key[part]
    floor.n_waiting[queue] += 1


@njit(forceinline=True)
def _key(
    queue: int, place: int, keys: Floats
) -> tuple[float, float, float, float, float]:
    return (
        keys[queue, place, BAND],
        keys[queue, place, ORDER],
        keys[queue, place, ENTRY],
        keys[queue, place, NUMBER],
        keys[queue, place, RATE],
    )


@njit(forceinline=True)
def _instant(minute: float) -> float:
    """Seconds since 1970 to the microsecond, as the line's instants have them."""
    seconds: float = (_NINE_US + np.rint(minute * 6e7)) / 1e6
    return seconds


@njit(forceinline=True)
def _shortest(floor: _Floor) -> int:
    """The queue with the fewest people, whoever is inside included."""
    best, fewest = NOWHERE, 0
    for number in range(len(floor.n_waiting)):
        n = floor.n_waiting[number] + int(floor.is_[number, _SERVING])
        if not floor.is_[number, _CLOSED] and (best == NOWHERE or n < fewest):
            best, fewest = number, n
    return best


@njit(forceinline=True)
def _lose_patience(now: float, people: _People, floor: _Floor) -> None:
    for queue in range(len(floor.n_waiting)):
        place = 0
        while place < floor.n_waiting[queue]:
            who = _who(queue, place, floor)
            if people.leaves_min[who] <= now:
                people.has_left[who] = True
                _take_out(queue, place, floor)
            else:
                place += 1


@njit(forceinline=True)
def _take_out(queue: int, place: int, floor: _Floor) -> None:
    floor.n_waiting[queue] -= 1
    keys = floor.keys
    for at in range(place, floor.n_waiting[queue]):
        for part in range(_KEY_SIZE):
            keys[queue, at, part] = keys[queue, at + 1, part]


@njit(forceinline=True)
def _look(
    number: int, now: float, people: _People, clinic: _Clinic, floor: _Floor
) -> None:
    """The practitioner has nobody inside, or is just done."""
    queue = 0 if clinic.is_shared else number
    floor.ends_min[number] = _NEVER
    floor.is_[number, _SERVING] = floor.is_[number, _IDLE] = False
    if not floor.is_[number, _FED] and clinic.lunch_min <= now < clinic.session_min:
        floor.is_[number, _FED] = True
        floor.ends_min[number] = now + clinic.lunch_length_min
    elif floor.n_waiting[queue]:
        place = _chosen(now, clinic, floor.keys[queue, : floor.n_waiting[queue]])
        who = _who(queue, place, floor)
        _take_out(queue, place, floor)
        people.called_min[who], people.room[who] = now, number
        floor.is_[number, _SERVING] = True
        floor.ends_min[number] = now + people.service_min[who]
    elif now < clinic.session_min:
        floor.is_[number, _IDLE] = True
    else:
        floor.is_[number, _CLOSED] = True


@njit(forceinline=True)
def _chosen(now: float, clinic: _Clinic, waiting: Floats) -> int:
    if clinic.accumulates:
        return int(_highest_priority(waiting, _instant(now)))
    return int(_first_entitled(waiting, _instant(now)))
