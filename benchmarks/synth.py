"""How fast and how lean synthetic data are made, beside Medscheduler on the same work.

    python benchmarks/synth.py                     our figures and, if it can be had, the peer's
    python benchmarks/synth.py --peer PYTHON       the peer in an environment of your own
    python benchmarks/synth.py --no-peer --large   ours alone, ten million streamed as well

Every run is a process of its own. Times are processor seconds of that process, which other
work on the machine disturbs least; ``peak_mb`` is its highest resident memory, imports
included. The peer is installed from PyPI with ``pandas<3`` into a temporary environment: on
pandas 3 its default call raises.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

_MEASURE = """
import json, resource, sys, time
{imports}
def once():
    {work}
{warm}
wall, cpu = time.perf_counter(), time.process_time()
result = once()
print(json.dumps({{
    "cpu_s": round(time.process_time() - cpu, 4),
    "wall_s": round(time.perf_counter() - wall, 4),
    "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    "appointments": result,
}}))
"""

_GENERATE = """
    scheduler = AppointmentScheduler(date_ranges=[("{first}-01-01", "2024-12-31")], ref_date="2024-12-01")
    return len(scheduler.generate()[1])
"""

OURS = "from horarium.engines.synth import AppointmentScheduler"
PEER = "from medscheduler import AppointmentScheduler"

_PARQUET_IMPORTS = """
import tempfile
from datetime import date
from pathlib import Path
import numpy as np
import pandas  # Arrow loads it with its first column: an import, not the work
import pyarrow.parquet as pq
from horarium.engines.synth import ClinicSpec, arrow_tables, draw
from horarium.engines.synth.spec import Calendar, Hours
"""

_PARQUET = """
    open_all_day = (Hours(start_min=0, end_min=1380, weekdays=tuple(range(7))),)
    years = ((date(2005, 1, 1), date(2024, 12, 31)),)
    spec = ClinicSpec(calendar=Calendar(ranges=years, hours=open_all_day, slot_min=10))
    few = ["status", "sex", "age_group"]
    n = 0
    with tempfile.TemporaryDirectory() as folder:
        for part in range({n_parts}):
            tables = arrow_tables(draw(spec, np.random.default_rng(part)), spec)
            for name in ("slots", "appointments", "patients"):
                table, file = getattr(tables, name), Path(folder) / f"{{name}}{{part}}.parquet"
                own = [column for column in few if column in table.column_names]
                pq.write_table(table, file, use_dictionary=own or False)
            n += tables.appointments.num_rows
    return n
"""

_PLOTS = """
    import io
    scheduler = AppointmentScheduler()
    slots, booked, patients = scheduler.generate()
    scheduler.add_custom_column("payer", ["public", "private"])
    own = {"scheduler": scheduler}
    calls = [(p.plot_past_slot_availability, slots, own), (p.plot_future_slot_availability, slots, own),
             (p.plot_status_distribution_last_days, booked, own), (p.plot_status_distribution_next_days, booked, own),
             (p.plot_appointments_by_status, booked, own), (p.plot_appointments_by_status_future, booked, own),
             (p.plot_first_attendance_distribution, booked, own), (p.plot_custom_column_distribution, patients, {"column": "payer"})]
    calls += [(draw, booked, {}) for draw in (
        p.plot_monthly_appointment_distribution, p.plot_weekday_appointment_distribution,
        p.plot_scheduling_interval_distribution, p.plot_appointment_duration_distribution,
        p.plot_waiting_time_distribution, p.plot_arrival_time_distribution,
        p.plot_population_pyramid, p.plot_patients_visits)]
    for draw, frame, options in calls:
        draw(frame, **options).figure.savefig(io.BytesIO(), dpi=100)
    return len(calls)
"""


def main() -> None:
    asked = _asked()
    ours = {
        name: _run(sys.executable, script)
        for name, script in _ours(asked.large).items()
    }
    report: dict[str, Any] = {"ours": ours}
    with tempfile.TemporaryDirectory() as folder:
        python, reason = _peer_python(asked, Path(folder))
        if python is None:
            report["peer"] = {"skipped": reason}
        else:
            report["peer"] = {
                f"{years} years": _run(python, _script(PEER, _work(years), warm=False))
                for years in asked.years
            }
            report["ratios"] = _ratios(ours, report["peer"])
    print(json.dumps(report, indent=2))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--peer", metavar="PYTHON", help="interpreter that has medscheduler"
    )
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument(
        "--large", action="store_true", help="ten million appointments too"
    )
    parser.add_argument("--years", type=int, nargs="*", default=[1, 10, 30])
    return parser.parse_args()


def _ours(large: bool) -> dict[str, str]:
    scripts = {
        f"{years} years": _script(OURS, _work(years), warm=True) for years in (1, 10)
    }
    scripts["30 years"] = _script(OURS, _work(30), warm=False)
    scripts["1 M appointments to Parquet"] = _script(
        _PARQUET_IMPORTS, _PARQUET.format(n_parts=1), warm=False
    )
    scripts["tour of 16 plots"] = _script(
        f"{OURS}\nfrom horarium.engines.synth import plotting as p", _PLOTS, warm=False
    )
    if large:
        scripts["10 M appointments to Parquet"] = _script(
            _PARQUET_IMPORTS, _PARQUET.format(n_parts=10), warm=False
        )
    return scripts


def _work(years: int) -> str:
    return _GENERATE.format(first=2025 - years)


def _script(imports: str, work: str, *, warm: bool) -> str:
    return _MEASURE.format(
        imports=imports, work=work.strip(), warm="once()" if warm else ""
    )


def _run(python: str, script: str) -> dict[str, Any]:
    done = subprocess.run(
        [python, "-c", script], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1]}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _peer_python(asked: argparse.Namespace, folder: Path) -> tuple[str | None, str]:
    """The interpreter with the peer, or None and why there is none."""
    if asked.no_peer:
        return None, "not asked for"
    if asked.peer:
        return asked.peer, ""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    install = [python, "-m", "pip", "install", "-q", "pandas<3", "medscheduler==1.0.0"]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        return None, "medscheduler cannot be installed here"
    return python, ""


def _ratios(ours: dict[str, Any], peer: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {
            "times_faster": round(other["cpu_s"] / ours[name]["cpu_s"], 1),
            "share_of_peak": round(ours[name]["peak_mb"] / other["peak_mb"], 2),
        }
        for name, other in peer.items()
        if name in ours and "cpu_s" in other and "cpu_s" in ours[name]
    }


if __name__ == "__main__":
    main()
