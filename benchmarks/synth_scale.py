"""Synthetic data at scale: a million appointments to Parquet, ten million streamed.

    python benchmarks/synth_scale.py [--millions 1 10] [--processes 2] [--no-events]

Prints JSON: seconds, processor seconds of all processes, the most memory that all of them
held together at any time, and how both grow from the first size to the last.
"""

import argparse
import json
import shutil
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

import psutil

from horarium.engines.synth.data_set import write_data_set
from horarium.engines.synth.executors import local
from horarium.engines.synth.plan import DataSetPlan

APPOINTMENTS_A_CLINIC = 33_000
"""Of five years of the preset, on average."""
LOOK_EVERY_S = 0.05


class Watch:
    """Samples memory and processor time of this process and all below it."""

    def __init__(self) -> None:
        self._own = psutil.Process()
        self._ended = threading.Event()
        self._cpu_s: dict[int, float] = {}
        self.most_mb = 0.0
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._before_s = sum(self._own.cpu_times()[:2])

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def cpu_s(self) -> float:
        return sum(self._cpu_s.values()) - self._before_s

    def _look(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            together = 0.0
            for process in (self._own, *self._own.children(recursive=True)):
                try:
                    together += process.memory_info().rss / 1e6
                    self._cpu_s[process.pid] = sum(process.cpu_times()[:2])
                except psutil.NoSuchProcess:
                    continue
            self.most_mb = max(self.most_mb, together)


def measure(millions: float, processes: int, *, events: bool) -> dict[str, float]:
    n_clinics = round(millions * 1e6 / APPOINTMENTS_A_CLINIC)
    plan = DataSetPlan(
        preset="nhs-outpatient",
        n_clinics=n_clinics,
        first_day=date(2020, 1, 1),
        events=events,
    )
    folder = Path(tempfile.mkdtemp(prefix="horarium-synth-"))
    began_s = time.perf_counter()
    try:
        with Watch() as watch, local(processes) as hands:
            write_data_set(plan, folder / "data", hands)
        seconds = time.perf_counter() - began_s
        rows = json.loads((folder / "data" / "dataset.json").read_text())["rows"]
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    finally:
        shutil.rmtree(folder)
    appointments = rows["appointments"]
    return {
        "appointments": appointments,
        "rows": sum(rows.values()),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(watch.cpu_s, 2),
        "cpu_seconds_per_million": round(watch.cpu_s / appointments * 1e6, 2),
        "most_mb": round(watch.most_mb),
        "written_mb": round(size / 1e6),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--millions", type=float, nargs="+", default=[1, 10])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--events", action=argparse.BooleanOptionalAction, default=True)
    asked = parser.parse_args()
    runs = [
        measure(millions, asked.processes, events=asked.events)
        for millions in asked.millions
    ]
    first, last = runs[0], runs[-1]
    growth = {
        "more_appointments": round(last["appointments"] / first["appointments"], 2),
        "more_cpu_seconds": round(last["cpu_seconds"] / first["cpu_seconds"], 2),
        "more_memory": round(last["most_mb"] / first["most_mb"], 2),
        "hundred_million_minutes": round(
            last["seconds"] / last["appointments"] * 1e8 / 60, 1
        ),
    }
    print(json.dumps({"processes": asked.processes, "runs": runs, "growth": growth}))


if __name__ == "__main__":
    main()
