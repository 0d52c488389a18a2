"""``horarium demo``: from nothing to a department at work, in one command."""

from contextlib import ExitStack
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from horarium.cli.context import place_of, read_settings, set_up_logs
from horarium.cli.serve import refuse_taken_port, run_until_told
from horarium.cli.steps import Steps
from horarium.domain.actor import Role
from horarium.domain.clock import WallClock
from horarium.domain.errors import DatabaseInUse, OthersLiveHere
from horarium.services import demo as department
from horarium.services.demo import LOGINS, SLUG, DemoLoaded, DemoStep
from horarium.services.deployment import locate
from horarium.settings import Environment, Settings
from horarium.store import embedded, pulse
from horarium.store import migrate as schema
from horarium.store.database import Database
from horarium.web.pages.login import DemoLogin

app = typer.Typer()

_SEES = {
    Role.ADMIN: "the whole house",
    Role.COORDINATOR: "the roster: who works when",
    Role.DOCTOR: "the own line: call the next patient",
    Role.NURSE: "the front desk: check patients in",
    Role.STAFF: "the front desk: add a walk-in or an emergency",
    Role.PATIENT: "the own visits",
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
    console = Console()
    refuse_taken_port(settings.host, settings.port)
    with ExitStack() as stack:
        if settings.url is None:
            stack.callback(embedded.stop, settings.data_dir)
        with Steps(console) as steps:
            if fresh:
                _forget(settings, steps)
            loaded = _prepare(settings, steps, seed)
            steps.show("Starting the pages and the worker")
            run_until_told(
                settings,
                with_worker=True,
                on_started=lambda _: _welcome(console, settings, steps, loaded),
                environment=_for_the_worker(settings),
                demo_logins=tuple(
                    DemoLogin(
                        role=one.role.value.capitalize(),
                        name=one.login,
                        password=one.passphrase,
                        sees=_SEES[one.role],
                    )
                    for one in LOGINS
                ),
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


def _for_the_worker(settings: Settings) -> dict[str, str]:
    return {"HORARIUM_LOG_LEVEL": "WARNING", "HORARIUM_ENV": settings.env.value}


def _prepare(settings: Settings, steps: Steps, seed: int) -> DemoLoaded:
    url = _start_database(settings, steps)
    steps.show("Bringing the database up to date")
    before, after = schema.migrate(url)
    steps.show(
        "Bringing the database up to date",
        f"revision {after}"
        if before == after
        else f"revision {before or 0} to {after}",
    )

    def on_step(step: DemoStep) -> None:
        steps.show(step.name, step.words, step.fraction)

    steps.show("Looking for the department")
    clock = WallClock()
    find = locate(place_of(settings))
    with Database(find, application_name="horarium demo", pool_size=2) as database:
        loaded = department.load(database, clock, seed=seed, on_step=on_step)
        if loaded.is_changed:
            return loaded
        return department.refresh(database, clock, seed=seed, on_step=on_step)


def _start_database(settings: Settings, steps: Steps) -> str:
    if settings.url is not None:
        steps.show("Asking the database")
        release = pulse.version_at(settings.url)
        steps.show("Asking the database", f"PostgreSQL {release}")
        return settings.url
    steps.show("Starting the database")
    server = embedded.start(
        settings.data_dir,
        on_progress=lambda words: steps.show("Starting the database", words),
        options=embedded.StartOptions(pg_bin=settings.pg_bin),
    )
    steps.show("Starting the database", f"PostgreSQL {server.version}, embedded")
    return server.url


def _forget(settings: Settings, steps: Steps) -> None:
    """Take the demo's data away, and nothing that belongs to anybody else."""
    url = _start_database(settings, steps)
    others = tuple(slug for slug in pulse.organisations_at(url) if slug != SLUG)
    if others:
        raise OthersLiveHere(others)
    steps.show("Forgetting the last demo")
    if settings.url is not None:
        schema.downgrade(url, to="base")
    elif not embedded.discard(settings.data_dir):
        raise DatabaseInUse(str(settings.data_dir))


def _welcome(
    console: Console, settings: Settings, steps: Steps, loaded: DemoLoaded
) -> None:
    steps.finish()
    shown = "localhost" if settings.host == "127.0.0.1" else settings.host
    logins = Table("Role", "Login", "Passphrase", "Sees", box=None, pad_edge=False)
    for one in LOGINS:
        logins.add_row(one.role.value, one.login, one.passphrase, _SEES[one.role])
    console.print()
    console.print(
        f"{loaded.organisation.name}: {loaded.n_patients} patients, "
        f"{loaded.n_sessions_today} clinic sessions today, {loaded.n_running} of them on, "
        f"{loaded.n_waiting} people waiting.",
        highlight=False,
    )
    console.print()
    console.print(logins)
    console.print()
    address = f"http://{shown}:{settings.port}"
    console.print(
        Panel.fit(
            f"[bold]{address}[/]   sign in\n"
            f"{address}/board   the board, for everybody\n"
            f"{address}/docs   the API",
            title="Horarium",
            subtitle="Ctrl-C stops it",
        )
    )
