"""How many events a second the pure queueing engine takes, and what an estimate costs.

    python benchmarks/queueing_engine.py [--rounds 30]

A line of 100 tokens: half waiting, half booked. Booked patients check in, the next is
called, starts and completes, until the booked are all here. Prints JSON; the best round
counts, as others may use the machine.
"""

import argparse
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np

from horarium.domain.interval import Interval
from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.queueing import (
    DISCIPLINES,
    Line,
    LineSession,
    LineToken,
    Outlook,
    Policy,
    advance,
    events,
    expected_wait,
    next_token,
)

NINE = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
CLASSES = ("emergency", "priority", "follow-up", "online", "walk-in")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    report = {
        name: {
            f"{n}_tokens": measured(a_line(n), Policy(discipline=discipline), rounds)
            for n in (20, 100, 500)
        }
        for name, discipline in DISCIPLINES.items()
    }
    print(json.dumps(report, indent=2))


def measured(line: Line, policy: Policy, rounds: int) -> dict[str, float]:
    happened = a_morning(line, policy)
    best_s = min(played_s(line, happened, policy) for _ in range(rounds))
    return {
        "events": len(happened),
        "events_per_s": round(len(happened) / best_s),
        "estimate_cpu_ms": round(1000 * estimated_s(line, policy), 2),
    }


def a_line(n_tokens: int) -> Line:
    """Half the tokens wait since before nine, half are booked."""
    rng = np.random.default_rng(0)
    tokens = []
    for number in range(1, n_tokens + 1):
        name = str(rng.choice(CLASSES))
        waits = number % 2 == 0
        tokens.append(
            LineToken(
                id=UUID(int=number << 64),
                number=number,
                priority_class=name,
                source=TokenSource(name),
                status=TokenStatus.ARRIVED if waits else TokenStatus.BOOKED,
                arrived_at=NINE - timedelta(seconds=7 * number) if waits else None,
            )
        )
    session = LineSession(
        name="clinic", interval=Interval(NINE, NINE + timedelta(hours=5)), began_at=NINE
    )
    return Line.of(session, tokens)


def a_morning(line: Line, policy: Policy) -> list[events.Event]:
    """Check-in, call, start, complete, again and again, in the order of the discipline."""
    happened: list[events.Event] = []
    now = NINE
    for token in list(line.tokens.values()):
        if token.status is not TokenStatus.BOOKED:
            continue
        now += timedelta(minutes=1)
        line = advance(line, events.Arrive(now, token.id), policy)
        called = next_token(line, now, policy)
        assert called is not None
        happened.append(events.Arrive(now, token.id))
        for kind in (events.Call, events.Start, events.Complete):
            line = advance(line, kind(now, called.id), policy)
            happened.append(kind(now, called.id))
    return happened


def played_s(line: Line, happened: Sequence[events.Event], policy: Policy) -> float:
    started = time.perf_counter()
    for event in happened:
        line = advance(line, event, policy)
    return time.perf_counter() - started


def estimated_s(line: Line, policy: Policy) -> float:
    """Mean CPU time of one waiting estimate over the whole line."""
    rates = dict.fromkeys(CLASSES, 0.03)
    outlook = Outlook(arrivals_per_min=rates)
    started = time.process_time()
    for token in line.tokens:
        expected_wait(line, token, NINE, policy, outlook)
    return (time.process_time() - started) / len(line.tokens)


if __name__ == "__main__":
    main()
