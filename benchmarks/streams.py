"""Five hundred open event streams, while the clinic goes on.

    python benchmarks/streams.py [--streams 500] [--seconds 20] [--rate 20] [--quick]

Opens the streams of the public board, then books walk-ins at ``--rate`` a second. Told
are memory and CPU with no stream, with all of them idle, and under changes; how long a
booking takes until every stream has shown it; and whether a stream that comes back with
``Last-Event-ID`` is sent only what it has not seen. Prints JSON; leaves with status 1 when
a stream broke or missed a change.
"""

import argparse
import asyncio
import statistics
import sys
import time
from typing import Any

import psutil
import uvloop
from clinic_site import Site, machine, new_patients, site, tell
from http_load import Stubborn, post


class Reader(asyncio.Protocol):
    """One open stream: counts its events and remembers the last one."""

    def __init__(self, seen: str = "") -> None:
        self._ask = f"Last-Event-ID: {seen}\r\n" if seen else ""
        self._rest = b""
        self.n_states = 0
        self.n_beats = 0
        self.last_id = ""
        self.heard_s = 0.0
        self.is_broken = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(  # type: ignore[attr-defined]
            (
                "GET /board/stream HTTP/1.1\r\nHost: localhost\r\n"
                f"Accept: text/event-stream\r\n{self._ask}\r\n"
            ).encode()
        )

    def data_received(self, data: bytes) -> None:
        *events, self._rest = (self._rest + data).split(b"\n\n")
        for event in events:
            if b"event: state\n" in event:
                self.n_states += 1
                self.heard_s = time.perf_counter()
                self.last_id = event.split(b"\nid: ")[1].split(b"\n")[0].decode()
            self.n_beats += b"event: beat" in event

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_broken = True


def main() -> None:
    options = _options()
    with site(n_sessions=20, capacity=10_000) as found:
        report = uvloop.run(watched(found, options))
    tell({"machine": machine(), "streams": options.streams, **report})
    sys.exit(0 if _is_sound(report) else 1)


async def watched(found: Site, options: argparse.Namespace) -> dict[str, Any]:
    report: dict[str, Any] = {"before": await spent(found, 3)}
    started = time.perf_counter()
    readers = [await opened(found) for _ in range(options.streams)]
    await until(lambda: all(one.n_states for one in readers), 60)
    report["all_open_after_s"] = round(time.perf_counter() - started, 2)
    report["idle"] = await spent(found, min(10, options.seconds))
    booking = asyncio.create_task(book(found, options, readers))
    report["under_changes"] = await spent(found, options.seconds)
    waits_ms = await booking
    report["shown_to_all_after_ms"] = {
        "median": round(statistics.median(waits_ms)),
        "worst": round(max(waits_ms)),
    }
    report["changes"] = len(waits_ms)
    report["broken"] = sum(one.is_broken for one in readers)
    report["on_the_same_state"] = len({one.last_id for one in readers}) == 1
    returned = await opened(found, readers[0].last_id)
    await until(lambda: returned.n_beats or returned.n_states, 10)
    report["sent_again_on_return"] = returned.n_states
    return report


async def opened(found: Site, seen: str = "") -> Reader:
    loop = asyncio.get_running_loop()
    connection = await loop.create_connection(
        lambda: Reader(seen), "127.0.0.1", found.port
    )
    return connection[1]


async def book(
    found: Site, options: argparse.Namespace, readers: list[Reader]
) -> list[float]:
    """Walk in at a steady rate; how long each took until every stream showed a state."""
    patients = new_patients(found, int(options.rate * options.seconds) + 1)
    client = Stubborn(found.port)
    ends_s = time.perf_counter() + options.seconds
    waits_ms = []
    for n, patient in enumerate(patients):
        if time.perf_counter() > ends_s:
            break
        session = found.sessions[n % len(found.sessions)]
        path = f"/api/v1/sessions/{session}/tokens"
        call = post(path, {"patient": patient}, patient, found.bearers["staff"])
        at_s = (await client.ask(call)).got_s
        await until(lambda at_s=at_s: all(one.heard_s > at_s for one in readers), 10)
        waits_ms.append(1000 * (max(one.heard_s for one in readers) - at_s))
        await asyncio.sleep(1 / options.rate)
    client.close()
    return waits_ms


async def until(holds: Any, at_most_s: float) -> None:
    ends_s = time.perf_counter() + at_most_s
    while not holds():
        if time.perf_counter() > ends_s:
            raise TimeoutError
        await asyncio.sleep(0.01)


async def spent(found: Site, seconds: float) -> dict[str, float]:
    """Memory of the web process and CPU of web and database over ``seconds``."""
    before = found.cpu_s()
    await asyncio.sleep(seconds)
    after = found.cpu_s()
    memory = sum(psutil.Process(pid).memory_info().rss for pid in found.web_pids())
    return {
        "web_memory_mb": round(memory / 1e6, 1),
        "web_cores": round((after["web"] - before["web"]) / seconds, 3),
        "postgresql_cores": round(
            (after["postgresql"] - before["postgresql"]) / seconds, 3
        ),
    }


def _is_sound(report: dict[str, Any]) -> bool:
    return bool(
        report["broken"] == 0
        and report["on_the_same_state"]
        and report["changes"] > 0
        and report["sent_again_on_return"] == 0
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rate", type=float, default=5.0)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.seconds = 5.0
    return options


if __name__ == "__main__":
    main()
