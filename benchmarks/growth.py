"""What a booking costs as one session grows to 500 tokens.

    python benchmarks/growth.py [--tokens 500] [--rounds 5] [--quick]

One client books one after another, in ``--rounds`` sessions by turns, so that what else
the machine does falls on all alike. The medians of the first and of the last fifty are
compared; the last are to cost at most half as much again. Prints JSON; leaves with status
1 when they cost more.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence

from clinic_site import Site, machine, new_patients, site, tell
from http_load import Call, drive, post

EDGE = 50
MOST_RATIO = 1.5


def main() -> None:
    options = _options()
    with site(n_sessions=options.rounds + 1, capacity=options.tokens) as found:
        warm, *sessions = found.sessions
        booked_ms(found, [warm], 200)
        before = found.cpu_s()
        taken_ms = booked_ms(found, sessions, options.tokens // 2)
        between = found.cpu_s()
        taken_ms += booked_ms(found, sessions, options.tokens // 2)
        after = found.cpu_s()
    n_half = len(taken_ms) / 2
    first = statistics.median(taken_ms[: EDGE * options.rounds])
    last = statistics.median(taken_ms[-EDGE * options.rounds :])
    tell(
        {
            "machine": machine(),
            "tokens": options.tokens,
            "sessions": options.rounds,
            "first_50_ms": round(first, 3),
            "last_50_ms": round(last, 3),
            "ratio": round(last / first, 3),
            "at_most": MOST_RATIO,
            "cpu_us_per_booking": {
                "first_half": cpu_us(before, between, n_half),
                "second_half": cpu_us(between, after, n_half),
            },
        }
    )
    sys.exit(0 if last <= MOST_RATIO * first else 1)


def cpu_us(before: dict[str, float], after: dict[str, float], n: float) -> int:
    """What the server's processes spent on each of ``n`` bookings."""
    spent_s = sum(after[part] - before[part] for part in ("web", "postgresql"))
    return round(1e6 * spent_s / n)


def booked_ms(found: Site, sessions: Sequence[str], n_tokens: int) -> list[float]:
    """The wait of each booking, in order; the sessions grow side by side."""
    patients = new_patients(found, n_tokens * len(sessions))
    calls = (
        _call(found, sessions[n % len(sessions)], patient)
        for n, patient in enumerate(patients)
    )
    load = drive(found.port, 1, calls)
    assert {one.status for one in load.answers} == {201}
    return [1000 * one.took_s for one in load.answers]


def _call(found: Site, session: str, patient: str) -> Call:
    path = f"/api/v1/sessions/{session}/tokens"
    return post(path, {"patient": patient}, patient, found.bearers["staff"])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.rounds = 2
    return options


if __name__ == "__main__":
    main()
