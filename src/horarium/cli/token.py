"""``horarium token``."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from horarium.cli.context import open_work
from horarium.domain.actor import Role
from horarium.domain.errors import InvalidField
from horarium.services import api_tokens, directory
from horarium.services.api_tokens import ROLES, NewApiToken

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Make, list and revoke bearer tokens for programmes.",
)

Name = Annotated[str, typer.Option(help="What the token is called, as in kiosk.")]


@app.callback()
def token() -> None:
    """Make, list and revoke bearer tokens for programmes."""


@app.command()
def create(
    *,
    role: Annotated[str, typer.Option(help=f"What it may do: {', '.join(ROLES)}.")],
    name: Name,
    practitioner: Annotated[
        str,
        typer.Option(help="A doctor's staff code: the token is that doctor's own."),
    ] = "",
) -> None:
    """Make a token and print it, alone, on standard output; it is not shown again."""
    new = NewApiToken(name=name, role=_role(role), staff_code=practitioner)
    with open_work() as work:
        created = api_tokens.create(work, new)
    typer.echo(created.secret)
    typer.echo(
        f"This is the token {new.name} with the role {new.role}. Keep it now: "
        "only its hash is stored. Send it as the header Authorization: Bearer <token>.",
        err=True,
    )


@app.command("list")
def show() -> None:
    """List the tokens, revoked ones too, newest first."""
    with open_work() as work:
        tokens = api_tokens.everything(work)
        team = directory.whole(work).practitioners
    table = Table("name", "role", "of", "made", "last used", "revoked", box=None)
    for one in tokens:
        of = team[one.practitioner].staff_code if one.practitioner else "-"
        instants = (one.created_at, one.last_used_at, one.revoked_at)
        table.add_row(one.name, one.role.value, of, *map(_instant, instants))
    Console().print(table)


@app.command()
def revoke(
    *,
    name: Name,
) -> None:
    """Put a token out of force, from the next request on."""
    with open_work() as work:
        api_tokens.revoke(work, name)
    typer.echo(f"The token {name} opens nothing any more.", err=True)


def _role(word: str) -> Role:
    if word not in ROLES:
        raise InvalidField("--role", word, f"one of {', '.join(ROLES)}")
    return Role(word)


def _instant(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "-"
