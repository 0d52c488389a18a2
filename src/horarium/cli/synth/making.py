"""``horarium synth generate``: data sets of any size, to files or a database."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from horarium.cli.errors import INTERRUPTED, tell
from horarium.cli.interrupting import noting_interrupts
from horarium.cli.synth import options as opt
from horarium.cli.synth.group import (
    AsJson,
    LearntFile,
    PresetName,
    app,
    print_json,
    read_learnt_file,
)
from horarium.domain.errors import InvalidField
from horarium.engines.synth.card import card_data
from horarium.engines.synth.data_set import write_data_set
from horarium.engines.synth.executors import Hands, dask, local
from horarium.engines.synth.plan import DataSetPlan, Format, years_until
from horarium.engines.synth.produce import produce
from horarium.engines.synth.spec import want_in_reach
from horarium.engines.synth.stream import Finished, Interrupted, Standing, stream
from horarium.services.data_sets import SchemaSink

LAST_DAY = date(2024, 12, 31)
"""Where data sets end unless said otherwise: a day that never changes, so that the same
command gives the same bytes next year."""
_FUTURE = timedelta(days=30)
"""How far the present lies before the end: the horizon of most presets."""


@app.command()
def generate(
    *,
    out: opt.Out,
    preset: PresetName = "nhs-outpatient",
    years: opt.Years = 1,
    clinics: opt.Clinics = 1,
    form: opt.Form = Format.PARQUET,
    seed: opt.Seed = 0,
    first_day: opt.First = None,
    last_day: opt.Last = None,
    reference: opt.Reference = None,
    signal_strength: opt.Strength = 1.0,
    events: opt.Events = True,
    learnt: LearntFile = None,
    processes: opt.Processes = None,
    cluster: opt.Cluster = None,
    schema: opt.Schema = "synth",
    as_json: AsJson = False,
) -> None:
    """Invent a data set; Ctrl-C stops it, and the same command goes on from there."""
    last = last_day.date() if last_day else LAST_DAY
    want_in_reach("--until", last)
    first = first_day.date() if first_day else years_until(last, years)
    present = reference.date() if reference else _present(first, last)
    plan = DataSetPlan(
        preset=preset,
        n_clinics=clinics,
        first_day=first,
        last_day=last,
        reference=present,
        seed=seed,
        format=form,
        signal=signal_strength,
        events=events,
        learnt=read_learnt_file(learnt),
    )
    make = _maker(plan, out, schema)
    n_processes = (os.cpu_count() or 1) if processes is None else processes
    hands = dask(cluster) if cluster else local(n_processes)
    with hands as found, noting_interrupts() as stop, _bar(plan.n_clinics) as show:
        outcome = make(found, show, stop.is_set)
    _tell(outcome, plan, out, as_json=as_json)


Make = Callable[
    [Hands, Callable[[Standing], None], Callable[[], bool]], Finished | Interrupted
]


def _present(first: date, last: date) -> date:
    """Thirty days before the end, or a quarter of a short stretch."""
    following = last + timedelta(days=1)
    return following - min(_FUTURE, (following - first) // 4)


def _maker(plan: DataSetPlan, out: str, schema: str) -> Make:
    is_address = out.startswith(("postgresql://", "postgres://"))
    if is_address != (plan.format is Format.POSTGRES):
        wanted = (
            "an address such as postgresql://host/database with --format postgres, "
            "a folder with the others"
        )
        raise InvalidField("--out", "an address" if is_address else out, wanted)
    if is_address:
        return partial(_into_schema, plan, out, schema)
    return partial(_into_folder, plan, Path(out))


def _into_folder(
    plan: DataSetPlan,
    path: Path,
    hands: Hands,
    show: Callable[[Standing], None],
    stop: Callable[[], bool],
) -> Finished | Interrupted:
    return write_data_set(plan, path, hands, on_progress=show, stop=stop)


def _into_schema(
    plan: DataSetPlan,
    url: str,
    schema: str,
    hands: Hands,
    show: Callable[[Standing], None],
    stop: Callable[[], bool],
) -> Finished | Interrupted:
    sink = SchemaSink(url, schema, plan)
    outcome = stream(
        partial(produce, plan),
        plan.n_clinics,
        sink,
        hands.executor,
        n_ahead=hands.n_ahead,
        on_progress=show,
        stop=stop,
    )
    if isinstance(outcome, Finished):
        sink.finish(card_data(plan, sink.tally(), ()))
    return outcome


@contextmanager
def _bar(n_clinics: int) -> Iterator[Callable[[Standing], None]]:
    """A progress bar, where standard error is a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("clinics"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=n_clinics)

        def show(now: Standing) -> None:
            words = f"{now.n_rows:,} rows" if now.n_rows else ""
            bar.update(task, completed=now.n_done, description=words)

        yield show


def _tell(
    outcome: Finished | Interrupted, plan: DataSetPlan, out: str, *, as_json: bool
) -> None:
    if isinstance(outcome, Interrupted):
        tell(
            f"Stopped after {outcome.n_done} of {outcome.n_partitions} clinics; the same "
            "command goes on from there."
        )
        raise typer.Exit(INTERRUPTED)
    where = "the database" if plan.format is Format.POSTGRES else out
    if as_json:
        rows = {"rows": outcome.n_rows, "clinics_before": outcome.n_before}
        print_json(plan.as_dict() | rows)
        return
    typer.echo(
        f"{outcome.n_partitions - outcome.n_before} clinics, {outcome.n_rows:,} rows "
        f"written to {where}."
        if outcome.n_rows
        else f"Everything was in {where} already."
    )
