"""``horarium doctor``."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from horarium.cli.context import read_settings
from horarium.cli.findings import Finding, Level, examine

app = typer.Typer()

_MARKS = {
    Level.GOOD: "[green]✓[/]",
    Level.WARNING: "[yellow]![/]",
    Level.FAULT: "[red]✗[/]",
}


@app.command()
def doctor(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="For programs: a list of findings.")
    ] = False,
) -> None:
    """Say what is installed, what runs, and what to do about each fault.

    Looks only, and starts the embedded database if there is one. The exit code is 1 when
    anything is at fault; warnings leave it at 0.
    """
    found = list(examine(read_settings()))
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], indent=2))
    else:
        _print(Console(), found)
    if any(one.level is Level.FAULT for one in found):
        raise typer.Exit(1)


def _print(console: Console, found: list[Finding]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in found:
        says = escape(one.says)
        if one.advice:
            says += f"\n[bold]→ {escape(one.advice)}[/]"
        table.add_row(_MARKS[one.level], one.about, says)
    console.print(table)
