"""How fast requests are allocated, and whether an integer programme finds more.

    python benchmarks/allocation.py [--requests 300] [--slots 800] [--rounds 5]

Requests of four services and three sites with urgencies, preferences and usual
practitioners; each slot takes two, the second at a cost. Prints JSON: seconds of the
assignment (best of the rounds), of the integer programme on the same problem, and both
objectives.
"""

import argparse
import json
import time
from datetime import UTC, datetime, timedelta

import numpy as np

from horarium.engines.booking import (
    AllocationParams,
    OpenSlot,
    SlotRequest,
    allocate,
)

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
SERVICES = ("cardiology", "diabetes", "skin", "general")
SITES = ("north", "south", "west")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--slots", type=int, default=800)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    rng = np.random.default_rng(0)
    slots = invented_slots(rng, asked.slots)
    requests = invented_requests(rng, asked.requests)
    seconds = []
    for _ in range(asked.rounds):
        began = time.perf_counter()
        assigned = allocate(requests, slots, NOW)
        seconds.append(time.perf_counter() - began)
    # A reserve of nothing binds nothing, but makes the integer programme solve it.
    began = time.perf_counter()
    programmed = allocate(
        requests, slots, NOW, AllocationParams(reserve={0: 0}, seconds=120)
    )
    print(
        json.dumps(
            {
                "requests": asked.requests,
                "slots": asked.slots,
                "places_per_slot": 2,
                "assignment_s": round(min(seconds), 4),
                "programme_s": round(time.perf_counter() - began, 3),
                "assignment_objective": assigned.objective,
                "programme_objective": programmed.objective,
                "same_objective": bool(
                    np.isclose(assigned.objective, programmed.objective, rtol=1e-9)
                ),
                "granted": len(assigned.grants),
                "losers": len(assigned.losers),
            },
            indent=2,
        )
    )


def invented_slots(rng: np.random.Generator, n: int) -> list[OpenSlot]:
    return [
        OpenSlot(
            id=f"slot-{number}",
            session=number // 16,
            start=NOW
            + timedelta(days=1 + (number // 16) % 20, minutes=15 * (number % 16)),
            practitioner=f"dr-{number // 16 % 12}",
            site=SITES[number // 16 % 3],
            services=frozenset({SERVICES[number // 16 % 4]}),
            alpha_min=(0.0, float(rng.uniform(5, 40))),
        )
        for number in range(n)
    ]


def invented_requests(rng: np.random.Generator, n: int) -> list[SlotRequest]:
    return [
        SlotRequest(
            id=f"request-{number}",
            service=str(rng.choice(SERVICES)),
            urgency=float(rng.choice([1.0, 2.0, 4.0, 8.0], p=[0.5, 0.3, 0.15, 0.05])),
            sites=frozenset({str(rng.choice(SITES))})
            if rng.random() < 0.3
            else frozenset(),
            usual=f"dr-{rng.integers(12)}" if rng.random() < 0.5 else None,
            not_before=NOW + timedelta(days=int(rng.integers(0, 10))),
        )
        for number in range(n)
    ]


if __name__ == "__main__":
    main()
