"""``horarium bench roster``."""

import json
import re
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from horarium.cli.bench.best_known import Known, best_known
from horarium.cli.bench.machine import load, machine, versions
from horarium.cli.bench.runs import (
    CPSAT,
    CPSAT_WORKERS,
    OURS,
    SEARCHES,
    TIMEFOLD,
    Run,
    Task,
    run,
)
from horarium.cli.bench.table import print_table
from horarium.cli.bench.timefold_search import refuse_no_python
from horarium.cli.roster_files import ANSWER_IS_NO, AsJson, read_problem
from horarium.cli.steps import Steps
from horarium.domain.errors import InvalidField, Refused, UnreadableInput
from horarium.engines.synth.executors import go_with_the_caller

SUFFIXES = (".txt", ".toml", ".json")
PEERS = (*(name for name in SEARCHES if name != OURS), TIMEFOLD)
POLL_S = 0.5


TimefoldPython = Annotated[
    str,
    typer.Option(
        envvar="HORARIUM_TIMEFOLD_PYTHON",
        help="A Python that has the package timefold, beside Java 17.",
    ),
]


def bench_roster(
    *,
    instances: Annotated[
        Path,
        typer.Option(help="A folder of problems: Curtis and Qu text, TOML or JSON."),
    ],
    seconds: Annotated[float, typer.Option(help="How long each may search.", min=1)],
    as_json: AsJson = False,
    against: Annotated[
        list[str] | None,
        typer.Option(help=f"A peer to run beside: {' or '.join(PEERS)}. Repeatable."),
    ] = None,
    only: Annotated[
        str, typer.Option(help="Only instances of these numbers or names: 1,4,12.")
    ] = "",
    seed: Annotated[int, typer.Option(help="Where chance begins.", min=0)] = 0,
    workers: Annotated[int, typer.Option(help="Threads of our search.", min=1)] = 2,
    timefold_python: TimefoldPython = "",
) -> None:
    """Solve every instance of a folder and compare with the best known and with peers.

    Each search has a process of its own and the same time from the moment its file is
    read; every roster is judged by the independent checker. CP-SAT gets the whole model,
    its own settings and 8 workers. Timefold gets its own model of the rules of Curtis
    and Qu, its own settings, and a Python of its own. The engines are compiled before the
    first search, as they are when Horarium is installed.
    """
    refuse_unknown_peers(against or ())
    refuse_no_python(timefold_python)
    files = chosen(instances, only)
    report: dict[str, Any] = {
        "machine": machine(),
        "versions": versions(),
        "seconds": seconds,
        "seed": seed,
        "workers": {OURS: workers, CPSAT: CPSAT_WORKERS, TIMEFOLD: 1},
        "instances": [],
    }
    solvers = (OURS, *dict.fromkeys(against or ()))
    with Steps(Console(stderr=True)) as steps:
        _compile(steps)
        for file in files:
            tasks = [
                Task(
                    file=file,
                    solver=solver,
                    seconds=seconds,
                    seed=seed,
                    workers=report["workers"][solver],
                    python=timefold_python,
                )
                for solver in solvers
            ]
            report["instances"].append(instance_report(tasks, steps))
    _tell(report, as_json=as_json)
    is_legal = all(
        one["runs"] and one["runs"][0]["is_legal"] for one in report["instances"]
    )
    raise typer.Exit(0 if is_legal else ANSWER_IS_NO)


def _compile(steps: Steps) -> None:
    """Have the engines compiled, or the first search would wait for it."""
    # Loading a compiler takes a second that those who only ask for help are spared.
    from horarium.engines.rostering.columns.compiled import compile_kernels

    steps.show("the engines compiled")
    compile_kernels()


def _tell(report: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report, indent=1))
    else:
        print_table(report)


def refuse_unknown_peers(peers: Iterable[str]) -> None:
    """Refuse a peer that there is not, before anything runs."""
    for peer in peers:
        if peer not in PEERS:
            raise InvalidField("--against", peer, f"one of {', '.join(PEERS)}")


def chosen(folder: Path, only: str) -> list[Path]:
    """The problems of a folder in order; ``only`` names some by number or by name.

    Raises ``UnreadableInput`` for no folder, ``InvalidField`` for a name not there.
    """
    try:
        files = sorted(
            (file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES),
            key=_order,
        )
    except OSError as fault:
        reason = fault.strerror or "unreadable"
        raise UnreadableInput(
            str(folder), "--instances", reason, "a folder of problems"
        ) from fault
    if not files:
        wanted = f"a folder with files that end in {', '.join(SUFFIXES)}"
        raise InvalidField("--instances", str(folder), wanted)
    names = {name.strip() for name in only.split(",") if name.strip()}
    known = {name for file in files for name in _names(file)}
    for name in sorted(names - known):
        some = ", ".join(_names(file)[0] for file in files)
        raise InvalidField("--only", name, f"any of {some}")
    return [file for file in files if not names or names & set(_names(file))]


def instance_report(tasks: list[Task], steps: Steps) -> dict[str, Any]:
    """All searches of one instance, one after the other."""
    file = tasks[0].file
    try:
        problem = read_problem(file)
    except Refused as refusal:
        steps.show(file.stem, refusal.sentence())
        return {"instance": file.stem, "runs": [], "refused": refusal.sentence()}
    known = best_known(file.stem, problem)
    return {
        "instance": file.stem,
        "days": problem.n_days,
        "people": problem.n_people,
        "shift_types": len(problem.shift_types),
        "best_known": None if known is None else known.objective,
        "best_known_bound": None if known is None else known.bound,
        "runs": [_judged(_watched(task, steps), known) for task in tasks],
    }


def _judged(done: Run, known: Known | None) -> dict[str, Any]:
    told = done.as_dict() | {"is_legal": done.is_legal, "load_1_min": load()}
    if known is None or done.objective is None:
        return told
    return told | {
        "gap_to_best_known": round(done.objective / known.objective - 1, 5),
        "bound_below_best_known": None
        if done.bound is None
        else round(1 - done.bound / known.objective, 5),
    }


def _watched(task: Task, steps: Steps) -> Run:
    """The search in a process of its own, with its time shown as it passes."""
    name = f"{task.file.stem}, {task.solver}"
    steps.show(name)
    began = time.perf_counter()
    with ProcessPoolExecutor(1, get_context("spawn"), go_with_the_caller) as pool:
        future = pool.submit(run, task)
        while True:
            share = (time.perf_counter() - began) / task.seconds
            try:
                fault = future.exception(timeout=POLL_S)
            except TimeoutError:
                steps.show(name, fraction=min(1.0, share))
                continue
            done = future.result() if fault is None else _died(task, fault)
            break
    steps.show(name, _said(done))
    return done


def _died(task: Task, fault: BaseException) -> Run:
    """A search that came to nothing; the others go on."""
    reason = f"{type(fault).__name__}: {fault}"
    if isinstance(fault, BrokenProcessPool):
        reason = "the process was ended from outside, perhaps for want of memory"
    return Run(solver=task.solver, status="died", reason=reason)


def _said(done: Run) -> str:
    if done.reason:
        return f"{done.status}: {done.reason}"
    legal = "" if done.is_legal else f", {done.hard_breaches} hard breaches"
    return f"{done.status} {done.objective}{legal} ({done.memory_peak_mb} MiB)"


def _names(file: Path) -> tuple[str, ...]:
    number = re.search(r"(\d+)$", file.stem)
    return (number[1].lstrip("0"), file.stem) if number else (file.stem,)


def _order(file: Path) -> tuple[int, str]:
    number = _names(file)[0]
    return (int(number), file.stem) if number.isdigit() else (2**31, file.stem)
