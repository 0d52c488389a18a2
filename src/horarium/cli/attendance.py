"""``horarium attendance``."""

import csv
import json
import sys
import time
from dataclasses import asdict
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from horarium.cli.errors import tell
from horarium.cli.files import read_bytes, read_text, write_bytes
from horarium.domain.clock import WallClock
from horarium.engines import attendance
from horarium.engines.attendance import (
    MODELS,
    AttendanceModel,
    AttendanceParams,
    Evaluation,
    Moment,
    Reason,
)
from horarium.engines.attendance.card import write_card
from horarium.engines.attendance.io.columns import Columns, parse_columns, preset
from horarium.engines.attendance.io.csv import ReadVisits, read_visits
from horarium.engines.attendance.persist import dump, load

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Learn who may not come, judge it, and score visits, from files.",
)

N_TOLD = 10
"""How many bad rows are told one by one."""

Mapped = Annotated[
    str,
    typer.Option(
        "--columns", help="What the columns mean: horarium, vitoria, or a TOML file."
    ),
]
Method = Annotated[str, typer.Option(help=f"How to learn: {', '.join(MODELS)}.")]
When = Annotated[
    Moment,
    typer.Option("--moment", help="When visits are scored; decides what is known."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
Saved = Annotated[Path, typer.Argument(help="A model that fit has written.")]


@app.callback()
def attendance_command() -> None:
    """Learn who may not come, judge it, and score visits, from files."""


@app.command()
def fit(
    file: Annotated[Path, typer.Argument(help="Past visits as CSV.")],
    *,
    out: Annotated[Path, typer.Option(help="Where the model goes.")],
    columns: Mapped = "horarium",
    model: Method = "spline-logistic",
    moment: When = Moment.DAY_AHEAD,
) -> None:
    """Learn from past visits and write the model."""
    history = _read_visits(file, columns).visits
    began = time.perf_counter()
    learnt = attendance.fit(history, AttendanceParams(model=model, moment=moment))
    seconds = time.perf_counter() - began
    write_bytes(out, dump(learnt))
    typer.echo(
        f"Learnt from {learnt.training.n_visits:,} visits, "
        f"{learnt.training.no_show_rate:.1%} missed, in {seconds:.1f} s: {out}",
        err=True,
    )


@app.command()
def evaluate(
    *,
    train: Annotated[Path, typer.Option(help="Earlier visits as CSV.")],
    test: Annotated[Path, typer.Option(help="Later visits as CSV.")],
    columns: Mapped = "horarium",
    model: Method = "spline-logistic",
    moment: When = Moment.DAY_AHEAD,
    retrain: Annotated[
        bool, typer.Option("--retrain", help="Learn anew each night, too.")
    ] = False,
    card: Annotated[
        Path | None, typer.Option(help="Write the model card as Markdown.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge a method: learn from earlier visits, play the later ones day by day."""
    params = AttendanceParams(model=model, moment=moment)
    earlier, later = _read_visits(train, columns), _read_visits(test, columns)
    judged = attendance.evaluate(
        earlier.visits, later.visits, params, seconds=time.perf_counter, retrain=retrain
    )
    if card is not None:
        learnt = attendance.fit(earlier.visits, params)
        write_bytes(card, _card(learnt, judged).encode())
    if as_json:
        typer.echo(json.dumps(_as_dict(judged, {"train": earlier, "test": later})))
    else:
        _print_judged(judged)


@app.command()
def card(file: Saved) -> None:
    """Print the card of a model: data, use, what it looks at and never looks at."""
    typer.echo(_card(_load(file), None), nl=False)


@app.command()
def score(
    file: Saved,
    visits: Annotated[Path, typer.Argument(help="Visits to score, as CSV.")],
    *,
    columns: Mapped = "horarium",
    as_of: Annotated[
        datetime | None,
        typer.Option(help="Score as of this local time; else each at its own moment."),
    ] = None,
    known: Annotated[
        Path | None, typer.Option(help="Visits to look back on, as CSV.")
    ] = None,
) -> None:
    """Print CSV: each visit's chance to be kept, with the two weightiest reasons."""
    model = _load(file)
    asked = _read_visits(visits, columns, has_outcomes=False).visits
    context = asked.and_also(_read_visits(known, columns).visits) if known else asked
    own = attendance.moments(asked, model.params.moment)
    moment = own if as_of is None else as_of
    chances = attendance.predict(model, asked, moment, known=context)
    why = attendance.reasons(model, asked, moment, known=context)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("id", "p_show", "reason_1", "reason_2"))
    for visit, chance, reasons in zip(asked.id, chances, why, strict=True):
        out.writerow((visit, f"{chance:.4f}", *map(_signed, reasons[:2])))


def _read_visits(file: Path, columns: str, *, has_outcomes: bool = True) -> ReadVisits:
    """The visits of a file; a preset's optional columns may be missing, and are told.

    A mapping of the user's own means what it says, but visits to score need no outcome.
    """
    mapping = _mapping(columns)
    outcome = set() if mapping.outcome is None else {mapping.outcome}
    spare = set() if Path(columns).suffix else {*mapping.headers} - outcome
    read = read_visits(
        StringIO(read_text(file), newline=""),
        mapping,
        str(file),
        spare=spare if has_outcomes else spare | outcome,
    )
    for header in read.lacking:
        tell(f"{file.name}: no column {header}; what it would say is taken as unknown")
    if read.bad_rows:
        tell(f"{file.name}: rows that cannot be used, left out: {len(read.bad_rows)}")
    for row in read.bad_rows[:N_TOLD]:
        typer.echo(f"  {row.sentence()}", err=True)
    if len(read.bad_rows) > N_TOLD:
        typer.echo(f"  and {len(read.bad_rows) - N_TOLD} more", err=True)
    return read


def _mapping(columns: str) -> Columns:
    file = Path(columns)
    return parse_columns(read_text(file), file.name) if file.suffix else preset(columns)


def _load(file: Path) -> AttendanceModel:
    return load(read_bytes(file), file.name)


def _card(model: AttendanceModel, judged: Evaluation | None) -> str:
    return write_card(model, WallClock().now().date(), judged)


def _signed(reason: Reason) -> str:
    return f"{reason.code} {reason.log_odds:+.2f}"


def _as_dict(judged: Evaluation, read: dict[str, ReadVisits]) -> dict[str, Any]:
    groups = [asdict(one) | {"ratio": round(one.ratio, 4)} for one in judged.groups]
    rows = {
        name: {
            "count": len(file.bad_rows),
            "rows": [asdict(row) for row in file.bad_rows[:N_TOLD]],
        }
        for name, file in read.items()
    }
    lacking = {name: file.lacking for name, file in read.items()}
    return asdict(judged) | {
        "groups": groups,
        "bad_rows": rows,
        "missing_columns": lacking,
    }


def _print_judged(judged: Evaluation) -> None:
    table = Table("", "recalibrated nightly", "left alone", box=None)
    nightly, static = asdict(judged.metrics), asdict(judged.static)
    for name, value in nightly.items():
        table.add_row(name, _number(value), _number(static[name]))
    console = Console()
    console.print(table)
    for one in judged.groups:
        console.print(
            f"{one.group} {one.value}: {one.n_visits} visits, observed over expected "
            f"{one.ratio:.2f} ({one.low:.2f} to {one.high:.2f})",
            highlight=False,
        )


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    return "-" if value is None else str(value)
