"""Everybody at once: places, emergencies, and one key sent again and again over a crash.

    python benchmarks/races.py [--trials 20] [--processes 1 4] [--quick]

- places: 50 clients for a session of 6 places, ``--trials`` times; 6 are to get numbers 1
  to 6 and 44 the answer that the session is full.
- emergencies: 8 at once on a full session whose overflow takes 3.
- storm: 200 clients with 20 keys ask ten times each; midway the web processes are killed
  with -9, and later PostgreSQL, and started again. Each key is to have one token, and
  everything that was ever answered is to be still true.

Prints JSON; leaves with status 1 when anything is not as it is to be.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from clinic_site import Site, machine, new_patients, site, tell
from http_load import Answer, Stubborn, drive, post

CLIENTS, CAPACITY = 50, 6
EMERGENCIES, OVERFLOW = 8, 3
STORM_CLIENTS, STORM_KEYS, STORM_TIMES = 200, 20, 10


def main() -> None:
    options = _options()
    report: dict[str, Any] = {"machine": machine()}
    for n_web in options.processes:
        with site(
            n_sessions=options.trials + 2,
            capacity=CAPACITY,
            overflow_limit=OVERFLOW,
            n_web=n_web,
        ) as found:
            places = [stampede(found, one) for one in found.sessions[: options.trials]]
            report[f"web_processes_{n_web}"] = {
                "places": {
                    "trials": len(places),
                    "as_it_should_be": sum(places),
                },
                "emergencies": emergencies(found, found.sessions[0]),
                "storm": storm(found, found.sessions[-2:]),
                "miscounted_sessions": miscounted(found),
            }
    tell(report)
    sys.exit(0 if _is_sound(report) else 1)


def stampede(found: Site, session: str) -> bool:
    """Whether exactly the places there are were given, and the others told so."""
    calls = [
        post(
            f"/api/v1/sessions/{session}/tokens",
            {"patient": {"name": f"Client {n}"}},
            f"{session}-{n}",
            found.bearers["staff"],
        )
        for n in range(CLIENTS)
    ]
    answers = drive(found.port, CLIENTS, iter(calls)).answers
    booked = [one for one in answers if one.status == 201]
    refused = [one for one in answers if one.status == 409]
    numbers = sorted(int(str(one.json()["number"])) for one in booked)
    codes = {one.json()["code"] for one in refused}
    kept = found.rows("select count(*) from token where session_id = %s", session)
    return (
        numbers == list(range(1, CAPACITY + 1))
        and len(refused) == CLIENTS - CAPACITY
        and codes == {"session-full"}
        and kept == [(CAPACITY,)]
    )


def emergencies(found: Site, session: str) -> dict[str, Any]:
    """Eight emergencies at once on a session that is full."""
    calls = [
        post(
            f"/api/v1/sessions/{session}/emergencies",
            {"patient": {"name": f"Emergency {n}"}, "reason": "chest pain"},
            f"emergency-{session}-{n}",
            found.bearers["staff"],
        )
        for n in range(EMERGENCIES)
    ]
    answers = drive(found.port, EMERGENCIES, iter(calls)).answers
    ((capacity, taken, overflow),) = found.rows(
        "select capacity, taken, overflow_taken from session where id = %s", session
    )
    return {
        "answers": dict(Counter(one.status for one in answers)),
        "capacity": capacity,
        "taken": taken,
        "overflow_taken": overflow,
    }


def storm(found: Site, sessions: list[str]) -> dict[str, Any]:
    """Many clients with few keys, while what serves them is killed."""
    patients = new_patients(found, STORM_KEYS)
    _widen(found, sessions)

    def call(n: int) -> Any:
        which = n % STORM_KEYS
        path = f"/api/v1/sessions/{sessions[which % 2]}/tokens"
        key = f"storm-{which}"
        return post(path, {"patient": patients[which]}, key, found.bearers["staff"])

    told: list[Answer] = []
    repeats = asyncio.run(_storm(found, call, told))
    tokens: dict[str, set[bytes]] = {}
    for one in told:
        tokens.setdefault(one.key, set()).add(one.body)
    kept = dict(
        found.rows(
            "select idempotency_key, number from token"
            " where idempotency_key like 'storm-%%'"
        )
    )
    return {
        "acknowledged": len(told),
        "statuses": dict(Counter(one.status for one in told)),
        "repeats": repeats,
        "keys": len(tokens),
        "keys_told_two_things": sum(len(bodies) > 1 for bodies in tokens.values()),
        "tokens": len(kept),
        "answers_no_longer_true": sum(
            one.json()["number"] != kept.get(one.key) for one in told
        ),
    }


async def _storm(found: Site, call: Callable[[int], Any], told: list[Answer]) -> int:
    clients = [Stubborn(found.port) for _ in range(STORM_CLIENTS)]

    async def insist(n: int) -> None:
        for _ in range(STORM_TIMES):
            told.append(await clients[n].ask(call(n)))

    everybody = [asyncio.create_task(insist(n)) for n in range(STORM_CLIENTS)]
    total = STORM_CLIENTS * STORM_TIMES
    await _until(told, total // 4)
    n_web = len(found.web_pids())
    found.stop_web()
    await asyncio.to_thread(found.start_web, n_web)
    await _until(told, total // 2)
    os.kill(found.postmaster(), signal.SIGKILL)
    await asyncio.gather(*everybody)
    for client in clients:
        client.close()
    return sum(client.n_repeats for client in clients)


async def _until(told: list[Answer], n: int) -> None:
    while len(told) < n:
        await asyncio.sleep(0.005)


def miscounted(found: Site) -> int:
    """Sessions whose counters differ from a recount, or whose numbers have a gap."""
    ((n,),) = found.rows(
        "select count(*) from session s where row (taken, overflow_taken, last_number,"
        " last_number) is distinct from (select row ("
        "  count(*) filter (where not overflow)::int,"
        "  count(*) filter (where overflow)::int,"
        "  coalesce(max(number), 0), count(*)::int)"
        " from token t where t.session_id = s.id)"
    )
    return int(n)


def _widen(found: Site, sessions: list[str]) -> None:
    found.rows(
        "update session set capacity = 100 where id = any(%s::uuid[]) returning 1",
        sessions,
    )


def _is_sound(report: dict[str, Any]) -> bool:
    return all(
        part["places"]["as_it_should_be"] == part["places"]["trials"]
        and part["emergencies"]["answers"]
        == {201: OVERFLOW, 409: EMERGENCIES - OVERFLOW}
        and part["emergencies"]["capacity"] == CAPACITY
        and part["emergencies"]["overflow_taken"] == OVERFLOW
        and part["storm"]["statuses"] == {201: STORM_CLIENTS * STORM_TIMES}
        and part["storm"]["keys"] == part["storm"]["tokens"] == STORM_KEYS
        and part["storm"]["keys_told_two_things"] == 0
        and part["storm"]["answers_no_longer_true"] == 0
        and part["miscounted_sessions"] == 0
        for name, part in report.items()
        if name.startswith("web_processes")
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.trials = 3
    return options


if __name__ == "__main__":
    main()
