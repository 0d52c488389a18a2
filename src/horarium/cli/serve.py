"""``horarium serve``."""

import gc
import os
import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from typing import Annotated

import typer

from horarium.cli.beside import WorkerBeside
from horarium.cli.context import (
    Deployment,
    current_database,
    open_database,
    read_settings,
    set_up_logs,
)
from horarium.domain.errors import PortTaken
from horarium.settings import Settings
from horarium.store import embedded
from horarium.web.pages.login import DemoLogin

app = typer.Typer()

STARTS_WITHIN_S = 60
"""How long a web process may be silent, at its start for instance, before it is replaced."""


@app.command()
def serve(
    *,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; HORARIUM_HOST without it.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port; HORARIUM_PORT without it."),
    ] = None,
    worker: Annotated[
        bool, typer.Option(help="Whether to run a worker process beside.")
    ] = True,
    processes: Annotated[
        int,
        typer.Option(
            min=1, max=64, help="Web processes; more than one from four cores on."
        ),
    ] = 1,
    reload: Annotated[
        bool, typer.Option("--reload", help="Start anew when the code changes.")
    ] = False,
) -> None:
    """Serve the pages and the API, with a worker beside them.

    Ctrl-C and SIGTERM end both cleanly, and the embedded database with them when nobody
    else uses it. A worker that dies is started again, and so is a web process where
    there are several.
    """
    given = {"host": host, "port": port}
    settings = read_settings().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    set_up_logs(settings)
    refuse_taken_port(settings.host, settings.port)
    if reload:
        _serve_reloading(settings, with_worker=worker)
        return
    if processes > 1:
        _serve_in_processes(settings, processes, with_worker=worker)
        return
    run_until_told(settings, with_worker=worker, on_started=lambda _: None)


def run_until_told(
    settings: Settings,
    *,
    with_worker: bool,
    on_started: Callable[[Deployment], None],
    environment: Mapping[str, str] | None = None,
    demo_logins: tuple[DemoLogin, ...] = (),
) -> None:
    """Serve until a signal to stop; ``on_started`` is called when pages can be had.

    Raises ``NoOrganisation`` and ``SchemaBehind`` before anything is served.
    """
    # What a start makes is there to stay; looking it over again and again is in vain.
    gc.disable()
    from horarium.app import WebServer, create_app

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as stack:
        if settings.url is None:
            stack.callback(embedded.stop, settings.data_dir)
        deployment = stack.enter_context(
            open_database(
                settings,
                application_name="horarium web",
                pool_size=settings.pool_size,
            )
        )
        if with_worker:
            beside = WorkerBeside(_environment(settings, environment))
            beside.start()
            stack.callback(beside.stop)
        server = WebServer(
            create_app(settings, deployment=deployment, demo_logins=demo_logins),
            host=settings.host,
            port=settings.port,
            on_started=lambda: on_started(deployment),
        )
        with suppress(KeyboardInterrupt):
            server.run()


def refuse_taken_port(host: str, port: int) -> None:
    """Raise ``PortTaken`` when somebody listens there, or it may not be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(host, port, str(error.strerror).lower()) from None


def _environment(
    settings: Settings, environment: Mapping[str, str] | None
) -> Mapping[str, str]:
    """What a process beside this one is told, so that both mean the same database."""
    known = {
        "HORARIUM_DATA": str(settings.data_dir),
        "HORARIUM_ENV": settings.env.value,
    }
    return {**os.environ, **known, **(environment or {})}


def _serve_in_processes(
    settings: Settings, n_processes: int, *, with_worker: bool
) -> None:
    import uvicorn

    from horarium.app.server import GRACE_S
    from horarium.cli.processes import WebProcesses

    with ExitStack() as stack:
        if settings.url is None:
            stack.callback(embedded.stop, settings.data_dir)
        current_database(settings)
        if with_worker:
            beside = WorkerBeside(_environment(settings, None))
            beside.start()
            stack.callback(beside.stop)
        config = uvicorn.Config(
            "horarium.app:from_environment",
            factory=True,
            workers=n_processes,
            timeout_worker_healthcheck=STARTS_WITHIN_S,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
        )
        WebProcesses(config, [config.bind_socket()]).run()


def _serve_reloading(settings: Settings, *, with_worker: bool) -> None:
    import uvicorn

    import horarium

    with ExitStack() as stack:
        if with_worker:
            beside = WorkerBeside(_environment(settings, None))
            beside.start()
            stack.callback(beside.stop)
        uvicorn.run(
            "horarium.app:from_environment",
            factory=True,
            reload=True,
            reload_dirs=list(horarium.__path__),
            reload_includes=["*.py", "*.html", "*.css", "*.js"],
            host=settings.host,
            port=settings.port,
            timeout_graceful_shutdown=2,
        )
