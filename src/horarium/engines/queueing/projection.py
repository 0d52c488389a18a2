"""Playing the rest of a session many times for one waiting token.

While the token waits the doctor is never idle, and a call is never taken back. So the
token's turn comes when the doctor has done everything that is before it: what is ahead
now, and whatever passes it before that work is done. The order among those does not
matter to the token. Each future is therefore one sorted sum, and all futures are one
array operation; no event has to be simulated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.domain.token import TokenStatus
from horarium.engines.queueing.discipline import ENTRY, Key
from horarium.engines.queueing.params import Outlook
from horarium.engines.queueing.place import key_of
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
        key = self._key()
        free_s = self._doctor_free_s(rng)
        passers = list(self._passers(rng, key))
        if not passers:
            return np.maximum(free_s, key[ENTRY])
        from_s = np.hstack([group.from_s for group in passers])
        work_s = np.hstack([group.work_s for group in passers])
        until_s = np.concatenate([group.until_s for group in passers])
        if np.isfinite(until_s).any():
            turn_s = _turn_with_repassing(free_s, from_s, work_s, until_s)
        else:
            turn_s = _turn(free_s, from_s, work_s)
        return np.maximum(turn_s, key[ENTRY])

    def people_ahead(self) -> int:
        """With the doctor, or waiting and called earlier if nobody else came."""
        now_s, key = self.now.timestamp(), self._key()
        spans = (
            self._ahead_span(other, key)
            for other in self.line.tokens.values()
            if other.status is TokenStatus.ARRIVED and other.id != self.token.id
        )
        n_before = sum(from_s <= now_s < until_s for from_s, until_s in spans)
        return n_before + (self.line.serving is not None)

    def _key(self) -> Key:
        return self._key_if_arrived(self.token)

    def _key_if_arrived(self, token: LineToken) -> Key:
        if token.status is TokenStatus.ARRIVED:
            return key_of(token, self.policy)
        entry = max(self.now, token.entry_at or token.slot_start or self.now)
        row = self.policy.row(token.priority_class)
        return self.policy.discipline.key(row, entry.timestamp(), token.number)

    def _ahead_span(self, other: LineToken, key: Key) -> tuple[float, float]:
        """From when until when ``other`` goes before the token; from infinity: never."""
        theirs = self._key_if_arrived(other)
        if theirs[:ENTRY] == key[:ENTRY]:  # level: by entry, then number
            return (theirs[ENTRY], np.inf) if theirs < key else (np.inf, np.inf)
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

    def _rest_min(self, rng: Generator) -> Array:
        patient = self.line.tokens[self.line.serving]
        law = self.outlook.service.of(patient.visit_type)
        if patient.started_at is None:
            return law.draw(rng, self.outlook.n_draws)
        elapsed_min = (self.now - patient.started_at).total_seconds() / 60.0
        return law.draw_rest(rng, self.outlook.n_draws, elapsed_min)

    def _passers(self, rng: Generator, key: Key) -> Iterator[Passers]:
        for other in self.line.tokens.values():
            if other.id == self.token.id:
                continue
            if other.status in (TokenStatus.ARRIVED, TokenStatus.BOOKED):
                yield from self._known(rng, key, other)
        for name, rate in self.outlook.arrivals_per_min.items():
            yield from self._arrivals(rng, key, name, rate)

    def _known(self, rng: Generator, key: Key, other: LineToken) -> Iterator[Passers]:
        from_s, until_s = self._ahead_span(other, key)
        if from_s == np.inf:
            return
        n = self.outlook.n_draws
        passing_s = np.full(n, from_s)
        if other.status is TokenStatus.BOOKED:
            passing_s[rng.random(n) >= self.outlook.p_show] = np.inf
        work_s = self.outlook.service.of(other.visit_type).draw(rng, n) * 60.0
        yield Passers(passing_s[:, None], work_s[:, None], np.array([until_s]))

    def _arrivals(
        self, rng: Generator, key: Key, name: str, rate_per_min: float
    ) -> Iterator[Passers]:
        """Poisson arrivals of a class from now to the end of the session."""
        now_s = self.now.timestamp()
        horizon_min = (self.line.session.interval.end.timestamp() - now_s) / 60.0
        expected = rate_per_min * horizon_min
        if expected <= 0:
            return
        most = int(expected + 5.0 * np.sqrt(expected) + 5.0)
        shape = (self.outlook.n_draws, most)
        gaps_s = rng.exponential(60.0 / rate_per_min, shape)
        entry_s = now_s + gaps_s.cumsum(axis=1)
        entry_s[entry_s > now_s + horizon_min * 60.0] = np.inf
        row = self.policy.row(name)
        from_s = self.policy.discipline.passes_at(row, entry_s, key)
        used = int(np.isfinite(from_s).sum(axis=1).max())
        if used == 0:
            return
        shape = (self.outlook.n_draws, used)
        work_s = self.outlook.service.other.draw(rng, shape) * 60.0
        yield Passers(from_s[:, :used], work_s, np.full(used, np.inf))


def _turn(free_s: Array, from_s: Array, work_s: Array) -> Array:
    """The first instant at which all work that has passed by then is done."""
    by_passing = np.argsort(from_s, axis=1)
    from_s = np.take_along_axis(from_s, by_passing, axis=1)
    work_s = np.take_along_axis(work_s, by_passing, axis=1)
    done_s = free_s[:, None] + np.cumsum(work_s, axis=1)
    free_before_s = np.hstack([free_s[:, None], done_s])
    waits = np.hstack([from_s > free_before_s[:, :-1], np.ones((len(free_s), 1), bool)])
    first = waits.argmax(axis=1)
    turn_s: Array = np.take_along_axis(free_before_s, first[:, None], axis=1)[:, 0]
    return turn_s


def _turn_with_repassing(
    free_s: Array, from_s: Array, work_s: Array, until_s: Array
) -> Array:
    """As ``_turn``, where work not begun by ``until_s`` falls behind the token.

    Taken in the order of passing; exact when that is the order of service.
    """
    turn_s = free_s.copy()
    by_passing = np.argsort(from_s, axis=1)
    rows = np.arange(len(free_s))
    for column in by_passing.T:
        starts = from_s[rows, column]
        counts = (starts <= turn_s) & (turn_s < until_s[column])
        turn_s = turn_s + np.where(counts, work_s[rows, column], 0.0)
    return turn_s
