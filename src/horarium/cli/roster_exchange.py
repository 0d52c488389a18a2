"""``horarium roster export``, ``import`` and ``schema``."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from horarium.cli.files import read_bytes
from horarium.cli.roster_files import (
    Problem,
    RosterFile,
    read_problem,
    read_roster,
    refuse_unwritable,
    say,
)
from horarium.domain.errors import InvalidField
from horarium.engines.rostering.check import check
from horarium.engines.rostering.io.csv import write_csv
from horarium.engines.rostering.io.files import FORMS, READABLE, WHOLE, form_of
from horarium.engines.rostering.io.files import read_roster as read_form
from horarium.engines.rostering.io.files import write_roster as write_form
from horarium.engines.rostering.io.schema import roster_schema
from horarium.engines.rostering.io.toml import write_toml

FormName = Annotated[
    str,
    typer.Option(
        "--form",
        help=f"One of {', '.join(FORMS)}; by default what the file's name ends in.",
    ),
]


def export(
    file: Problem,
    roster: RosterFile,
    out: Annotated[Path, typer.Argument(help="The file to write.")],
    *,
    form: FormName = "",
) -> None:
    """Write a roster as TOML, JSON, CSV, XLSX, iCal, PDF or Curtis and Qu's text."""
    problem = read_problem(file)
    found = read_roster(problem, roster)
    wanted = form or form_of(out.name)
    changed_at = datetime.combine(problem.horizon.start, datetime.min.time(), UTC)
    made = write_form(problem, found, wanted, changed_at=changed_at)
    refuse_unwritable(out)
    out.write_bytes(made)
    say([f"Written to {out}."])


def import_(
    file: Annotated[Path, typer.Argument(help=f"A roster as {', '.join(READABLE)}.")],
    *,
    problem: Annotated[
        Path | None,
        typer.Option(help=f"What it answers; {' and '.join(WHOLE)} say so themselves."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Write the roster as CSV for the other commands."),
    ] = None,
    problem_out: Annotated[
        Path | None, typer.Option(help="Write the problem as TOML.")
    ] = None,
    form: FormName = "",
) -> None:
    """Read a roster from any form, whole or not at all, and say what is wrong with it."""
    known = read_problem(problem) if problem else None
    wanted = form or form_of(file.name)
    if wanted not in READABLE:
        raise InvalidField("--form", wanted, f"one of {', '.join(READABLE)}")
    answered, roster = read_form(known, read_bytes(file), wanted, file.name)
    for target, option in ((out, "--out"), (problem_out, "--problem-out")):
        refuse_unwritable(target, option)
    if out is not None:
        out.write_text(write_csv(answered, roster), encoding="utf-8")
    if problem_out is not None:
        problem_out.write_text(write_toml(answered), encoding="utf-8")
    verdict = check(answered, roster)
    say(
        [
            f"{answered.n_people} people, {answered.n_days} days; "
            f"{len(verdict.hard)} hard breaches.",
        ]
    )


def schema() -> None:
    """Print the JSON schema of roster documents."""
    typer.echo(json.dumps(roster_schema(), indent=2))
