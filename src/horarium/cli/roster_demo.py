"""``horarium roster generate-demo``."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from horarium.cli.roster_files import (
    AsJson,
    refuse_bad_picture,
    refuse_unwritable,
    say,
    write_roster,
)
from horarium.domain.errors import InvalidField
from horarium.engines.rostering import RosterProblem
from horarium.engines.rostering.department import DepartmentSpec, make_department
from horarium.engines.rostering.io.toml import write_toml
from horarium.engines.rostering.past import past_of


def generate_demo(
    out: Annotated[Path, typer.Argument(help="Where to write the problem, as TOML.")],
    *,
    start: Annotated[
        str, typer.Option(help="The first day, a Monday like 2026-03-02.")
    ] = "2026-03-02",
    days: Annotated[int, typer.Option(help="How many days, 28 or more.")] = 28,
    people: Annotated[int, typer.Option(help="How many registrars, 30 or more.")] = 45,
    seed: Annotated[int, typer.Option(help="Where chance begins.", min=0)] = 0,
    picture: Annotated[
        Path | None,
        typer.Option(help="Draw the roster before the first day, as .svg or .png."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Invent a department of registrars over three sites, with its history."""
    try:
        spec = DepartmentSpec(start=_day(start), n_days=days, n_people=people)
    except InvalidField as refusal:
        option = _OPTIONS.get(refusal.field, refusal.field)
        raise replace(refusal, field=option) from None
    refuse_unwritable(out, "OUT")
    refuse_bad_picture(picture)
    problem = make_department(spec, np.random.default_rng(seed))
    out.write_text(write_toml(problem), encoding="utf-8")
    write_roster(past_of(problem) or problem, problem.history, None, picture)
    if as_json:
        typer.echo(json.dumps(_summary(problem, out)))
    else:
        say([f"{problem.n_people} people, {problem.n_days} days: written to {out}."])


_OPTIONS = {"start": "--start", "n_days": "--days", "n_people": "--people"}
"""What people type for each field of a department."""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as unreadable:
        wanted = "a Monday like 2026-03-02"
        raise InvalidField("--start", text, wanted) from unreadable


def _summary(problem: RosterProblem, out: Path) -> dict[str, Any]:
    return {
        "instance": problem.name,
        "file": str(out),
        "start": problem.horizon.start.isoformat(),
        "days": problem.n_days,
        "history_days": problem.n_history,
        "people": problem.n_people,
        "sites": [site.id for site in problem.sites],
        "shift_types": [shift.id for shift in problem.shift_types],
        "rules": [rule.key for rule in problem.active_rules],
    }
