"""Booking rules: which time each of those who ask is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from horarium.domain.errors import InvalidField
from horarium.engines.booking import (
    Candidate,
    Caps,
    Costs,
    PlanParams,
    ServiceLaw,
    plan_overbooking,
)
from horarium.engines.simulation.lengths import Floats, LengthLaw
from horarium.engines.simulation.problem import Scenario

Slots = NDArray[np.intp]
NOWHERE = -1
_CELLS_A_SLOT = 4
_MOST_BUSY = 0.9


class BookingRule(Protocol):
    """Gives times to people who ask, in their order."""

    def slots(self, scenario: Scenario, p_show: Floats) -> Slots:
        """The slot of each, counted from 0, or ``NOWHERE``.

        ``p_show`` has shape ``(..., n_requests)``, one row a practitioner's session, and
        so has the answer.
        """


@dataclass(frozen=True, slots=True)
class OnePerSlot:
    """The traditional rule: one at each time, nobody twice."""

    def slots(self, scenario: Scenario, p_show: Floats) -> Slots:
        """The first so many, in order."""
        return _alike(range(len(scenario.slot_starts)), p_show)


@dataclass(frozen=True, slots=True)
class BaileyWelch:
    """``n_first`` at the start, then one at each time; as many in all as there are
    slots (Bailey and Welch 1952)."""

    n_first: int = 2

    def __post_init__(self) -> None:
        if self.n_first < 1:
            raise InvalidField("n_first", str(self.n_first), "1 or more")

    def slots(self, scenario: Scenario, p_show: Floats) -> Slots:
        """The start for the first few, the following times for the others."""
        n = len(scenario.slot_starts)
        return _alike([max(0, k - self.n_first + 1) for k in range(n)], p_show)


@dataclass(frozen=True, slots=True)
class Threshold:
    """Whoever is more likely than ``p_no_show`` to stay away gets a partner."""

    p_no_show: float = 0.3

    def slots(self, scenario: Scenario, p_show: Floats) -> Slots:
        """Slot by slot: the next who asks, and the one after if the first is risky."""
        n_sessions = int(np.prod(p_show.shape[:-1]))
        rows = p_show.reshape(n_sessions, p_show.shape[-1])
        found = np.full(rows.shape, NOWHERE, dtype=np.intp)
        n_slots = len(scenario.slot_starts)
        for given, risky in zip(found, rows < 1.0 - self.p_no_show, strict=True):
            places = [k for k, one in enumerate(_partners(risky)) for _ in range(one)]
            of_session = [place for place in places if place < n_slots]
            given[: len(of_session)] = of_session
        return found.reshape(p_show.shape)


@dataclass(frozen=True, slots=True)
class Planned:
    """Ours: the template that ``plan_overbooking`` finds for the clinic's mean patient.

    Risk-blind: nobody's own chance decides the time. People without a time take part of
    the practitioner's; the plan counts that as consultations longer by 1 / (1 - share).
    """

    costs: Costs = field(default_factory=Costs)
    caps: Caps = field(default_factory=Caps)
    params: PlanParams = field(default_factory=PlanParams)

    def slots(self, scenario: Scenario, p_show: Floats) -> Slots:
        """The template's times, in the order of asking."""
        return _alike(_template(self, scenario), p_show)


RULES: Mapping[str, BookingRule] = MappingProxyType(
    {
        "traditional": OnePerSlot(),
        "threshold": Threshold(),
        "bailey-welch": BaileyWelch(),
        "planned": Planned(),
    }
)


def _alike(template: "range | list[int] | tuple[int, ...]", p_show: Floats) -> Slots:
    n_requests = p_show.shape[-1]
    row = np.full(n_requests, NOWHERE, dtype=np.intp)
    n = min(len(template), n_requests)
    row[:n] = list(template)[:n]
    return np.broadcast_to(row, p_show.shape)


def _partners(risky: NDArray[np.bool_]) -> list[int]:
    """How many go to each slot: two when the first of them is risky."""
    groups, k = [], 0
    while k < len(risky):
        n = min(2 if risky[k] else 1, len(risky) - k)
        groups.append(n)
        k += n
    return groups


@lru_cache(maxsize=32)
def _template(rule: Planned, scenario: Scenario) -> tuple[int, ...]:
    if not scenario.n_requests:
        return ()
    grid_min = scenario.slot_min / _CELLS_A_SLOT
    law = _law(scenario, grid_min)
    everybody = [
        Candidate(id=n, p_show=scenario.p_show, law=law)
        for n in range(scenario.n_requests)
    ]
    plan = plan_overbooking(
        scenario.shape(grid_min), everybody, rule.costs, rule.caps, rule.params
    )
    return tuple(sorted(one.slot for one in plan.booked))


def _law(scenario: Scenario, grid_min: float) -> ServiceLaw:
    """The mixture of the kinds, stretched by what people without a time take."""
    own_min = scenario.session_min * scenario.n_practitioners
    taken_min = sum(
        one.per_hour / 60.0 * scenario.session_min * one.length.mean_min
        for one in scenario.streams
    )
    stretch = 1.0 / (1.0 - min(taken_min / own_min, _MOST_BUSY))
    laws = [_on_grid(kind.length, stretch, grid_min) for kind in scenario.kinds]
    shares = np.array([kind.share for kind in scenario.kinds])
    mixed = np.zeros(max(len(law.pmf) for law in laws))
    for law, share in zip(laws, shares / shares.sum(), strict=True):
        mixed[: len(law.pmf)] += share * np.array(law.pmf)
    return ServiceLaw(tuple(mixed / mixed.sum()), grid_min)


def _on_grid(length: LengthLaw, stretch: float, grid_min: float) -> ServiceLaw:
    if length.cv == 0:
        return ServiceLaw.fixed(stretch * length.mean_min, grid_min)
    return ServiceLaw.lognormal(stretch * length.mean_min, length.cv, grid_min)
