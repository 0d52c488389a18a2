"""Playing the rest of a session many times for one waiting token.

While a token whose time has come waits, the doctor is never idle, and a call is never
taken back. So its turn comes when the doctor has done everything that is before it: what is
ahead now, and whatever passes it before that work is done. The order among those does not
matter to the token. Each future is therefore one sorted sum, and all futures are one
array operation; no event has to be simulated. Where places never change, those ahead now
are simply added up. Only for an early bird it matters who was seen before (``early_birds``).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.domain.token import TokenStatus
from horarium.engines.queueing import early_birds
from horarium.engines.queueing.discipline import ENTRY, Key
from horarium.engines.queueing.early_birds import Others
from horarium.engines.queueing.params import Outlook
from horarium.engines.queueing.passing import (
    Array,
    Passers,
    joined,
    turns,
    turns_with_repassing,
)
from horarium.engines.queueing.place import key_of, order_of
from horarium.engines.queueing.policy import Policy
from horarium.engines.queueing.problem import Line, LineToken, TokenKey

LONGEST_DAY_S = 24 * 3600.0
"""Nobody comes for a session sooner before its end: no clinic opens longer."""


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
        free_s = self._doctor_free_s(rng)
        is_here = self.token.status is TokenStatus.ARRIVED
        if is_here and free_s.min() < key[ENTRY]:
            return self._turns_of_early_bird(rng, key, free_s)
        return np.maximum(self._turns_in_order(rng, key, free_s), key[ENTRY])

    def _turns_in_order(self, rng: Generator, key: Key, free_s: Array) -> Array:
        """When everything that goes before the token is done, be its own time come or not."""
        keeps_order = self.policy.discipline.keeps_order
        ahead = tuple(self._ahead(key))
        rest = self._planned_break(free_s)
        if keeps_order:
            free_s = free_s + self._work_ahead_s(rng, ahead)
            ahead = tuple(one for one in ahead if not self._is_entitled(one))
        joint = joined([*rest, *self._known(rng, ahead), *self._arrivals(rng, key)])
        if joint is None:
            return free_s
        return self._turns_of(free_s, joint)

    def _turns_of(self, free_s: Array, passers: Passers) -> Array:
        keeps_order = self.policy.discipline.keeps_order
        return (turns if keeps_order else turns_with_repassing)(free_s, passers)

    def _turns_of_early_bird(self, rng: Generator, key: Key, free_s: Array) -> Array:
        certain = [one for one in self._ahead(key) if self._is_entitled(one)]
        if not self.policy.discipline.keeps_order:
            certain = []
        groups = [
            *self._known_to_early_bird(rng, key, {one.token.id for one in certain}),
            *self._comers_to_early_bird(rng, key),
            *(Others.always(b.from_s, b.work_s) for b in self._planned_break(free_s)),
        ]
        free_s = free_s + self._work_ahead_s(rng, certain)
        if not groups:
            return free_s
        others = Others.of(groups)
        met = early_birds.played_until(key[ENTRY], free_s, others)
        rest = Passers(met.from_s, others.work_s, others.until_s)
        usual_s = self._turns_of(met.free_s, rest)
        return np.where(met.free_s < key[ENTRY], met.free_s, usual_s)

    def _known_to_early_bird(
        self, rng: Generator, key: Key, certain: Collection[TokenKey]
    ) -> Iterator[Others]:
        """Who is in the line already; an early bird ahead is seen before this one."""
        now_s = self.now.timestamp()
        usual = {one.token.id: one for one in self._ahead(key)}
        first_s: dict[TokenKey, float] = {}
        for other, theirs in self._others():
            is_bird = other.status is TokenStatus.ARRIVED and theirs[ENTRY] > now_s
            is_before = is_bird and other.id in usual
            first_s[other.id] = now_s if is_before else theirs[ENTRY]
        known = [
            usual.get(other.id, Ahead(other, np.inf, np.inf))
            for other, _ in self._others()
            if other.id not in certain
            and (other.id in usual or first_s[other.id] < key[ENTRY])
        ]
        for group, comes, work_s in self._coming(rng, known):
            firsts = np.array([first_s[one.token.id] for one in group])
            from_s = np.array([one.from_s for one in group])
            until_s = np.array([one.until_s for one in group])
            birds = (firsts <= now_s) & (from_s > now_s) & (from_s < np.inf)
            rank = np.where(from_s < np.inf, early_birds.AHEAD, early_birds.BEHIND)
            yield Others(
                np.where(comes, firsts, np.inf),
                np.where(comes, from_s, np.inf),
                until_s,
                work_s,
                np.broadcast_to(
                    np.where(birds, early_birds.EARLY_BIRD, rank), comes.shape
                ),
            )

    def _comers_to_early_bird(self, rng: Generator, key: Key) -> Iterator[Others]:
        """Poisson arrivals; before the time of the early bird all of them go first."""
        discipline = self.policy.discipline
        for name, rate_per_min in self.outlook.arrivals_per_min.items():
            row = self.policy.row(name)
            until_s = max(key[ENTRY], discipline.passes_until(row, key))
            for one in self._poisson(rng, rate_per_min, until_s):
                from_s = discipline.passes_at(row, one.from_s, key)
                from_s[np.isinf(one.from_s)] = np.inf
                passes = from_s < np.inf
                yield Others(
                    one.from_s,
                    from_s,
                    one.until_s,
                    one.work_s,
                    np.where(passes, early_birds.AHEAD, early_birds.BEHIND),
                )

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
        """Who is in the line already; the booked may not come."""
        for group, comes, work_s in self._coming(rng, known):
            from_s = np.where(comes, [one.from_s for one in group], np.inf)
            yield Passers(from_s, work_s, np.array([one.until_s for one in group]))

    def _coming(
        self, rng: Generator, known: Sequence[Ahead]
    ) -> Iterator[tuple[list[Ahead], NDArray[np.bool_], Array]]:
        """By kind of visit: who they are, whether each comes, how long each takes."""
        kinds: dict[tuple[str, bool], list[Ahead]] = {}
        for one in known:
            is_booked = one.token.status is TokenStatus.BOOKED
            kinds.setdefault((one.token.visit_type, is_booked), []).append(one)
        for (visit_type, is_booked), group in kinds.items():
            shape = (self.outlook.n_draws, len(group))
            comes = np.ones(shape, bool)
            if is_booked:
                p_come = [self._p_come(one.token) for one in group]
                comes = rng.random(shape) < np.array(p_come)
            work_s = self.outlook.service.of(visit_type).draw(rng, shape) * 60.0
            yield group, comes, work_s

    def _p_come(self, token: LineToken) -> float:
        """The chance that a booked patient still comes, the less the longer overdue."""
        outlook = self.outlook
        p_show = outlook.p_show_by_visit.get(token.visit_type, outlook.p_show)
        promised = token.entry_at or token.slot_start
        if promised is None or promised >= self.now:
            return p_show
        overdue_min = (self.now - promised).total_seconds() / 60.0
        late = outlook.late_share * exp(-overdue_min / outlook.late_mean_min)
        return p_show * late / (p_show * late + 1.0 - p_show) if p_show < 1 else 1.0

    def _arrivals(self, rng: Generator, key: Key) -> Iterator[Passers]:
        """Poisson arrivals until the session ends, of each class that may pass."""
        discipline = self.policy.discipline
        for name, rate_per_min in self.outlook.arrivals_per_min.items():
            row = self.policy.row(name)
            until_s = discipline.passes_until(row, key)
            for group in self._poisson(rng, rate_per_min, until_s):
                is_over = np.isinf(group.from_s)
                from_s = discipline.passes_at(row, group.from_s, key)
                from_s[is_over] = np.inf
                yield Passers(from_s, group.work_s, group.until_s)

    def _poisson(
        self, rng: Generator, rate_per_min: float, until_s: float
    ) -> Iterator[Passers]:
        """Arrivals from now on, none after the session's end or ``until_s``.

        Nor more than ``LONGEST_DAY_S`` before the end, however far ahead the session is.
        """
        end_s = self.line.session.interval.end.timestamp()
        until_s = min(until_s, end_s)
        now_s = max(self.now.timestamp(), end_s - LONGEST_DAY_S)
        expected = rate_per_min * (until_s - now_s) / 60.0
        if expected <= 0:
            return
        most = int(expected + 5.0 * np.sqrt(expected) + 5.0)
        shape = (self.outlook.n_draws, most)
        gaps_s = rng.standard_exponential(shape) * (60.0 / rate_per_min)
        entry_s = now_s + gaps_s.cumsum(axis=1)
        work_s = self.outlook.service.other.draw(rng, shape) * 60.0
        from_s = np.where(entry_s < until_s, entry_s, np.inf)
        yield Passers(from_s, work_s, np.full(most, np.inf))


def _span_in_order(other: LineToken, theirs: Key, key: Key) -> tuple[float, float]:
    """For places that never change: from the entry on for ever, or never."""
    return (theirs[ENTRY] if theirs < key else np.inf), np.inf
