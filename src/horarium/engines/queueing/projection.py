"""Playing the rest of a session many times for one waiting token.

While the token waits the doctor is never idle, and a call is never taken back. So the
token's turn comes when the doctor has done everything that is before it: what is ahead
now, and whatever passes it before that work is done. The order among those does not
matter to the token. Each future is therefore one sorted sum, and all futures are one
array operation; no event has to be simulated. Where places never change, those ahead now
are simply added up.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.domain.token import TokenStatus
from horarium.engines.queueing.discipline import ENTRY, Key
from horarium.engines.queueing.params import Outlook
from horarium.engines.queueing.place import key_of, order_of
from horarium.engines.queueing.policy import Policy
from horarium.engines.queueing.problem import Line, LineToken

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Passers:
    """Work that may come before the token, one column each.

    ``from_s`` is when it passes the token (infinity: never), ``work_s`` how long it
    takes; both of shape ``(n_draws, n)``. From ``until_s`` on, shape ``(n,)``, the token
    goes before it again.
    """

    from_s: Array
    work_s: Array
    until_s: Array


class Ahead(NamedTuple):
    """A token already known that goes before the asked one from when until when."""

    token: LineToken
    from_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class Projection:
    """One token, one present, one outlook."""

    line: Line
    token: LineToken
    now: datetime
    policy: Policy
    outlook: Outlook

    def turns_s(self) -> Array:
        """When the token is called, seconds since 1970, one entry a future."""
        rng = np.random.default_rng(self.outlook.seed)
        key = self._key(self.token)
        ahead = tuple(self._ahead(key))
        free_s = self._doctor_free_s(rng)
        rest = self._planned_break(free_s)
        if self.policy.discipline.keeps_order:
            free_s = free_s + self._work_ahead_s(rng, ahead)
        passers = [*rest, *self._known(rng, ahead), *self._arrivals(rng, key)]
        if not passers:
            return np.maximum(free_s, key[ENTRY])
        joint = Passers(
            np.hstack([group.from_s for group in passers]),
            np.hstack([group.work_s for group in passers]),
            np.concatenate([group.until_s for group in passers]),
        )
        turns = _turns if self.policy.discipline.keeps_order else _turns_with_repassing
        return np.maximum(turns(free_s, joint), key[ENTRY])

    def people_ahead(self) -> int:
        """With the doctor, or waiting and called earlier if nobody else came."""
        now_s = self.now.timestamp()
        n_before = sum(
            one.from_s <= now_s < one.until_s
            for one in self._ahead(self._key(self.token))
            if one.token.status is TokenStatus.ARRIVED
        )
        return n_before + (self.line.serving is not None)

    def _key(self, token: LineToken) -> Key:
        """The place of a token; of a booked one, if it checked in now."""
        if token.status is TokenStatus.ARRIVED:
            return key_of(token, self.policy)
        entry = max(self.now, token.entry_at or token.slot_start or self.now)
        row = self.policy.row(token.priority_class)
        return self.policy.discipline.key(row, entry.timestamp(), token.number)

    def _ahead(self, key: Key) -> Iterator[Ahead]:
        span = (
            _span_in_order
            if self.policy.discipline.keeps_order
            else self._span_crossing
        )
        for other, theirs in self._others():
            from_s, until_s = span(other, theirs, key)
            if from_s < np.inf:
                yield Ahead(other, from_s, until_s)

    def _others(self) -> Iterator[tuple[LineToken, Key]]:
        """Everybody else who waits or is booked, with their places."""
        tokens = self.line.tokens
        order = order_of(self.line, self.policy)
        for theirs, who in zip(order.keys, order.ids, strict=True):
            if who != self.token.id:
                yield tokens[who], theirs
        for other in tokens.values():
            if other.status is TokenStatus.BOOKED and other.id != self.token.id:
                yield other, self._key(other)

    def _is_entitled(self, one: Ahead) -> bool:
        """Waits and goes first now: nothing can put it behind the asked token."""
        is_here = one.token.status is TokenStatus.ARRIVED
        return is_here and one.from_s <= self.now.timestamp()

    def _work_ahead_s(self, rng: Generator, ahead: Sequence[Ahead]) -> Array:
        """What the entitled take, for places that never change; one entry a future."""
        n_ahead = Counter(
            one.token.visit_type for one in ahead if self._is_entitled(one)
        )
        work_min = np.zeros(self.outlook.n_draws)
        for visit_type, n in n_ahead.items():
            law = self.outlook.service.of(visit_type)
            work_min += law.draw(rng, (self.outlook.n_draws, n)).sum(axis=1)
        return work_min * 60.0

    def _span_crossing(
        self, other: LineToken, theirs: Key, key: Key
    ) -> tuple[float, float]:
        if theirs[:ENTRY] == key[:ENTRY]:
            return _span_in_order(other, theirs, key)
        from_s = self._passing(other, theirs[ENTRY], key)
        until_s = self._passing(self.token, key[ENTRY], theirs)
        return from_s, until_s if until_s > from_s else np.inf

    def _passing(self, passer: LineToken, entry_s: float, waiting: Key) -> float:
        row = self.policy.row(passer.priority_class)
        entries_s = np.array([entry_s])
        return float(self.policy.discipline.passes_at(row, entries_s, waiting)[0])

    def _doctor_free_s(self, rng: Generator) -> Array:
        """When the doctor can call the next patient, shape ``(n_draws,)``."""
        n, now_s = self.outlook.n_draws, self.now.timestamp()
        session = self.line.session
        if self.line.serving is not None:
            return now_s + self._rest_min(rng) * 60.0
        if session.began_at is None:
            start_s = session.expected_start.timestamp()
            if start_s >= now_s:
                return np.full(n, start_s)
            return now_s + rng.exponential(self.outlook.overdue_mean_min * 60.0, n)
        if session.break_from is not None:
            if session.break_until is not None:
                return np.full(n, max(now_s, session.break_until.timestamp()))
            return now_s + rng.exponential(self.outlook.break_mean_min * 60.0, n)
        return np.full(n, now_s)

    def _planned_break(self, free_s: Array) -> Iterator[Passers]:
        """The break of the timetable, as work that goes before whoever is not called by then.

        It is as long as planned, after the consultation at its start; a doctor who is
        free only in the middle of it takes what is left of it, and one who takes a
        break by then takes no second one.
        """
        session, planned = self.line.session, self.line.session.planned_break
        if planned is None:
            return
        start_s, end_s = planned.start.timestamp(), planned.end.timestamp()
        begins_s = max(start_s, self.now.timestamp())
        left_s = end_s - np.maximum(begins_s, free_s)
        is_taken = session.break_from is not None and begins_s > start_s
        if is_taken or not (left_s > 0).any():
            return
        from_s = np.where(left_s > 0, begins_s, np.inf)
        yield Passers(from_s[:, None], left_s[:, None], np.array([np.inf]))

    def _rest_min(self, rng: Generator) -> Array:
        patient = self.line.tokens[self.line.serving]
        law = self.outlook.service.of(patient.visit_type)
        if patient.started_at is None:
            return law.draw(rng, self.outlook.n_draws)
        elapsed_min = (self.now - patient.started_at).total_seconds() / 60.0
        return law.draw_rest(rng, self.outlook.n_draws, elapsed_min)

    def _known(self, rng: Generator, known: Sequence[Ahead]) -> Iterator[Passers]:
        """Who is in the line already, by kind of visit; the booked may not come."""
        kinds: dict[tuple[str, bool], list[Ahead]] = {}
        counted = self.policy.discipline.keeps_order
        for one in known:
            if counted and self._is_entitled(one):
                continue
            is_booked = one.token.status is TokenStatus.BOOKED
            kinds.setdefault((one.token.visit_type, is_booked), []).append(one)
        for (visit_type, is_booked), ahead in kinds.items():
            shape = (self.outlook.n_draws, len(ahead))
            from_s = np.tile([one.from_s for one in ahead], (self.outlook.n_draws, 1))
            if is_booked:
                p_show = self.outlook.p_show_by_visit.get(
                    visit_type, self.outlook.p_show
                )
                from_s[rng.random(shape) >= p_show] = np.inf
            work_s = self.outlook.service.of(visit_type).draw(rng, shape) * 60.0
            yield Passers(from_s, work_s, np.array([one.until_s for one in ahead]))

    def _arrivals(self, rng: Generator, key: Key) -> Iterator[Passers]:
        """Poisson arrivals until the session ends, of each class that may pass."""
        discipline, now_s = self.policy.discipline, self.now.timestamp()
        end_s = self.line.session.interval.end.timestamp()
        for name, rate_per_min in self.outlook.arrivals_per_min.items():
            row = self.policy.row(name)
            until_s = min(end_s, discipline.passes_until(row, key))
            expected = rate_per_min * (until_s - now_s) / 60.0
            if expected <= 0:
                continue
            most = int(expected + 5.0 * np.sqrt(expected) + 5.0)
            shape = (self.outlook.n_draws, most)
            gaps_s = rng.standard_exponential(shape) * (60.0 / rate_per_min)
            entry_s = now_s + gaps_s.cumsum(axis=1)
            from_s = discipline.passes_at(row, entry_s, key)
            from_s[entry_s >= until_s] = np.inf
            work_s = self.outlook.service.other.draw(rng, shape) * 60.0
            yield Passers(from_s, work_s, np.full(most, np.inf))


def _span_in_order(other: LineToken, theirs: Key, key: Key) -> tuple[float, float]:
    """For places that never change: from the entry on for ever, or never."""
    return (theirs[ENTRY] if theirs < key else np.inf), np.inf


def _turns(free_s: Array, passers: Passers) -> Array:
    """The first instant at which all work that has passed by then is done."""
    by_passing = np.argsort(passers.from_s, axis=1)
    from_s = np.take_along_axis(passers.from_s, by_passing, axis=1)
    work_s = np.take_along_axis(passers.work_s, by_passing, axis=1)
    done_s = free_s[:, None] + np.cumsum(work_s, axis=1)
    free_before_s = np.hstack([free_s[:, None], done_s])
    n_draws = len(free_s)
    waits = np.hstack([from_s > free_before_s[:, :-1], np.ones((n_draws, 1), bool)])
    turns_s: Array = free_before_s[np.arange(n_draws), waits.argmax(axis=1)]
    return turns_s


def _turns_with_repassing(free_s: Array, passers: Passers) -> Array:
    """As ``_turns``, where work not begun by ``until_s`` falls behind the token.

    What is ahead when the doctor gets free is taken in the order in which it would fall
    behind, last first; what comes later, in the order of passing.
    """
    last_first = np.argsort(-passers.until_s, kind="stable")
    from_s = np.maximum(passers.from_s[:, last_first], free_s[:, None])
    by_passing = np.argsort(from_s, axis=1, kind="stable")
    rows = np.arange(len(free_s))
    turn_s = free_s.copy()
    for column in by_passing.T:
        original = last_first[column]
        counts = passers.from_s[rows, original] <= turn_s
        counts &= turn_s < passers.until_s[original]
        turn_s = turn_s + np.where(counts, passers.work_s[rows, original], 0.0)
    return turn_s
