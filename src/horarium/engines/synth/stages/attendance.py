"""What becomes of each booking, by a model whose truth is known."""

from itertools import pairwise

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
from horarium.engines.synth.sorting import order_by, order_of
from horarium.engines.synth.spec import ClinicSpec

_MOST_STEPS = 25
_NEARBY = 0.25
_LEAST_LUCK = 2.0**-60
_PART_OFF = 5000
"""The no-shows may be one in so many off."""
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
    intercept, stays, n_before = history.play(status, wanted, staying.random(n))
    status[history.rows[stays]] = Status.NO_SHOW
    before = np.zeros(n, dtype=np.int32)
    before[history.rows] = n_before
    p = np.full(n, np.nan)
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
    """Bookings played in each patient's own order, so that earlier no-shows count.

    All columns are in order of ``rank``: everybody's first kept booking, then everybody's
    second, and so on; ``rounds`` are the slices of these.
    """

    def __init__(
        self, spec: ClinicSpec, made: Bookings, patient: Ints, kept: Ints, base: Floats
    ) -> None:
        self.effect = spec.signal.strength * spec.signal.previous
        order = kept[order_by(patient[kept], made.slot[kept])]
        starts = np.flatnonzero(np.diff(patient[order], prepend=-1))
        rank = np.arange(len(order)) - np.repeat(
            starts, np.diff(starts, append=len(order))
        )
        self.rows = order[order_of(rank)]
        self._patient = patient[self.rows]
        self._n_patients = int(patient.max(initial=-1)) + 1
        self._base = base[self.rows]
        ends = np.cumsum(np.bincount(rank)) if len(rank) else np.empty(0, dtype=int)
        self._rounds = [slice(*pair) for pair in pairwise([0, *ends.tolist()])]

    def play(
        self, status: Codes, wanted: int, luck: Floats
    ) -> tuple[float, Flags, Ints]:
        """Who stays away, ``wanted`` of those attending: the intercept, and by ``rows``
        who it is and how often each had stayed away before."""
        open_ = status[self.rows] == Status.ATTENDED
        n_open = int(open_.sum())
        if not 0 < wanted < n_open:
            needed = np.full(len(open_), -np.inf if wanted else np.inf)
            stays, before = self._played(0.0, open_, needed)
            return (np.inf if wanted else -np.inf), stays, before
        luck = np.maximum(luck[self.rows], _LEAST_LUCK)
        needed = np.log(luck / (1 - luck)) - self._base
        return self._intercept(open_, wanted, needed)

    def _intercept(
        self, open_: Flags, wanted: int, needed: Floats
    ) -> tuple[float, Flags, Ints]:
        """The intercept with which ``wanted`` stay away, by bounded secant steps."""
        at = float(np.partition(needed[open_], wanted)[wanted])
        near = np.abs(needed[open_] - at) < _NEARBY
        slope = max(1.0, float(near.sum()) / (2 * _NEARBY))
        low, high = at - 60.0, at + 60.0
        best_off, found = len(open_) + 1, (at, open_, np.zeros(len(open_), np.int32))
        for _ in range(_MOST_STEPS):
            stays, before = self._played(at, open_, needed)
            off = int(stays.sum()) - wanted
            if abs(off) < best_off:
                best_off, found = abs(off), (at, stays, before)
            if abs(off) <= wanted // _PART_OFF:
                break
            low, high = (low, at) if off > 0 else (at, high)
            step = at - off / slope
            at = step if low < step < high else (low + high) / 2
        return found

    def _played(self, at: float, open_: Flags, needed: Floats) -> tuple[Flags, Ints]:
        """Who stays away: whose luck needs less than the intercept and their history."""
        stays = np.zeros(len(open_), dtype=bool)
        before = np.zeros(len(open_), dtype=np.int32)
        n_so_far = np.zeros(self._n_patients, dtype=np.int32)
        for part in self._rounds:
            who = self._patient[part]
            had = n_so_far[who]
            away = (needed[part] - self.effect * (had > 0) < at) & open_[part]
            before[part], stays[part] = had, away
            n_so_far[who] += away
        return stays, before


def _chance(log_odds: Floats) -> Floats:
    """The chance with these log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -700, 700))))
