"""``horarium account``."""

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from horarium.cli.context import open_work
from horarium.domain.actor import Role
from horarium.domain.errors import InvalidField
from horarium.services import accounts
from horarium.services.accounts import NewAccount, PasswordVault

ROLES = tuple(role.value for role in Role if role is not Role.OPD)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Open, list and close the accounts with which people sign in.",
)

Login = Annotated[str, typer.Argument(help="The name that is typed to sign in.")]


@app.callback()
def account() -> None:
    """Open, list and close the accounts with which people sign in."""


@app.command()
def add(
    login: Login,
    *,
    role: Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    staff_code: Annotated[
        str, typer.Option(help="Whose sessions are a doctor's own.")
    ] = "",
    record_number: Annotated[
        str, typer.Option(help="Which patient a patient's account belongs to.")
    ] = "",
) -> None:
    """Open an account; the password is asked for, or read from standard input."""
    with open_work() as work:
        new = NewAccount(
            login=login,
            name=name,
            role=_role(role),
            password=_password(),
            practitioner=accounts.practitioner_with(work, staff_code)
            if staff_code
            else None,
            patient=accounts.patient_with(work, record_number)
            if record_number
            else None,
        )
        opened = accounts.create(work, new, PasswordVault())
    typer.echo(f"{opened.login} can sign in as {opened.role.value}.", err=True)


@app.command("list")
def show() -> None:
    """List the accounts, closed ones too, by login."""
    with open_work() as work:
        found = accounts.everyone(work)
    table = Table("login", "name", "role", "opened", "closed", box=None)
    for one in found:
        closed = f"{one.disabled_at:%Y-%m-%d}" if one.disabled_at else "-"
        opened = f"{one.created_at:%Y-%m-%d}"
        table.add_row(one.login, one.name, one.role.value, opened, closed)
    Console().print(table)


@app.command()
def password(login: Login) -> None:
    """Give an account a new password and end its sign-ins."""
    with open_work() as work:
        wanted = accounts.by_login(work, login)
        accounts.set_password(work, wanted.id, _password(), PasswordVault())
    typer.echo(f"{wanted.login} has a new password.", err=True)


@app.command()
def close(login: Login) -> None:
    """Close an account and end its sign-ins; it stays in the records."""
    with open_work() as work:
        accounts.disable(work, accounts.by_login(work, login).id)
    typer.echo(f"{login} cannot sign in any more.", err=True)


@app.command("open")
def reopen(login: Login) -> None:
    """Open a closed account again."""
    with open_work() as work:
        accounts.enable(work, accounts.by_login(work, login).id)
    typer.echo(f"{login} can sign in again.", err=True)


def _role(word: str) -> Role:
    if word not in ROLES:
        raise InvalidField("--role", word, f"one of {', '.join(ROLES)}")
    return Role(word)


def _password() -> str:
    """Typed twice on a terminal; else one line of standard input."""
    if sys.stdin.isatty():
        answer: str = typer.prompt(
            "Password", hide_input=True, confirmation_prompt=True, err=True
        )
        return answer
    return sys.stdin.readline().removesuffix("\n")
