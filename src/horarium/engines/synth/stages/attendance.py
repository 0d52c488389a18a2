"""What becomes of each booking, by a model whose truth is known."""

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.days import weekday_of
from horarium.engines.synth.drawn import (
    DAY_S,
    NEVER,
    Bookings,
    Codes,
    Flags,
    Floats,
    Ints,
    Outcomes,
    Slots,
    Status,
    Visitors,
)
from horarium.engines.synth.spec import ClinicSpec

_MOST_STEPS = 25
_MALE = 1


def outcomes(
    spec: ClinicSpec, slots: Slots, made: Bookings, who: Visitors, rng: Generator
) -> Outcomes:
    """Attended, no-show or unknown for what was kept and is past; the rest as booked.

    Shares hold exactly up to rounding: the intercept of the log-odds is the one with which
    these draws give the number of no-shows asked for.
    """
    reminding, forgetting, staying = rng.spawn(3)
    n = len(made)
    reminded = reminding.random(n) < spec.population.reminded
    status = np.full(n, Status.CANCELLED, dtype=np.int8)
    kept = np.flatnonzero(made.cancelled_s == NEVER).astype(np.int32)
    past = kept[made.slot[kept] < slots.n_past]
    status[kept] = Status.SCHEDULED
    status[past] = Status.ATTENDED
    n_unknown = round(spec.rates.unknown_if_kept * len(past))
    status[forgetting.permutation(past)[:n_unknown]] = Status.UNKNOWN
    seen = log_odds(spec, slots, made, who, reminded)
    own = (
        min(spec.signal.strength, 1.0) * spec.signal.patient_sd * who.people.own_effect
    )
    history = _History(spec, made, who.patient, kept, seen + own[who.patient])
    wanted = min(round(spec.rates.no_show_if_kept * len(past)), len(past) - n_unknown)
    intercept = history.play(status, wanted, staying.random(n))
    p = np.full(n, np.nan)
    before = history.n_before
    effect = history.effect * (before > 0)
    p[kept] = _chance(intercept + (seen + own[who.patient] + effect)[kept])
    return Outcomes(
        status=status,
        is_reminded=reminded,
        n_before=before,
        p_no_show=p,
        logit_seen=intercept + seen + effect,
    )


def log_odds(
    spec: ClinicSpec, slots: Slots, made: Bookings, who: Visitors, reminded: Flags
) -> Floats:
    """What can be seen of each booking, as its part of the log-odds, without history."""
    signal, people = spec.signal, who.people
    day, minute = slots.day[made.slot], slots.minute[made.slot]
    lead = day - (made.made_s // DAY_S)
    patient = (
        signal.male * (people.sex == _MALE)
        + signal.deprived * (10 - people.decile.astype(float)) / 9
        + signal.distance * people.distance_km / 10
    )
    seen = (
        signal.log_lead * np.log1p(np.maximum(lead, 0))
        + signal.age_decade * (who.age - 45) / 10
        + signal.weekday * weekday_of(day)
        + signal.hour * (minute - 720) / 60
        + signal.reminder * reminded
        + signal.first * who.is_first
        + patient[who.patient]
    )
    return np.asarray(signal.strength * seen, dtype=np.float64)


class _History:
    """Bookings played in each patient's own order, so that earlier no-shows count."""

    def __init__(
        self, spec: ClinicSpec, made: Bookings, patient: Ints, kept: Ints, base: Floats
    ) -> None:
        self.effect = spec.signal.strength * spec.signal.previous
        self.n_before = np.zeros(len(patient), dtype=np.int32)
        self._patient, self._base = patient, base
        order = kept[np.lexsort((made.slot[kept], patient[kept]))]
        starts = np.flatnonzero(np.diff(patient[order], prepend=-1))
        rank = np.arange(len(order)) - np.repeat(
            starts, np.diff(starts, append=len(order))
        )
        by_rank = order[np.argsort(rank, kind="stable")]
        sizes = np.bincount(rank) if len(rank) else np.empty(0, dtype=np.int64)
        ends = np.cumsum(sizes)
        self._rounds = [
            by_rank[end - size : end] for end, size in zip(ends, sizes, strict=True)
        ]

    def play(self, status: Codes, wanted: int, luck: Floats) -> float:
        """Set who stays away, ``wanted`` of those attending; returns the intercept."""
        open_ = status == Status.ATTENDED
        n_open = int(open_.sum())
        if not 0 < wanted < n_open:
            stays = open_ if wanted else np.zeros(len(status), dtype=bool)
            status[stays] = Status.NO_SHOW
            self._count(stays)
            return np.inf if wanted else -np.inf
        rate = wanted / n_open
        start = np.log(rate / (1 - rate)) - float(self._base[open_].mean())
        intercept, stays = self._intercept(open_, wanted, luck, float(start))
        status[stays] = Status.NO_SHOW
        return intercept

    def _intercept(
        self, open_: Flags, wanted: int, luck: Floats, at: float
    ) -> tuple[float, Flags]:
        """The intercept with which ``wanted`` stay away, by bounded Newton steps."""
        low, high = at - 60.0, at + 60.0
        best, best_off = (at, open_), len(open_) + 1
        for _ in range(_MOST_STEPS):
            stays, slope = self._played(at, open_, luck)
            off = int(stays.sum()) - wanted
            if abs(off) < best_off:
                best, best_off = (at, stays), abs(off)
            if off == 0:
                break
            low, high = (low, at) if off > 0 else (at, high)
            step = at - off / max(slope, 0.5)
            at = step if low < step < high else (low + high) / 2
        if best[1] is not stays:
            self._count(best[1])
        return best

    def _played(self, at: float, open_: Flags, luck: Floats) -> tuple[Flags, float]:
        """Who stays away with this intercept, and how fast their number grows with it."""
        stays = np.zeros(len(open_), dtype=bool)
        n_so_far = np.zeros(int(self._patient.max(initial=-1)) + 1, dtype=np.int32)
        slope = 0.0
        for rows in self._rounds:
            who = self._patient[rows]
            before = n_so_far[who]
            self.n_before[rows] = before
            p = _chance(at + self._base[rows] + self.effect * (before > 0))
            away = (luck[rows] < p) & open_[rows]
            stays[rows] = away
            n_so_far[who] += away
            slope += float((p * (1 - p))[open_[rows]].sum())
        return stays, slope

    def _count(self, stays: Flags) -> None:
        n_so_far = np.zeros(int(self._patient.max(initial=-1)) + 1, dtype=np.int32)
        for rows in self._rounds:
            who = self._patient[rows]
            self.n_before[rows] = n_so_far[who]
            n_so_far[who] += stays[rows]


def _chance(log_odds: Floats) -> Floats:
    """The chance with these log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -700, 700))))
