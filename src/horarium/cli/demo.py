"""``horarium demo``: from nothing to a department at work, in one command."""

import sys
from contextlib import ExitStack
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from horarium.cli.context import read_settings, set_up_logs
from horarium.cli.preparing import interruptibly, prepare
from horarium.cli.serve import refuse_taken_port, run_until_told
from horarium.cli.steps import Steps
from horarium.domain.actor import Role
from horarium.services.demo import LOGINS, SLUG, DemoLoaded
from horarium.settings import Environment, Settings
from horarium.store import embedded
from horarium.web.pages.login import DemoLogin

app = typer.Typer()

_SEES = {
    Role.ADMIN: "the whole house",
    Role.COORDINATOR: "who works when",
    Role.DOCTOR: "your own line",
    Role.NURSE: "who comes today",
    Role.STAFF: "the front desk",
    Role.PATIENT: "your own visits",
}


@app.command()
def demo(
    *,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port; HORARIUM_PORT or 8000 without it."),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(help="Address to listen on; HORARIUM_HOST without it."),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget the demo's data and begin anew.")
    ] = False,
    seed: Annotated[
        int, typer.Option(min=0, help="Another seed, another department.")
    ] = 0,
) -> None:
    """Load the demo department and serve it here.

    The first run invents it, solves its roster and fills its clinics; later runs start
    with what is there. Ctrl-C stops everything and keeps the data.
    """
    settings = _settings(host, port)
    set_up_logs(settings, level="WARNING")
    refuse_taken_port(settings.host, settings.port)
    console = Console()
    with ExitStack() as stack:
        if settings.url is None:
            stack.callback(embedded.stop, settings.data_dir)
        steps = stack.enter_context(Steps(console))
        loaded = interruptibly(
            lambda: prepare(settings, steps, seed=seed, fresh=fresh),
            on_interrupt=lambda: _say_interrupted(console, steps),
        )
        steps.show("Starting the pages and the worker")
        run_until_told(
            settings,
            with_worker=True,
            on_started=lambda _: _welcome(console, settings, steps, loaded),
            environment={"HORARIUM_LOG_LEVEL": "WARNING"},
            demo_logins=_one_click_logins(),
        )
    where = settings.data_dir if settings.url is None else "the database"
    console.print(
        f"Stopped. The data stay in {where}.", highlight=False, soft_wrap=True
    )


def _settings(host: str | None, port: int | None) -> Settings:
    given = {"host": host, "port": port, "env": Environment.DEMO, "organisation": SLUG}
    return read_settings().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )


def _one_click_logins() -> tuple[DemoLogin, ...]:
    return tuple(
        DemoLogin(
            role=one.role.value.capitalize(),
            name=one.login,
            password=one.passphrase,
            sees=_SEES[one.role],
        )
        for one in LOGINS
    )


def _welcome(
    console: Console, settings: Settings, steps: Steps, loaded: DemoLoaded
) -> None:
    steps.finish()
    console.print(
        f"\n{loaded.organisation.name}: {loaded.n_patients} patients, "
        f"{loaded.n_sessions_today} clinic sessions today, {loaded.n_running} of them on, "
        f"{loaded.n_waiting} people waiting.\n",
        highlight=False,
        soft_wrap=True,
    )
    logins = Table("Login", "Passphrase", "Sees", box=None, pad_edge=False)
    for one in LOGINS:
        logins.add_row(one.login, one.passphrase, _SEES[one.role])
    console.print(logins)
    shown = "localhost" if settings.host == "127.0.0.1" else settings.host
    address = f"http://{shown}:{settings.port}"
    addresses = (
        f"[bold]{address}[/]   sign in\n"
        f"{address}/board   the board, for everybody\n"
        f"{address}/docs   the API"
    )
    console.print()
    console.print(Panel.fit(addresses, title="Horarium", subtitle="Ctrl-C stops it"))


def _say_interrupted(console: Console, steps: Steps) -> None:
    steps.give_up()
    console.print("Stopped before the department was complete; nothing of it was kept.")
    sys.stdout.flush()
