"""A benchmark as a table for people."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

COLUMNS = (
    "instance",
    "solver",
    "objective",
    "best known",
    "gap",
    "bound",
    "first legal",
    "seconds",
    "CPU s",
    "peak MiB",
)
WIDTH = 110
"""Where all columns fit; a narrower terminal wraps the lines."""


def print_table(report: Mapping[str, Any]) -> None:
    """One line a search, and on what it ran."""
    console = Console(soft_wrap=True, highlight=False)
    console.width = max(console.width, WIDTH)
    table = Table(*COLUMNS, box=None)
    for entry in report["instances"]:
        if "refused" in entry:
            table.add_row(entry["instance"], "", entry["refused"])
        for done in entry["runs"]:
            table.add_row(*_cells(entry, done))
    console.print(table)
    machine, versions = report["machine"], report["versions"]
    console.print(
        f"{machine['cores']} cores of {machine['processor']}, "
        f"{machine['memory_gb']} GiB, load {machine['load_1_min']} to begin with; "
        + ", ".join(f"{name} {number}" for name, number in versions.items() if number),
        markup=False,
    )


def _cells(entry: Mapping[str, Any], done: Mapping[str, Any]) -> list[str]:
    objective = done.get("objective", done["status"])
    gap = done.get("gap_to_best_known")
    reason = f": {done['reason']}" if "reason" in done else ""
    return [
        entry["instance"],
        done["solver"],
        f"{objective}{'' if done['is_legal'] else ' (not legal)'}{reason}",
        _text(entry.get("best_known")),
        "" if gap is None else f"{gap:.2%}",
        _text(done.get("bound")),
        _text(done.get("first_legal_s")),
        _text(done.get("seconds")),
        _text(done.get("cpu_seconds")),
        _text(done.get("memory_peak_mb")),
    ]


def _text(value: object) -> str:
    return "" if value is None else str(value)
