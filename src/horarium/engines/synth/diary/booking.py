"""The booking curve: which slots are promised by now, when, and what was cancelled.

One model for past and future. Every bookable slot has a history that ends when its
session starts; the present only cuts it off.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.domain.token import TokenSource
from horarium.engines.synth.diary.panel import Panel
from horarium.engines.synth.diary.params import Mix, SynthParams
from horarium.engines.synth.diary.problem import (
    Booking,
    ClinicProblem,
    ClinicSession,
    Held,
)
from horarium.engines.synth.lead_times import lead_time_pmf
from horarium.engines.synth.params import BookingCurve

DAY_S = 86_400
_FIRST_HOUR_S, _LAST_HOUR_S = 8 * 3600, 18 * 3600
"""Bookings are made between 08:00 and 18:00 UTC."""
_MAX_REDRAWS = 64

Seconds = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Slots:
    """Bookable slots, one entry each: session row, slot, start, known until."""

    session: NDArray[np.int64]
    slot: NDArray[np.int64]
    start: Seconds
    known_until: Seconds

    def where(self, chosen: NDArray[np.bool_]) -> "_Slots":
        return _Slots(
            self.session[chosen],
            self.slot[chosen],
            self.start[chosen],
            self.known_until[chosen],
        )


@dataclass(frozen=True, slots=True)
class _Promises:
    """Slots with the instants at which each is promised and (or infinity) given up."""

    slots: _Slots
    made: Seconds
    cancelled: Seconds

    def given_up(self, rng: Generator, params: SynthParams) -> "_Promises":
        """The same, some of them given up at any time until the slot begins."""
        gives_up = rng.random(len(self.made)) < params.rates.cancelled
        at = self.made + rng.random(len(self.made)) * (self.slots.start - self.made)
        return _Promises(self.slots, self.made, np.where(gives_up, at, np.inf))


def book(
    problem: ClinicProblem, panel: Panel, rng: Generator, params: SynthParams
) -> tuple[Booking, ...]:
    """New bookings made until ``problem.now``, by session, slot and time.

    A slot may have been promised twice: once cancelled, once again to somebody else.
    """
    now = problem.now.timestamp()
    demand, first, second, mixing = rng.spawn(4)
    slots = _free_slots(problem, params.mix)
    earlier = _promised(slots, _first_bookings(slots, demand, params), now)
    earlier = earlier.given_up(first, params)
    again = _refills(earlier, now, second, params).given_up(second, params)
    return _dealt(problem, (earlier, again), panel, mixing, params.mix)


def bookable(session: ClinicSession, mix: Mix) -> list[int]:
    """The slots that are offered for booking; the rest is kept for who walks in.

    The kept slots lie evenly, the last of the session first among them.
    """
    n = min(session.n_slots, session.capacity)
    kept = round(n * mix.walk_in_share)
    if kept == 0:
        return list(range(n))
    closed = {n - 1 - (k * n) // kept for k in range(kept)}
    return [slot for slot in range(n) if slot not in closed]


def _free_slots(problem: ClinicProblem, mix: Mix) -> _Slots:
    held: defaultdict[str, list[Held]] = defaultdict(list)
    for one in problem.held:
        held[one.session].append(one)
    cells = [
        (row, slot)
        for row, session in enumerate(problem.sessions)
        if not session.is_left_alone
        for slot in _open_to_booking(session, held[session.key], mix)
    ]
    rows = np.array([cell[0] for cell in cells], dtype=np.int64)
    slots = np.array([cell[1] for cell in cells], dtype=np.int64)
    known = [session.so_far.known_until for session in problem.sessions]
    starts = [session.interval.start.timestamp() for session in problem.sessions]
    length = [session.slot_min * 60 for session in problem.sessions]
    return _Slots(
        rows,
        slots,
        np.array(starts)[rows] + slots * np.array(length)[rows],
        np.array([at.timestamp() if at else -np.inf for at in known])[rows],
    )


def _open_to_booking(
    session: ClinicSession, held: Sequence[Held], mix: Mix
) -> list[int]:
    """Free bookable slots, never more than there are places beside those in use."""
    offered = bookable(session, mix)
    taken = {one.slot for one in held} | session.so_far.used_slots
    free = [slot for slot in offered if slot not in taken]
    n_used = session.so_far.n_used + sum(not one.is_overflow for one in held)
    return free[: max(0, len(offered) - n_used)]


def _first_bookings(slots: _Slots, rng: Generator, params: SynthParams) -> Seconds:
    """When each slot is first promised, infinity for never; after ``known_until``.

    A slot free until ``known_until`` is drawn again until that agrees with the draw.
    """
    pmf = lead_time_pmf(params.booking.median_lead_days, params.booking.horizon_days)
    chance = _chance_of_demand(params.booking, params.rates.cancelled)

    def draw(start: Seconds) -> Seconds:
        lead = 1 + rng.choice(len(pmf), len(start), p=pmf)
        hour = rng.uniform(_FIRST_HOUR_S, _LAST_HOUR_S, len(start))
        made = start - start % DAY_S - lead * DAY_S + hour
        return np.where(rng.random(len(start)) < chance, made, np.inf)

    made = draw(slots.start)
    for _ in range(_MAX_REDRAWS):
        known = made <= slots.known_until
        if not known.any():
            return made
        made[known] = draw(slots.start[known])
    return np.where(made <= slots.known_until, np.inf, made)


def _chance_of_demand(curve: BookingCurve, cancelled: float) -> float:
    """How often a slot must be asked for, so that ``fill_rate`` are held at the start.

    Always, where too many cancel for that.
    """
    kept = (1 - cancelled) * (1 + cancelled * curve.refill_rate)
    if kept <= curve.fill_rate:
        return float(curve.fill_rate > 0)
    return curve.fill_rate / kept


def _promised(slots: _Slots, made: Seconds, now: float) -> _Promises:
    taken = made <= now
    return _Promises(slots.where(taken), made[taken], np.full(int(taken.sum()), np.inf))


def _refills(
    earlier: _Promises, now: float, rng: Generator, params: SynthParams
) -> _Promises:
    """Cancelled slots promised to somebody else, evenly over the time that is left."""
    n = len(earlier.made)
    refilled = rng.random(n) < params.booking.refill_rate
    freed = np.where(refilled, earlier.cancelled, np.inf)
    is_free = np.isfinite(freed)
    slots, freed = earlier.slots.where(is_free), freed[is_free]
    made = freed + rng.random(len(freed)) * (slots.start - freed)
    return _promised(slots, made, now)


def _dealt(
    problem: ClinicProblem,
    rounds: Sequence[_Promises],
    panel: Panel,
    rng: Generator,
    mix: Mix,
) -> tuple[Booking, ...]:
    """The bookings with a source and a patient each, dealt session by session."""
    rows = sorted(
        (int(row), int(slot), float(made), float(cancelled))
        for one in rounds
        for row, slot, made, cancelled in zip(
            one.slots.session, one.slots.slot, one.made, one.cancelled, strict=True
        )
    )
    sources = iter(_sources(len(rows), rng, mix))
    now = problem.now.timestamp()
    bookings: list[Booking] = []
    for row, group in groupby(rows, key=itemgetter(0)):
        session, own = problem.sessions[row], list(group)
        patients = panel.deal(session.on_date, len(own))
        bookings.extend(
            Booking(
                session=session.key,
                slot=slot,
                patient=patient,
                source=next(sources),
                made_at=_instant(made),
                cancelled_at=_instant(cancelled) if cancelled <= now else None,
            )
            for patient, (_, slot, made, cancelled) in zip(patients, own, strict=True)
        )
    return tuple(bookings)


def _sources(n: int, rng: Generator, mix: Mix) -> list[TokenSource]:
    kinds = (TokenSource.FOLLOW_UP, TokenSource.PRIORITY, TokenSource.ONLINE)
    first = mix.first_attendance
    shares = (1 - first, first * mix.priority, first * (1 - mix.priority))
    return [kinds[i] for i in rng.choice(len(kinds), n, p=shares)]


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
