"""``horarium``: what an operator or a researcher can do from a shell.

A command's module is imported only when the command runs, so ``--help`` stays quick.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from horarium.cli.errors import run_politely

COMMANDS = {
    "demo": "Load the demo department and serve it here.",
    "serve": "Serve the pages and the API, with a worker beside them.",
    "worker": "Run jobs: roster solves, sealing the audit trail, tidying up.",
    "migrate": "Bring the database to the shape this version expects.",
    "compile": "Compile the engines now, so that the first search does not have to.",
    "doctor": "Say what is installed, what runs, and what to do about each fault.",
    "organisation": "Found organisations and list them.",
    "account": "Open, list and close the accounts with which people sign in.",
    "token": "Make, list and revoke bearer tokens for programmes.",
    "audit": "Seal and verify the audit trail.",
    "roster": "Solve, check, mend and explain rosters from files.",
    "bench": "Measure the engines on this machine, beside their peers.",
    "loop": "Rehearse one sick call: roster, clinics, patients, messages.",
    "simulate": "Play whole days through the real services and say how they went.",
    "synth": "Invent outpatient data sets; describe, plot, validate, fit and load them.",
    "attendance": "Learn who may not come, judge it, and score visits, from files.",
}
"""Each is the ``app`` of the module of that name in this package."""


class LazyGroup(TyperGroup):
    """Commands known by name and one line until one of them is wanted."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The real command in place of the one line that stood for it."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, load(str(name)), rest


def load(name: str) -> Any:
    """The real command of that name; completion is the whole line's affair."""
    command = typer.main.get_command(import_module(f"horarium.cli.{name}").app)
    command.params = [
        one for one in command.params if "completion" not in (one.name or "")
    ]
    return command


app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"horarium {version('horarium')}")
        raise typer.Exit


@app.callback()
def horarium(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Say which version this is.",
            callback=_show_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """One timetable for a hospital department: who works, who is seen, and the day itself."""


def _placeholder() -> Callable[[], None]:
    return lambda: None


for _name, _line in COMMANDS.items():
    app.command(_name, help=_line)(_placeholder())


def main() -> None:
    """The entry point of the ``horarium`` command."""
    run_politely(app)


if __name__ == "__main__":
    main()
