"""The options of ``horarium synth generate``."""

from datetime import datetime
from typing import Annotated

import typer

from horarium.engines.synth.plan import Format

_ISO = ["%Y-%m-%d"]

Out = Annotated[
    str, typer.Option(help="A folder, or the address of a PostgreSQL database.")
]
Years = Annotated[int, typer.Option(help="How many years.", min=1)]
Clinics = Annotated[int, typer.Option(help="How many clinics.", min=1)]
Form = Annotated[Format, typer.Option("--format", help="How the tables are written.")]
Seed = Annotated[int, typer.Option(help="Where chance begins.", min=0)]
First = Annotated[
    datetime | None,
    typer.Option("--from", formats=_ISO, help="First day; instead of years."),
]
Last = Annotated[
    datetime | None,
    typer.Option("--until", formats=_ISO, help="Last day, included."),
]
Reference = Annotated[
    datetime | None,
    typer.Option(formats=_ISO, help="The present: what is later is only booked."),
]
Strength = Annotated[
    float, typer.Option("--signal", help="Effects on no-shows: 0 none, 1 published.")
]
Events = Annotated[bool, typer.Option(help="Write the event log, too.")]
Processes = Annotated[
    int | None, typer.Option(help="Processes of this machine; all cores if not said.")
]
Cluster = Annotated[
    str | None,
    typer.Option("--dask", help="A Dask scheduler, such as tcp://host:8786."),
]
Schema = Annotated[str, typer.Option(help="The schema in PostgreSQL.")]
