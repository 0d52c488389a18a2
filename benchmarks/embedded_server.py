"""How long the embedded PostgreSQL takes to be there: first start, restart, found running.

Prints JSON, milliseconds, medians of ``--rounds``. The data folder is temporary and
removed; fsync is on.
"""

import argparse
import json
import os
import signal
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from horarium.store import embedded
from horarium.store.embedded.home import locate
from horarium.store.embedded.waiting import pause


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = [measure() for _ in range(parser.parse_args().rounds)]
    names = rounds[0]
    medians = {
        name: round(statistics.median(one[name] for one in rounds), 1) for name in names
    }
    print(json.dumps({"unit": "ms", "rounds": len(rounds)} | medians))


def measure() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        data_dir = Path(folder) / "data"
        times = {"first_start": timed(lambda: embedded.start(data_dir))}
        times["found_running"] = timed(lambda: embedded.start(data_dir))
        times["back_after_kill"] = timed(lambda: kill_and_wait(data_dir))
        times["stop"] = timed(lambda: stop(data_dir))
        times["restart"] = timed(lambda: embedded.start(data_dir))
        embedded.discard(data_dir)
    return times


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def stop(data_dir: Path) -> None:
    assert embedded.stop(data_dir)


def kill_and_wait(data_dir: Path) -> None:
    url = embedded.start(data_dir).url
    place = locate(data_dir)
    assert place is not None
    pid_file = place.cluster / "postmaster.pid"
    victim = int(pid_file.read_text().splitlines()[0])
    os.kill(victim, signal.SIGKILL)
    while not answers(url) or pid_file.read_text().startswith(f"{victim}\n"):
        pause(0.01)


def answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


if __name__ == "__main__":
    main()
