"""Bookings a second over HTTP: audited, exactly once, everything on this machine.

    python benchmarks/bookings.py [--seconds 10] [--clients 32] [--sessions 100] [--quick]

Walk-ins through the native route, each with its own idempotency key, one in twenty sent
again. Afterwards the database is asked: numbers 1..n without a gap, nothing oversold, one
event and one message a booking, a replay is told its own token. In the same run, for a
quarter of the time each, its peers: the same request on the ordinary route of the web
framework, and what has a transaction of its own: booking ahead, then checking in half of
those appointments and cancelling the others. Prints JSON; CPU per booking is what other
load on the machine disturbs least.
"""

import argparse
import itertools
import os
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from clinic_site import Site, machine, new_patients, site, tell
from http_load import PLAIN, ROUNDABOUT, Call, Load, drive, post

REPLAY_EVERY = 20


def main() -> None:
    options = _options()
    report: dict[str, Any] = {"machine": machine(), "clients": options.clients}
    with site(
        n_sessions=options.sessions, capacity=100_000, n_web=options.processes
    ) as found:
        people = new_patients(found, int(options.seconds * options.most_per_s))
        coming = iter(people)
        warm_up(found, coming, options.clients)
        seconds = options.seconds / 4
        lane = bookings(found, coming, found.sessions)
        report["spread"] = measured(found, lane, options.clients, 2 * seconds)
        hot = bookings(found, coming, found.sessions[:1])
        report["hot"] = measured(found, hot, options.clients, 2 * seconds)
        route = bookings(found, coming, found.sessions, ROUNDABOUT)
        report["ordinary_route"] = measured(found, route, options.clients, seconds)
        report["own_transaction"] = general(found, coming, options.clients, seconds)
        report["checks"] = verified(found)
    report["load_average_after"] = [round(one, 2) for one in os.getloadavg()]
    tell(report)


def warm_up(found: Site, coming: Iterator[str], n_clients: int) -> None:
    calls = itertools.islice(bookings(found, coming, found.sessions), 500)
    drive(found.port, n_clients, calls)


def general(
    found: Site, coming: Iterator[str], n_clients: int, seconds: float
) -> dict[str, Any]:
    """Booking ahead, and what becomes of the appointments, each as fast as it goes."""
    ahead = appointments(found, coming)
    report = {"book": measured(found, ahead, n_clients, seconds)}
    made = [row[0] for row in found.rows("select id from appointment order by id")]
    half = len(made) // 2
    for what, keys in (("check-in", made[:half]), ("cancel", made[half:])):
        calls = iter([moved(found, str(key), what) for key in keys])
        report[what] = measured(found, calls, n_clients, seconds)
    return report


def moved(found: Site, appointment: str, what: str) -> Call:
    """Check an appointment in, or cancel it."""
    path = f"/api/v1/appointments/{appointment}/{what}"
    body = {"reason": "cannot come"} if what == "cancel" else {}
    return post(path, body, f"{what}-{appointment}", found.bearers["staff"])


def measured(
    found: Site, calls: Iterator[Call], n_clients: int, seconds: float
) -> dict[str, Any]:
    before = found.cpu_s()
    until = time.perf_counter() + seconds
    in_time = itertools.takewhile(lambda _: time.perf_counter() < until, calls)
    load = drive(found.port, n_clients, in_time)
    after = found.cpu_s()
    booked = {one.key for one in load.answers if one.status in (200, 201)}
    answers = dict(Counter(one.status for one in load.answers))
    if not booked:
        raise SystemExit(f"no call was answered with 200 or 201: {answers}")
    return {
        "seconds": round(load.seconds, 2),
        "answers": answers,
        "bookings_per_s": round(len(booked) / load.seconds),
        "p50_ms": load.quantile_ms(0.50),
        "p95_ms": load.quantile_ms(0.95),
        "p99_ms": load.quantile_ms(0.99),
        "cpu_us_per_booking": {
            part: round(1e6 * (after[part] - before[part]) / len(booked))
            for part in after
        },
        "replays_that_differ": n_different_replays(load),
    }


def bookings(
    found: Site, coming: Iterator[str], sessions: list[str], content_type: str = PLAIN
) -> Iterator[Call]:
    """Walk-ins, session after session; every twentieth is sent twice."""
    bearer = found.bearers["staff"]
    for n, patient in enumerate(coming):
        path = f"/api/v1/sessions/{sessions[n % len(sessions)]}/tokens"
        body = {"patient": patient}
        call = post(path, body, f"key-{patient}", bearer, content_type)
        yield call
        if n % REPLAY_EVERY == 0:
            yield call


def appointments(found: Site, coming: Iterator[str]) -> Iterator[Call]:
    """Slot after slot of all sessions, from the next full hour on."""
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    bearer = found.bearers["staff"]
    slots = (first + timedelta(minutes=10 * n) for n in range(6, 7 * 6))
    for start, session in itertools.product(slots, found.sessions):
        patient = next(coming)
        body = {"session": session, "patient": patient, "start": start.isoformat()}
        yield post("/api/v1/appointments", body, f"key-{patient}", bearer)


def n_different_replays(load: Load) -> int:
    """Keys that were told two different tokens."""
    told: dict[str, set[bytes]] = {}
    for one in load.answers:
        told.setdefault(one.key, set()).add(one.body)
    return sum(len(bodies) > 1 for bodies in told.values())


def verified(found: Site) -> dict[str, int]:
    """What must hold afterwards; every figure but the first two is to be nought.

    A token's version counts its changes from 1.
    """
    checks = {
        "tokens": "select count(*) from token",
        "sessions": "select count(*) from session where last_number > 0",
        "gaps": "select count(*) from (select session_id from token group by session_id"
        " having max(number) <> count(*) or min(number) <> 1) as wrong",
        "miscounted": "select count(*) from session s where taken <>"
        " (select count(*) from token t where t.session_id = s.id"
        " and t.status <> 'cancelled')",
        "oversold": "select count(*) from session where taken > capacity",
        "tokens_without_one_event": "select count(*) from token t where 1 <>"
        " (select count(*) from event e where e.object_kind = 'token'"
        " and e.object_id = t.id::text"
        " and e.action in ('tokens.add_walk_in', 'appointments.book'))",
        "changes_without_one_event": "select count(*) from token t where version <>"
        " (select count(*) from event e where e.object_kind = 'token'"
        " and e.object_id = t.id::text)",
        "messages_missing": "select (select sum(version) from token)"
        " - (select count(*) from outbox where topic = 'line.changed')",
    }
    return {name: found.rows(query)[0][0] for name, query in checks.items()}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--most-per-s", type=int, default=6000)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.seconds = 4.0
    return options


if __name__ == "__main__":
    main()
