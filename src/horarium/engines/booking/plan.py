"""How many to book into a session, and where."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from horarium.domain.errors import InvalidField
from horarium.engines.booking.evaluate import cost_of, evaluate
from horarium.engines.booking.fairness import wait_ratio
from horarium.engines.booking.kernel import Kernel, Slots, run
from horarium.engines.booking.margins import margins
from horarium.engines.booking.outcome import Forecast, Plan, Stop
from horarium.engines.booking.params import Caps, Costs, Placement, PlanParams
from horarium.engines.booking.problem import Booked, Candidate, Floats, SessionShape
from horarium.engines.booking.search import (
    Allowed,
    Placed,
    descend,
    search,
    starts,
)

_N_SHUFFLES = 200
"""Placements drawn, for each start, to find one that keeps the bound on the wait ratio."""


def plan_overbooking(
    shape: SessionShape,
    candidates: Sequence[Candidate],
    costs: Costs | None = None,
    caps: Caps | None = None,
    params: PlanParams | None = None,
) -> Plan:
    """The cheapest plan for the first so many candidates, in the order given.

    One more is booked as long as it lowers the exact cost and keeps the caps; the cost
    is unimodal in the number, so the first loss ends it. Under risk-blind placement all
    are placed as if each came with their mean chance; the candidates then take the
    booked times in their own order. Raises ``InvalidField`` for a law on another grid
    and an ``n_booked`` beyond the candidates or the caps.
    """
    costs, caps, params = costs or Costs(), caps or Caps(), params or PlanParams()
    rng = np.random.default_rng(params.seed)
    if params.n_booked is not None:
        _refuse_too_many(shape, candidates, caps, params.n_booked)
        chosen, stop = list(candidates[: params.n_booked]), Stop.BOOKED
        start = _search(shape, chosen, costs, caps, params, rng)
    else:
        chosen, start, stop = _grown(shape, candidates, costs, caps)
    placed = _settled(shape, chosen, start, costs, caps, params, rng)
    upcoming = candidates[min(len(chosen), len(candidates) - 1)] if candidates else None
    return _plan(shape, _booked(chosen, placed), costs, stop, upcoming)


def _search(
    shape: SessionShape,
    chosen: Sequence[Candidate],
    costs: Costs,
    caps: Caps,
    params: PlanParams,
    rng: np.random.Generator,
) -> Slots:
    kernel = Kernel.of(shape, _blinded(chosen), costs)
    n_starts = params.starts_for(len(chosen))
    return _in_turn(chosen, search(kernel, n_starts, caps.per_slot, rng).slots)


def _grown(
    shape: SessionShape, candidates: Sequence[Candidate], costs: Costs, caps: Caps
) -> tuple[list[Candidate], Slots, Stop]:
    """One candidate more at a time, until that costs more or a cap is met."""
    slots: Slots = np.empty(0, dtype=np.intp)
    cost = costs.idle * shape.length_min
    for n_booked in range(1, len(candidates) + 1):
        more = candidates[:n_booked]
        if (full := _is_full(shape, caps, n_booked)) is not None:
            return list(candidates[: n_booked - 1]), slots, full
        placed = _one_more(shape, more, slots, costs, caps)
        if placed.cost >= cost:
            return list(candidates[: n_booked - 1]), slots, Stop.COST
        forecast = evaluate(shape, _booked(more, placed.slots))
        if (broken := _broken(forecast, caps)) is not None:
            return list(candidates[: n_booked - 1]), slots, broken
        slots, cost = placed.slots, placed.cost
    return list(candidates), slots, Stop.NOBODY_LEFT


def _one_more(
    shape: SessionShape,
    more: Sequence[Candidate],
    slots: Slots,
    costs: Costs,
    caps: Caps,
) -> Placed:
    """The placement with one more: first where that costs least, then descended."""
    blinded = _blinded(more)
    kernel = Kernel.of(shape, blinded, costs)
    added = _margins(shape, blinded[:-1], slots, costs, blinded[-1])
    if caps.per_slot is not None:
        full = np.bincount(slots, minlength=shape.n_slots) >= caps.per_slot
        added = np.where(full, np.inf, added)
    start = np.append(slots, int(np.argmin(added)))
    placed = descend(kernel, start, caps.per_slot)
    return Placed(_in_turn(more, placed.slots), placed.cost)


def _in_turn(chosen: Sequence[Candidate], slots: Slots) -> Slots:
    """The same places, those of one visit type taken in the order of the candidates."""
    ordered = slots.copy()
    for law in {one.law for one in chosen}:
        alike = [place for place, one in enumerate(chosen) if one.law == law]
        ordered[alike] = np.sort(slots[alike])
    return ordered


def _settled(
    shape: SessionShape,
    chosen: Sequence[Candidate],
    start: Slots,
    costs: Costs,
    caps: Caps,
    params: PlanParams,
    rng: np.random.Generator,
) -> Slots:
    """The final places: risk-blind as they are, individual descended within the bound."""
    if params.placement is Placement.RISK_BLIND or not len(chosen):
        return start
    kernel = Kernel.of(shape, chosen, costs)

    def is_fair(slots: Slots) -> bool:
        booked = _booked(chosen, slots)
        return wait_ratio(booked, evaluate(shape, booked)) <= params.max_wait_ratio

    n_starts = params.starts_for(len(chosen))
    begins = [start, *starts(kernel, n_starts - 2, caps.per_slot, rng)]
    ends = sorted(
        (descend(kernel, one, caps.per_slot) for one in begins),
        key=lambda end: (round(end.cost, 7), tuple(end.slots)),
    )
    bounded = (_fair_end(kernel, end, caps.per_slot, is_fair, rng) for end in ends)
    fair = islice(filter(None, bounded), max(1, n_starts // 3))
    return min(fair, key=lambda end: end.cost, default=Placed(start, 0.0)).slots


def _fair_end(
    kernel: Kernel,
    end: Placed,
    per_slot: int | None,
    is_fair: Allowed,
    rng: np.random.Generator,
) -> Placed | None:
    """The end itself if it keeps the bound on the waits; else the same places dealt out
    until they do, and descended within the bound."""
    slots = end.slots
    for _ in range(_N_SHUFFLES):
        if is_fair(slots):
            return descend(kernel, slots, per_slot, is_fair)
        slots = rng.permutation(end.slots)
    return None


def _plan(
    shape: SessionShape,
    booked: tuple[Booked, ...],
    costs: Costs,
    stop: Stop,
    upcoming: Candidate | None,
) -> Plan:
    forecast = evaluate(shape, booked)
    chosen = [one.candidate for one in booked]
    usual = [Booked(one, place) for place, one in enumerate(chosen[: shape.n_slots])]
    following = upcoming or Candidate(p_show=1.0)
    blinded = _blinded([*chosen, following])
    slots = np.array([one.slot for one in booked], dtype=np.intp)
    alpha = _margins(shape, blinded[:-1], slots, costs, blinded[-1])
    return Plan(
        booked=booked,
        forecast=forecast,
        today=evaluate(shape, usual),
        cost_min=cost_of(forecast, costs),
        alpha_min=tuple(float(one) for one in alpha),
        stopped_by=stop,
        wait_ratio=wait_ratio(booked, forecast),
    )


def _margins(
    shape: SessionShape,
    booked: Sequence[Candidate],
    slots: Slots,
    costs: Costs,
    more: Candidate,
) -> Floats:
    kernel = Kernel.of(shape, [*booked, more], costs)
    runs = run(kernel, np.append(slots, -1))
    return margins(kernel, runs, more.p_show, more.law, costs.idle)


def _blinded(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The same candidates, each as likely to come as all are on average."""
    if not candidates:
        return []
    mean = sum(one.p_show for one in candidates) / len(candidates)
    return [replace(one, p_show=min(mean, 1.0)) for one in candidates]


def _booked(candidates: Sequence[Candidate], slots: Slots) -> tuple[Booked, ...]:
    return tuple(Booked(c, int(s)) for c, s in zip(candidates, slots, strict=True))


def _is_full(shape: SessionShape, caps: Caps, n_booked: int) -> Stop | None:
    if caps.booked is not None and n_booked > caps.booked:
        return Stop.BOOKED
    if caps.per_slot is not None and n_booked > caps.per_slot * shape.n_slots:
        return Stop.PER_SLOT
    return None


def _broken(forecast: Forecast, caps: Caps) -> Stop | None:
    if caps.mean_wait_min is not None and forecast.mean_wait_min > caps.mean_wait_min:
        return Stop.MEAN_WAIT
    if caps.overtime_min is not None and forecast.overtime_min > caps.overtime_min:
        return Stop.OVERTIME
    return None


def _refuse_too_many(
    shape: SessionShape, candidates: Sequence[Candidate], caps: Caps, n_booked: int
) -> None:
    if n_booked > len(candidates):
        raise InvalidField("n_booked", str(n_booked), f"at most {len(candidates)}")
    if _is_full(shape, caps, n_booked) is not None:
        raise InvalidField("n_booked", str(n_booked), "no more than the caps allow")
