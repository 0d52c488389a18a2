"""``horarium roster generate-demo``."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from horarium.cli.roster_files import refuse_unwritable, say
from horarium.engines.rostering.department import DepartmentSpec, make_department
from horarium.engines.rostering.io.toml import write_toml


def generate_demo(
    out: Annotated[Path, typer.Argument(help="Where to write the problem, as TOML.")],
    *,
    start: Annotated[
        datetime,
        typer.Option(help="The first day, a Monday.", formats=["%Y-%m-%d"]),
    ] = datetime(2026, 3, 2),  # noqa: DTZ001 - a calendar date
    days: Annotated[int, typer.Option(help="How many days, 28 or more.")] = 28,
    people: Annotated[int, typer.Option(help="How many registrars, 30 or more.")] = 45,
    seed: Annotated[int, typer.Option(help="Where chance begins.", min=0)] = 0,
) -> None:
    """Invent a department of registrars over three sites, with its history."""
    spec = DepartmentSpec(start=start.date(), n_days=days, n_people=people)
    refuse_unwritable(out, "OUT")
    problem = make_department(spec, np.random.default_rng(seed))
    out.write_text(write_toml(problem), encoding="utf-8")
    say([f"{problem.n_people} people, {problem.n_days} days: written to {out}."])
