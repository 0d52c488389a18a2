"""Everything is killed again and again while the clinic goes on; nothing said may be untrue.

    python benchmarks/chaos.py [--seconds 90] [--seed 1] [--faults-per-s 1.5] [--quick]

Sixteen clients book, repeat, cancel, read and serve over HTTP, each insisting under its key
until somebody answers. Meanwhile, by a seeded plan, web processes, the worker, database
connections and PostgreSQL itself are killed with -9, connections are cut, and processes
are frozen. Then everything that was answered is held against the database, invariant by
invariant (``chaos_judge``). Prints JSON; leaves with status 1 when anything is broken.
"""

import argparse
import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import psutil
import psycopg
import uvloop
from chaos_judge import Told, judge
from clinic_site import Site, machine, new_patients, site, tell
from http_load import Call, Stubborn, get, post
from numpy.random import Generator

CLIENTS = 16
N_WEB = 2
CAPACITY, OVERFLOW = 40, 3
OPEN_AT_ONCE = 24
"""Sessions that are booked at the same time; a full one makes room for the next."""

FAULTS = {
    "kill a database connection": 18,
    "cut every database connection": 12,
    "freeze the database": 14,
    "freeze a web process": 12,
    "kill a web process": 6,
    "kill the worker": 4,
    "kill PostgreSQL": 6,
}
"""How often each comes, by weight."""

FROZEN_S = 1.0


@dataclass
class Clinic:
    """What the clients share: open sessions, patients to come, what was told."""

    site: Site
    rng: Generator
    patients: Iterator[str]
    told: list[Told] = field(default_factory=list)
    n_sessions_done: int = 0
    n_keys: int = 0
    is_over: bool = False

    def session(self) -> str:
        """One of the sessions that are booked now."""
        first = self.n_sessions_done
        window = self.site.sessions[first : first + OPEN_AT_ONCE]
        return str(self.rng.choice(window))

    def new_key(self) -> str:
        """A key nobody had yet."""
        self.n_keys += 1
        return f"chaos-{self.n_keys}"


class Client:
    """Somebody at a desk, or a doctor, who does one thing after another."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._line = Stubborn(clinic.site.port)
        self._booked: list[tuple[Call, dict[str, Any]]] = []

    async def work(self) -> int:
        """Until the clinic is over; how often something had to be repeated."""
        doings = [self.book, self.emergency, self.repeat, self.read, self.cancel]
        doings += [self.serve]
        share = [0.70, 0.04, 0.12, 0.06, 0.04, 0.04]
        while not self._clinic.is_over:
            await doings[self._clinic.rng.choice(len(doings), p=share)]()
        self._line.close()
        return self._line.n_repeats

    async def book(self) -> None:
        body = {"patient": next(self._clinic.patients)}
        await self._ask_for_place("tokens", body)

    async def emergency(self) -> None:
        body = {"patient": next(self._clinic.patients), "reason": "chest pain"}
        await self._ask_for_place("emergencies", body)

    async def repeat(self) -> None:
        """An old request, word for word: the same answer for ever."""
        if self._booked:
            call, _ = self._booked[self._clinic.rng.integers(len(self._booked))]
            await self._said("repeat", call)

    async def read(self) -> None:
        if self._booked:
            _, token = self._booked[-1]
            path = f"/api/v1/tokens/{token['id']}"
            await self._said("read", get(path, token["id"], self._bearer("staff")))

    async def cancel(self) -> None:
        if self._booked:
            _, token = self._booked[self._clinic.rng.integers(len(self._booked))]
            path = f"/api/v1/tokens/{token['id']}/cancel"
            body = {"reason": "cannot come"}
            await self._said(
                "cancel", post(path, body, token["id"], self._bearer("staff"))
            )

    async def serve(self) -> None:
        """Call whoever is next and see them."""
        session = self._clinic.session()
        path = f"/api/v1/sessions/{session}/call-next"
        called = await self._said(
            "call", post(path, {}, session, self._bearer("doctor"))
        )
        if called.status != 200:
            return
        for step in ("start", "complete"):
            path = f"/api/v1/tokens/{called.body['id']}/{step}"
            key = str(called.body["id"])
            await self._said(step, post(path, {}, key, self._bearer("doctor")))

    async def _ask_for_place(self, what: str, body: dict[str, Any]) -> None:
        session, key = self._clinic.session(), self._clinic.new_key()
        path = f"/api/v1/sessions/{session}/{what}"
        call = post(path, body, key, self._bearer("staff"))
        told = await self._said("book", call, session)
        if told.status == 201:
            self._booked.append((call, told.body))
        elif told.body.get("code") == "session-full":
            done = self._clinic.site.sessions.index(session) + 1
            last = len(self._clinic.site.sessions) - OPEN_AT_ONCE
            self._clinic.n_sessions_done = min(
                last, max(self._clinic.n_sessions_done, done - OPEN_AT_ONCE // 2)
            )

    async def _said(self, what: str, call: Call, session: str = "") -> Told:
        before = self._line.n_repeats
        answer = await self._line.ask(call)
        told = Told(
            what,
            call.key,
            session,
            answer.status,
            answer.json(),
            answer.sent_s,
            answer.got_s,
            was_repeated=self._line.n_repeats > before,
        )
        self._clinic.told.append(told)
        return told

    def _bearer(self, role: str) -> str:
        return self._clinic.site.bearers[role]


class Saboteur:
    """Breaks things by a plan; says what it did."""

    def __init__(self, found: Site, rng: Generator) -> None:
        self._site = found
        self._rng = rng
        self.done: Counter[str] = Counter()
        self._ways: dict[str, Callable[[], None]] = {
            "kill a database connection": self._kill_connection,
            "cut every database connection": self._cut_connections,
            "freeze the database": self._freeze_database,
            "freeze a web process": self._freeze_web,
            "kill a web process": self._kill_web,
            "kill the worker": self._kill_worker,
            "kill PostgreSQL": self._kill_postgresql,
        }

    def break_something(self) -> None:
        """One fault; does nothing, and counts nothing, where there is nothing to break."""
        weights = np.array(list(FAULTS.values()), dtype=float)
        way = str(self._rng.choice(list(FAULTS), p=weights / weights.sum()))
        try:
            self._ways[way]()
        except (OSError, psutil.Error, psycopg.Error, LookupError, ValueError):
            return
        self.done[way] += 1

    def _kill_connection(self) -> None:
        self._one_of(self._connections()).kill()

    def _cut_connections(self) -> None:
        with psycopg.connect(
            self._site.url, autocommit=True, connect_timeout=2
        ) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name like 'horarium %' and pid <> pg_backend_pid()"
            )

    def _freeze_database(self) -> None:
        postmaster = psutil.Process(self._site.postmaster())
        _freeze([postmaster, *postmaster.children(recursive=True)])

    def _freeze_web(self) -> None:
        _freeze([self._one_of(self._web())])

    def _kill_web(self) -> None:
        self._one_of(self._web()).kill()

    def _kill_worker(self) -> None:
        if self._site.worker is None:
            raise LookupError
        self._site.worker.kill()
        self._site.worker.wait()
        self._site.start_worker()

    def _kill_postgresql(self) -> None:
        os.kill(self._site.postmaster(), signal.SIGKILL)

    def _connections(self) -> list[psutil.Process]:
        with psycopg.connect(self._site.url, connect_timeout=2) as admin:
            rows = admin.execute(
                "select pid from pg_stat_activity where application_name in"
                " ('horarium counter', 'horarium web', 'horarium relay')"
            ).fetchall()
        return [psutil.Process(pid) for (pid,) in rows]

    def _web(self) -> list[psutil.Process]:
        """Those that serve; not the one that starts them anew, which nobody starts anew."""
        first = self._site.web.pid if self._site.web else None
        pids = self._site.web_pids()
        return [psutil.Process(pid) for pid in pids if pid != first]

    def _one_of(self, processes: list[psutil.Process]) -> psutil.Process:
        return processes[self._rng.integers(len(processes))]


def main() -> None:
    options = _options()
    n_sessions = int(12 * options.seconds) + OPEN_AT_ONCE
    with site(
        n_sessions=n_sessions,
        capacity=CAPACITY,
        overflow_limit=OVERFLOW,
        n_web=N_WEB,
        with_worker=True,
    ) as found:
        report = uvloop.run(_a_bad_day(found, options))
    tell({"machine": machine(), "seed": options.seed, **report})
    sys.exit(0 if not any(report["broken"].values()) else 1)


async def _a_bad_day(found: Site, options: argparse.Namespace) -> dict[str, Any]:
    plan, choices = np.random.default_rng(options.seed).spawn(2)
    patients = iter(new_patients(found, int(1500 * options.seconds)))
    clinic = Clinic(found, choices, patients)
    saboteur = Saboteur(found, plan)
    clients = [asyncio.create_task(Client(clinic).work()) for _ in range(CLIENTS)]
    ends_s = time.perf_counter() + options.seconds
    while time.perf_counter() < ends_s:
        await asyncio.sleep(plan.exponential(1 / options.faults_per_s))
        await asyncio.to_thread(saboteur.break_something)
    clinic.is_over = True
    repeats = await asyncio.gather(*clients)
    await asyncio.to_thread(_wait_for_the_outbox, found)
    return {
        "seconds": options.seconds,
        "faults": sum(saboteur.done.values()),
        "by_kind": dict(saboteur.done),
        "acknowledged": len(clinic.told),
        "by_answer": dict(Counter(f"{one.what} {one.status}" for one in clinic.told)),
        "repeats": sum(repeats),
        "broken": await asyncio.to_thread(judge, found, clinic.told),
    }


def _wait_for_the_outbox(found: Site) -> None:
    """Everything is up again and has said what it had to say."""
    ends_s = time.perf_counter() + 60
    while time.perf_counter() < ends_s:
        with suppress(psycopg.Error):
            if found.rows("select 1 from outbox where sent_at is null limit 1") == []:
                return
        time.sleep(0.2)
    raise TimeoutError("the outbox was not emptied")


def _freeze(processes: list[psutil.Process]) -> None:
    try:
        for one in processes:
            one.suspend()
        time.sleep(FROZEN_S)
    finally:
        for one in processes:
            with suppress(psutil.Error):
                one.resume()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults-per-s", type=float, default=1.5)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.seconds = 15.0
    return options


if __name__ == "__main__":
    main()
