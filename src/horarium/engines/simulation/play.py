"""A clinic day, event by event, through the engine of the live line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np

from horarium.domain.interval import Interval
from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.queueing import (
    Line,
    LineSession,
    LineToken,
    Policy,
    advance,
    events,
    next_token,
)
from horarium.engines.simulation.days import Codes, Diaries, Flags
from horarium.engines.simulation.lengths import Floats
from horarium.engines.simulation.problem import Lunch, Scenario
from horarium.engines.simulation.rules import NOWHERE

NINE = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
"""Minute 0 of every session; no result depends on it."""

_COMES, _LOSES_PATIENCE, _LOOK = range(3)
"""At one instant newcomers are there before anybody is called."""

_SOURCES = {source.value: source for source in TokenSource}


@dataclass(frozen=True, slots=True)
class Played:
    """What became of everybody, ``(n_days, n_people)``.

    ``called_min`` is NaN for who was not seen; ``room`` the practitioner who saw them,
    or ``NOWHERE``. ``has_left``: gone unseen.
    """

    called_min: Floats
    room: Codes
    has_left: Flags


def play(scenario: Scenario, diaries: Diaries, line: Policy) -> Played:
    """Every day of the diaries, one after the other, under this policy of the line.

    A practitioner calls the next when free, takes lunch at the first free moment, and
    goes home when the session is over and nobody waits; whoever comes later is not seen.
    """
    size = diaries.arrives_min.shape
    called = np.full(size, np.nan)
    room = np.full(size, NOWHERE, dtype=np.intp)
    has_left = np.zeros(size, dtype=bool)
    for day in range(size[0]):
        floor = _Floor(scenario, diaries, day, line)
        floor.run()
        for who, (at, where) in floor.calls.items():
            called[day, who], room[day, who] = at, where
        has_left[day, floor.left] = True
    return Played(called, room, has_left)


def at(minute: float) -> datetime:
    """The instant of a minute of the session."""
    return NINE + timedelta(minutes=minute)


class _Room:
    """A practitioner: the line at the door, and when something changes next."""

    __slots__ = ("ends_min", "has_had_lunch", "is_closed", "line", "n_waiting")

    def __init__(self, line: Line, begins_min: float, scenario: Scenario) -> None:
        self.line = line
        self.ends_min = begins_min
        self.has_had_lunch = scenario.lunch is None
        self.is_closed = False
        self.n_waiting = 0


class _Floor:
    """The clinic on one day. With a shared line whoever waits stands in the hall and is
    transferred to a room when called; without one there is no hall."""

    def __init__(
        self, scenario: Scenario, diaries: Diaries, day: int, policy: Policy
    ) -> None:
        self.scenario, self.policy = scenario, policy
        self.arrives = diaries.arrives_min[day].tolist()
        self.promised = diaries.promised_min[day].tolist()
        self.service = diaries.service_min[day].tolist()
        self.patience = diaries.patience_min[day].tolist()
        self.codes = diaries.class_code[day].tolist()
        self.own_room = diaries.room.tolist()
        self.calls: dict[int, tuple[float, int]] = {}
        self.left: list[int] = []
        self.calendar: list[tuple[float, int, int]] = []
        self.standing: dict[int, _Room] = {}
        self.rooms = [
            _Room(self._empty(f"room {n}"), begins, scenario)
            for n, begins in enumerate(diaries.begins_min[day].tolist())
        ]
        is_shared = scenario.shared_line
        hall = _Room(self._empty("hall"), 0.0, scenario)
        self.queues = [hall] * len(self.rooms) if is_shared else self.rooms
        self._enter(diaries.is_booked[day].tolist())
        self._schedule()

    def run(self) -> None:
        """Go through the day until nothing is left to happen."""
        calendar = self.calendar
        while calendar:
            now = calendar[0][0]
            while calendar and calendar[0][0] == now:
                _, what, which = heappop(calendar)
                if what == _COMES:
                    self._come(which, now)
                elif what == _LOSES_PATIENCE:
                    self._leave(which, now)
            for number, room in enumerate(self.rooms):
                if not room.is_closed and room.ends_min <= now:
                    self._look(number, room, now)

    def _empty(self, name: str) -> Line:
        end = at(self.scenario.session_min)
        return Line.of(LineSession(name=name, interval=Interval(NINE, end)))

    def _enter(self, is_booked: list[bool]) -> None:
        """The booked are in the line from the start, whether they will come or not."""
        for who in (who for who, booked in enumerate(is_booked) if booked):
            queue = self.queues[self.own_room[who]]
            token = self._token(who, slot_start=at(self.promised[who]))
            self._happen(queue, events.Join(NINE, token))

    def _token(self, who: int, **facts: Any) -> LineToken:
        name = self.scenario.classes[self.codes[who]]
        source = _SOURCES.get(name, TokenSource.WALK_IN)
        return LineToken(
            id=who, number=who + 1, priority_class=name, source=source, **facts
        )

    def _schedule(self) -> None:
        comers = [
            (minute, _COMES, who)
            for who, minute in enumerate(self.arrives)
            if minute < float("inf")
        ]
        self.calendar = [*comers, *self._looks()]
        heapify(self.calendar)

    def _looks(self) -> Iterator[tuple[float, int, int]]:
        for number, room in enumerate(self.rooms):
            yield room.ends_min, _LOOK, number
            yield self.scenario.session_min, _LOOK, number
            if self.scenario.lunch is not None:
                yield self.scenario.lunch.start_min, _LOOK, number

    def _happen(self, room: _Room, event: events.Event) -> None:
        room.line = advance(room.line, event, self.policy)

    def _come(self, who: int, now: float) -> None:
        own = self.own_room[who]
        queue = self.queues[own] if own != NOWHERE else self._shortest()
        if queue is None or queue.line.session.closed_at is not None:
            return
        if own != NOWHERE:
            self._happen(queue, events.Arrive(at(now), who))
        else:
            there = {"status": TokenStatus.ARRIVED, "arrived_at": at(now)}
            self._happen(queue, events.Join(at(now), self._token(who, **there)))
        queue.n_waiting += 1
        self.standing[who] = queue
        if self.patience[who] < float("inf"):
            until = now + self.patience[who]
            heappush(self.calendar, (until, _LOSES_PATIENCE, who))

    def _shortest(self) -> _Room | None:
        """The queue with the fewest people, whoever is inside included."""
        open_ones = [q for q in self.queues if q.line.session.closed_at is None]
        return min(
            open_ones,
            key=lambda queue: queue.n_waiting + (queue.line.serving is not None),
            default=None,
        )

    def _leave(self, who: int, now: float) -> None:
        queue = self.standing.pop(who, None)
        if queue is None:
            return
        self._happen(queue, events.Leave(at(now), who))
        queue.n_waiting -= 1
        self.left.append(who)

    def _look(self, number: int, room: _Room, now: float) -> None:
        """The practitioner has nobody inside, or is just done."""
        if room.line.serving is not None:
            self._happen(room, events.Complete(at(now), room.line.serving))
            room.line = room.line.without_finished()
        elif room.line.session.break_from is not None:
            self._happen(room, events.Resume(at(now)))
        queue = self.queues[number]
        lunch = self._lunch_due(room, now)
        token = next_token(queue.line, at(now), self.policy) if lunch is None else None
        if lunch is not None:
            room.has_had_lunch = True
            room.ends_min = now + lunch.length_min
            self._happen(room, events.Pause(at(now), at(room.ends_min)))
            heappush(self.calendar, (room.ends_min, _LOOK, number))
        elif token is not None:
            self._call(number, room, queue, token, now)
        elif now >= self.scenario.session_min:
            self._go_home(room, queue, now)

    def _lunch_due(self, room: _Room, now: float) -> Lunch | None:
        lunch = self.scenario.lunch
        if lunch is None or room.has_had_lunch:
            return None
        is_due = lunch.start_min <= now < self.scenario.session_min
        return lunch if is_due else None

    def _call(
        self, number: int, room: _Room, queue: _Room, token: LineToken, now: float
    ) -> None:
        who: int = token.number - 1
        if queue is not room:
            self._happen(queue, events.Transfer(at(now), who))
            queue.line = queue.line.without_finished()
            self._happen(room, events.Join(at(now), token))
        self._happen(room, events.Call(at(now), who))
        self._happen(room, events.Start(at(now), who))
        queue.n_waiting -= 1
        del self.standing[who]
        self.calls[who] = (now, number)
        room.ends_min = now + self.service[who]
        heappush(self.calendar, (room.ends_min, _LOOK, number))

    def _go_home(self, room: _Room, queue: _Room, now: float) -> None:
        room.is_closed = True
        self._happen(room, events.Close(at(now)))
        if queue is not room and all(one.is_closed for one in self.rooms):
            self._happen(queue, events.Close(at(now)))
