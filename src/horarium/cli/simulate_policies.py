"""``horarium simulate policies``: booking rules and disciplines on the same days."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.random import Generator
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from horarium.cli.files import write_text
from horarium.domain.errors import OutputUnwritable
from horarium.engines.booking import Costs, PlanParams
from horarium.engines.simulation import (
    Comparison,
    Practice,
    practice,
    scenario_of,
    simulate,
    usual_practices,
)
from horarium.engines.simulation.explain import explain_comparison
from horarium.engines.simulation.report import COLUMNS, as_html, as_json, shown
from horarium.engines.simulation.rules import Planned
from horarium.engines.synth.executors import dask, local

_COSTS = Costs()

Preset = Annotated[str, typer.Option(help="The kind of clinic, as in horarium synth.")]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        help="A rule (traditional, threshold, bailey-welch, planned), or rule+discipline, "
        "as in planned+banded-edd; may be given several times. The first is compared "
        "with. Left out: five usual ones.",
    ),
]
Html = Annotated[
    Path | None, typer.Option(help="Write a page with tables and figures there.")
]


def policies(
    *,
    preset: Preset = "india-opd",
    policy: Policies = None,
    replications: Annotated[int, typer.Option(help="Days to play.", min=2)] = 400,
    practitioners: Annotated[int, typer.Option(help="Practitioners.", min=1)] = 1,
    shared_line: Annotated[
        bool,
        typer.Option("--shared-line", help="Whoever is free takes whoever is next."),
    ] = False,
    booked: Annotated[
        int | None,
        typer.Option(
            help="Times that planned gives out a session; left out: as many as pay.",
            min=1,
        ),
    ] = None,
    overtime_cost: Annotated[
        float,
        typer.Option(help="A minute of overtime, in minutes of waiting.", min=0),
    ] = _COSTS.overtime,
    idle_cost: Annotated[
        float, typer.Option(help="An idle minute, in minutes of waiting.", min=0)
    ] = _COSTS.idle,
    seed: Annotated[int, typer.Option(help="Where chance begins.", min=0)] = 0,
    processes: Annotated[int, typer.Option(help="Processes to play in.", min=1)] = 1,
    scheduler: Annotated[
        str | None,
        typer.Option("--dask", help="A Dask scheduler, such as tcp://host:8786."),
    ] = None,
    html: Html = None,
    as_json_: Annotated[
        bool, typer.Option("--json", help="Print the figures as JSON, nothing else.")
    ] = False,
) -> None:
    """Compare ways of giving out times, and of calling, on the same clinic days.

    Each day goes through the engines that run the live line and plan the bookings. The
    same options and seed give the same figures, whatever the number of processes.
    """
    scenario = replace(scenario_of(preset, practitioners), shared_line=shared_line)
    rule = Planned(
        costs=Costs(overtime=overtime_cost, idle=idle_cost),
        params=PlanParams(n_booked=booked),
    )
    chosen = [_planned(one, rule) for one in _chosen(policy)]
    if html is not None:
        _refuse_no_folder(html)
    console = Console()
    is_shown = console.is_terminal and not as_json_
    with _executor(processes, scheduler) as executor:
        play = partial(simulate, scenario, chosen, replications, executor=executor)
        rng = np.random.default_rng(seed)
        found = _shown(console, replications, play, rng) if is_shown else play(rng)
    if html is not None:
        write_text(html, as_html(found))
    if as_json_:
        typer.echo(json.dumps(as_json(found)))
    else:
        _print(console, found)


def _refuse_no_folder(file: Path) -> None:
    """Say so before the days are played rather than after."""
    if file.is_dir():
        raise OutputUnwritable(str(file), "it is a folder")
    if not file.parent.is_dir():
        raise OutputUnwritable(str(file), "there is no such folder")


def _chosen(spellings: list[str] | None) -> tuple[Practice, ...]:
    if not spellings:
        return usual_practices()
    return tuple(practice(one) for one in spellings)


def _planned(one: Practice, rule: Planned) -> Practice:
    """The practice with the costs asked for, if it plans."""
    return replace(one, rule=rule) if isinstance(one.rule, Planned) else one


def _shown(
    console: Console,
    replications: int,
    play: Callable[..., Comparison],
    rng: Generator,
) -> Comparison:
    """Plays with a bar on the screen."""
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("days", total=replications)

        def show(done: int, _: int) -> None:
            progress.update(task, completed=done)

        return play(rng, on_progress=show)


@contextmanager
def _executor(n_processes: int, scheduler: str | None) -> Iterator[Executor | None]:
    if scheduler is not None:
        with dask(scheduler) as hands:
            yield hands.executor
    elif n_processes > 1:
        with local(n_processes) as hands:
            yield hands.executor
    else:
        yield None


def _print(console: Console, found: Comparison) -> None:
    names = (one.name.replace("+", "\n+") for one in found.results)
    table = Table("", *names, box=None)
    for name, head, scale, unit in COLUMNS:
        figures = (shown(one.overall[name], scale) for one in found.results)
        table.add_row(f"{head}, {unit}" if unit else head, *figures)
    for scope in ("by_class", "by_risk"):
        table.add_section()
        for group in getattr(found.results[0], scope):
            waits = (
                getattr(one, scope)[group]["wait_mean_min"] for one in found.results
            )
            table.add_row(f"wait of {group}, min", *map(shown, waits))
    table.add_section()
    for group in found.results[0].by_class:
        kept = (one.by_class[group]["in_target"] for one in found.results)
        table.add_row(f"{group} in target, %", *(shown(one, 100.0) for one in kept))
    console.print(table)
    for sentence in explain_comparison(found):
        console.print(sentence, highlight=False, soft_wrap=True)
