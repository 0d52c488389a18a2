"""Chance, drawn before any policy: the same people and mishaps for every practice."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import betaincinv

from horarium.engines.simulation.lengths import Floats, LengthLaw
from horarium.engines.simulation.problem import RISK_GROUPS, Punctuality, Scenario
from horarium.engines.simulation.rules import NOWHERE, BookingRule

_N_PARTS = 4096

Codes = NDArray[np.intp]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Some days, policy left open.

    Of those who ask for a time, shape ``(n_days, n_practitioners, n_requests)``:
    ``p_show``, ``shows``, ``kind`` (place in ``Scenario.kinds``), ``service_min`` and
    ``off_min`` (check-in from the promised time). Of those without one, ``(n_days,
    n_most)``: ``comes_min`` (infinite: nobody), ``stream``, ``stream_service_min``,
    ``patience_min``. ``begins_min``: ``(n_days, n_practitioners)``.
    """

    p_show: Floats
    shows: Flags
    kind: Codes
    service_min: Floats
    off_min: Floats
    comes_min: Floats
    stream: Codes
    stream_service_min: Floats
    patience_min: Floats
    begins_min: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Diaries:
    """The same days under one booking rule, shape ``(n_days, n_people)`` but for ``room``.

    ``arrives_min`` is infinite for who does not come, ``promised_min`` NaN and ``room``
    (``(n_people,)``) ``NOWHERE`` for who has no time. ``class_code`` is a place in
    ``Scenario.classes``, ``group`` in ``RISK_GROUPS`` or ``NOWHERE``. ``begins_min`` is
    ``(n_days, n_practitioners)``. People are in the order of their token numbers.
    """

    is_booked: Flags
    promised_min: Floats
    arrives_min: Floats
    service_min: Floats
    patience_min: Floats
    class_code: Codes
    group: Codes
    room: Codes
    begins_min: Floats

    @property
    def entry_min(self) -> Floats:
        """From when on a wait counts: check-in, or the promised time if later."""
        return np.fmax(self.arrives_min, self.promised_min)


def draw_days(scenario: Scenario, n_days: int, rng: Generator) -> Days:
    """``n_days`` independent days; each part of chance has a stream of its own."""
    asking, coming, delays = rng.spawn(3)
    size = (n_days, scenario.n_practitioners, scenario.n_requests)
    p_show = _chances(scenario, size, asking)
    kind = _pick([one.share for one in scenario.kinds], size, asking)
    punctual = scenario.punctuality
    comes, stream = _comings(scenario, n_days, coming)
    late = delays.random(size[:2]) < scenario.lateness.p_late
    late_min = delays.exponential(scenario.lateness.mean_min, size[:2])
    return Days(
        p_show=p_show,
        shows=asking.random(size) < p_show,
        kind=kind,
        service_min=_lengths([k.length for k in scenario.kinds], kind, asking),
        off_min=_offs(punctual, size, asking),
        comes_min=comes,
        stream=stream,
        stream_service_min=_lengths_of_comers(scenario, comes, stream, coming),
        patience_min=_patience(scenario, stream, coming),
        begins_min=np.where(late, late_min, 0.0),
    )


def diaries(scenario: Scenario, days: Days, rule: BookingRule) -> Diaries:
    """Who comes when, and told what, once ``rule`` has given out the times."""
    n_days, n_rooms, n_requests = days.p_show.shape
    slots = rule.slots(scenario, days.p_show)
    is_booked = slots != NOWHERE
    promised = np.array([*scenario.slot_starts, np.nan])[slots]
    comes = is_booked & days.shows
    # Nobody checks in before the doors open, an hour before the session.
    arrives = np.where(comes, np.maximum(promised + days.off_min, -60.0), np.inf)
    n_streams, n_comers = len(scenario.streams), days.comes_min.shape[1]
    class_codes = [scenario.classes.index(k.priority_class) for k in scenario.kinds]
    of_stream = [scenario.classes.index(s.priority_class) for s in scenario.streams]
    rows = (n_days, n_rooms * n_requests)
    ever = np.concatenate(
        [is_booked.reshape(rows).any(axis=0), np.ones(n_comers, dtype=bool)]
    )

    def joined(
        of_requests: NDArray[np.generic], of_comers: object
    ) -> NDArray[np.generic]:
        others = np.broadcast_to(np.asarray(of_comers), (n_days, n_comers))
        whole = np.concatenate([of_requests.reshape(rows), others], axis=1)
        return whole if ever.all() else whole.compress(ever, axis=1)

    codes = np.array(of_stream if n_streams else [0])[days.stream]
    rooms = np.repeat(np.arange(n_rooms), n_requests)
    return Diaries(
        is_booked=joined(is_booked, False).astype(bool, copy=False),
        promised_min=joined(promised, np.nan).astype(float, copy=False),
        arrives_min=joined(arrives, days.comes_min).astype(float, copy=False),
        service_min=joined(days.service_min, days.stream_service_min).astype(
            float, copy=False
        ),
        patience_min=joined(np.full(arrives.shape, np.inf), days.patience_min).astype(
            float, copy=False
        ),
        class_code=joined(np.array(class_codes)[days.kind], codes).astype(
            np.intp, copy=False
        ),
        group=joined(_groups(scenario, days.p_show), NOWHERE).astype(
            np.intp, copy=False
        ),
        room=np.concatenate([rooms, np.full(n_comers, NOWHERE)])[ever],
        begins_min=days.begins_min,
    )


def _chances(scenario: Scenario, size: tuple[int, ...], rng: Generator) -> Floats:
    mean, spread = scenario.p_show, scenario.p_show_spread
    if spread is None or mean in (0.0, 1.0):
        return np.full(size, mean)
    law = _beta(mean * spread, (1.0 - mean) * spread)
    at = rng.random(size) * _N_PARTS
    low = at.astype(np.intp)
    chances: Floats = law[low] + (at - low) * (law[low + 1] - law[low])
    return chances


@lru_cache(maxsize=32)
def _beta(a: float, b: float) -> Floats:
    """The quantiles of the Beta law; between them a chance is drawn evenly, which takes a
    quarter of the time of an exact draw and moves the mean by less than 1e-4."""
    quantiles: Floats = betaincinv(a, b, np.arange(_N_PARTS + 1) / _N_PARTS)
    return quantiles


def _groups(scenario: Scenario, p_show: Floats) -> Codes:
    """The third of risk, by the law that the chances come from."""
    mean, spread = scenario.p_show, scenario.p_show_spread
    if spread is None or mean in (0.0, 1.0):
        return np.full(p_show.shape, NOWHERE)
    n = len(RISK_GROUPS)
    parts = np.arange(1, n) / n
    edges = betaincinv(mean * spread, (1.0 - mean) * spread, parts)
    groups = np.full(p_show.shape, n - 1)
    for edge in edges:
        groups -= p_show > edge
    return groups


def _offs(punctual: Punctuality, size: tuple[int, ...], rng: Generator) -> Floats:
    if not punctual.sd_min:
        return np.full(size, punctual.mean_min)
    return punctual.mean_min + punctual.sd_min * rng.standard_normal(size)


def _patience(scenario: Scenario, stream: Codes, rng: Generator) -> Floats:
    mean = np.array([one.patience_min or np.inf for one in scenario.streams] or [0.0])
    if np.isinf(mean).all():
        return np.full(stream.shape, np.inf)
    return mean[stream] * rng.exponential(size=stream.shape)


def _pick(shares: list[float], size: tuple[int, ...], rng: Generator) -> Codes:
    chances = rng.random(size)
    if len(shares) == 1:
        return np.zeros(size, dtype=np.intp)
    parts = np.cumsum(shares) / np.sum(shares)
    drawn = np.searchsorted(parts, chances, side="right")
    return np.minimum(drawn, len(shares) - 1).astype(np.intp)


def _comings(scenario: Scenario, n_days: int, rng: Generator) -> tuple[Floats, Codes]:
    """Check-ins of people without a time, ``(n_days, n_most)``, and their streams."""
    rates = [one.per_hour / 60.0 for one in scenario.streams]
    if not sum(rates):
        return np.empty((n_days, 0)), np.empty((n_days, 0), dtype=np.intp)
    counts = rng.poisson(sum(rates) * scenario.session_min, n_days)
    size = (n_days, int(counts.max(initial=0)))
    times = rng.uniform(0.0, scenario.session_min, size)
    times[np.arange(size[1]) >= counts[:, np.newaxis]] = np.inf
    return np.sort(times, axis=1), _pick(rates, size, rng)


def _lengths_of_comers(
    scenario: Scenario, comes: Floats, stream: Codes, rng: Generator
) -> Floats:
    """Of whoever comes; nothing is drawn for places of the table that nobody fills."""
    lengths, is_there = np.zeros(comes.shape), np.isfinite(comes)
    laws = [one.length for one in scenario.streams]
    lengths[is_there] = _lengths(laws, stream[is_there], rng)
    return lengths


def _lengths(laws: list[LengthLaw], which: Codes, rng: Generator) -> Floats:
    if len(laws) == 1:
        return laws[0].draw(rng, which.shape)
    lengths = np.zeros(which.shape)
    for code, law in enumerate(laws):
        drawn = law.draw(rng, which.shape)
        lengths = np.where(which == code, drawn, lengths)
    return lengths
