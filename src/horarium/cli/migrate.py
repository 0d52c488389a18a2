"""``horarium migrate``."""

from typing import Annotated

import typer
from rich.console import Console

from horarium.cli.context import place_of, read_settings
from horarium.services.deployment import locate

app = typer.Typer()


@app.command()
def migrate(
    *,
    to: Annotated[
        str, typer.Option("--to", help="A revision to stop at; the newest without it.")
    ] = "head",
) -> None:
    """Bring the database to the shape this version expects.

    Several may run at once: one does it, the others wait and find nothing left to do.
    """
    from horarium.store.migrate import migrate as run

    url = locate(place_of(read_settings()))()
    before, after = run(url, to=to)
    said = "was already there" if before == after else f"from {before or 'nothing'}"
    Console().print(f"The database is at revision {after} ({said}).")
