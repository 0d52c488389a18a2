"""``horarium organisation``."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from horarium.cli.context import current_database, read_settings
from horarium.domain.clock import WallClock
from horarium.services import organisations
from horarium.services.organisations import NewOrganisation
from horarium.store.database import Database

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Found organisations and list them.",
)


@app.callback()
def organisation() -> None:
    """Found organisations and list them."""


@app.command()
def add(
    slug: Annotated[str, typer.Argument(help="Its short name in settings: kidney.")],
    *,
    name: Annotated[str, typer.Option(help="Its name as people read it.")],
    time_zone: Annotated[
        str, typer.Option(help="The IANA time zone its calendar is in.")
    ] = "Europe/London",
) -> None:
    """Found an organisation in a database that `horarium migrate` has prepared."""
    new = NewOrganisation(slug=slug, name=name, time_zone=time_zone)
    with _database() as database:
        organisations.found(database, WallClock(), new)
    typer.echo(
        f"{new.name} is founded as {slug}. Give it an administrator with "
        "horarium account add LOGIN --role admin --name NAME."
    )


@app.command("list")
def show() -> None:
    """List the organisations, oldest first."""
    with _database() as database:
        found = organisations.everyone(database)
    table = Table("slug", "name", "time zone", box=None)
    for one in found:
        table.add_row(one.slug, one.name, one.time_zone)
    Console().print(table)


def _database() -> Database:
    find = current_database(read_settings())
    return Database(find, application_name="horarium command", pool_size=2)
