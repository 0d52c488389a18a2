"""Sessions, candidates and requests with just the facts a test needs."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import numpy as np

from horarium.engines.booking import (
    Booked,
    Candidate,
    Costs,
    OpenSlot,
    ServiceLaw,
    SessionShape,
    SlotRequest,
    evaluate,
)
from horarium.engines.booking.evaluate import cost_of

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
SHORT = ServiceLaw((0.1, 0.3, 0.4, 0.2), grid_min=5.0)
LONG = ServiceLaw((0.0, 0.1, 0.2, 0.3, 0.3, 0.1), grid_min=5.0)


def make_shape(n_slots: int = 5, slot_min: float = 15.0) -> SessionShape:
    return SessionShape.even(n_slots, slot_min, grid_min=5.0)


def make_candidates(
    shows: Sequence[float], law: ServiceLaw = SHORT, **facts: Any
) -> list[Candidate]:
    return [
        Candidate(id=number, p_show=float(show), law=law, **facts)
        for number, show in enumerate(shows)
    ]


def at(candidates: Sequence[Candidate], slots: Sequence[int]) -> list[Booked]:
    return [Booked(c, int(s)) for c, s in zip(candidates, slots, strict=True)]


def cost(
    shape: SessionShape,
    candidates: Sequence[Candidate],
    slots: Sequence[int],
    costs: Costs | None = None,
) -> float:
    return cost_of(evaluate(shape, at(candidates, slots)), costs or Costs())


def cheapest(shape: SessionShape, candidates: Sequence[Candidate]) -> float:
    """The least cost over every placement there is."""
    places = product(range(shape.n_slots), repeat=len(candidates))
    return min(cost(shape, candidates, slots) for slots in places)


def random_shows(seed: int, n: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.4, 0.95, n)


def make_slot(number: int = 0, **changes: Any) -> OpenSlot:
    """Slot ``number`` of Dr Who's cardiology session, in the north tomorrow."""
    facts: dict[str, Any] = {
        "id": f"slot-{number}",
        "session": "monday",
        "start": NOW + timedelta(days=1, minutes=15 * number),
        "practitioner": "who",
        "site": "north",
        "services": frozenset({"cardiology"}),
    }
    return OpenSlot(**facts | changes)


def make_request(number: int = 0, **changes: Any) -> SlotRequest:
    return SlotRequest(**{"id": f"r{number}", "service": "cardiology"} | changes)
