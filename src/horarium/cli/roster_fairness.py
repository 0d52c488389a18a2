"""``horarium roster fairness``."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from horarium.cli.files import read_text
from horarium.cli.roster_files import (
    AsJson,
    Picture,
    Problem,
    RosterFile,
    read_problem,
    read_roster,
    refuse_bad_picture,
    refuse_unwritable,
    write_roster,
)
from horarium.domain.errors import UnreadableInput
from horarium.engines.rostering.fairness import (
    Dimension,
    Ledger,
    LedgerParams,
    Line,
    close,
    tally,
)
from horarium.engines.rostering.wants import want_known

N_NAMED = 3
SHOWN = 0.05
"""A balance that is printed as 0.0 names nobody."""

WIDTH = 130
"""Where all columns fit; a narrower terminal wraps the lines."""

_COLUMNS = (
    "",
    "worst",
    "squares",
    "range",
    "Gini",
    "Jain",
    "furthest above the fair share",
    "furthest below",
)


def fairness(
    file: Problem,
    roster: RosterFile,
    *,
    ledger: Annotated[
        Path | None, typer.Option(help="Balances of earlier rosters, as JSON.")
    ] = None,
    carry_to: Annotated[
        Path | None, typer.Option(help="Write the balances after this roster.")
    ] = None,
    unpopular: Annotated[
        list[str] | None, typer.Option(help="A site whose duties are shared.")
    ] = None,
    half_life_days: Annotated[
        int, typer.Option(help="After so many days a balance is worth half.", min=1)
    ] = 270,
    picture: Picture = None,
    as_json: AsJson = False,
) -> None:
    """How evenly burdens lie, pro rata, and what everybody carries on."""
    problem = read_problem(file)
    found = read_roster(problem, roster)
    sites = [site.id for site in problem.sites]
    want_known("--unpopular", unpopular or (), sites)
    params = LedgerParams(
        half_life_days=half_life_days, unpopular_sites=tuple(unpopular or ())
    )
    before = None if ledger is None else _read_ledger(ledger)
    refuse_unwritable(carry_to, "--carry-to")
    refuse_bad_picture(picture)
    dimensions = tally(problem, found, before, params)
    if carry_to is not None:
        carry_to.write_text(_written(close(problem, dimensions)), encoding="utf-8")
    write_roster(problem, found, None, picture)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in dimensions]))
    else:
        _show(dimensions)


def _written(ledger: Ledger) -> str:
    table = {"as_of": ledger.as_of.isoformat(), "balances": ledger.balances}
    return json.dumps(table, indent=2) + "\n"


def _read_ledger(file: Path) -> Ledger:
    wanted = "the balances that --carry-to writes"
    try:
        table = json.loads(read_text(file))
        balances = {
            str(name): {str(who): float(much) for who, much in by_person.items()}
            for name, by_person in table["balances"].items()
        }
        return Ledger(as_of=date.fromisoformat(table["as_of"]), balances=balances)
    except (ValueError, TypeError, KeyError, AttributeError) as broken:
        raise UnreadableInput(
            file.name, "content", str(broken)[:60], wanted
        ) from broken


def _show(dimensions: tuple[Dimension, ...]) -> None:
    table = Table(*_COLUMNS, box=None)
    for one in dimensions:
        measures = one.measures
        table.add_row(
            one.label.rstrip("."),
            f"{measures.worst:.1f}",
            f"{measures.squares:.1f}",
            f"{measures.range:.1f}",
            f"{measures.gini:.3f}",
            f"{measures.jain:.3f}",
            _most(one.lines, sign=1),
            _most(one.lines, sign=-1),
        )
    console = Console(highlight=False, soft_wrap=True)
    console.width = max(console.width, WIDTH)
    console.print(table)


def _most(lines: Sequence[Line], *, sign: int) -> str:
    """The people furthest above (or below) their fair share, with how much."""
    there = [line for line in lines if sign * line.balance >= SHOWN]
    furthest = sorted(there, key=lambda one: (-sign * one.balance, one.person))
    return ", ".join(f"{one.person} {one.balance:+.1f}" for one in furthest[:N_NAMED])
