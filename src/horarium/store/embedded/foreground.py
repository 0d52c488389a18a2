"""Keeping a server for people: `horarium db run`, with TCP for their tools if wanted."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from horarium.store.embedded import home, locks
from horarium.store.embedded.ending import stop
from horarium.store.embedded.plan import StartOptions
from horarium.store.embedded.server import EmbeddedServer, Progress, start
from horarium.store.embedded.waiting import pause

_POLL_S = 0.2


def serve_in_foreground(
    data_dir: Path,
    *,
    listen: str | None = None,
    on_ready: Callable[[EmbeddedServer], None],
    on_progress: Progress | None = None,
    options: StartOptions | None = None,
) -> None:
    """Keep the server of a data folder until interrupted or until it is stopped elsewhere.

    ``listen`` is a loopback ``host:port``. A server that runs without it is started anew,
    provided that nobody uses it; else ``DatabaseRunsOtherwise``. Other users keep the
    server alive after the interrupt. Raises what ``start`` raises.
    """
    options = replace(options or StartOptions(), listen=listen)
    if listen:
        stop(data_dir)
    server = start(data_dir, on_progress=on_progress, options=options)
    try:
        on_ready(server)
        _outlast(data_dir)
    finally:
        stop(data_dir)


def _outlast(data_dir: Path) -> None:
    while (place := home.locate(data_dir)) and locks.is_held(place.supervisor_lock):
        pause(_POLL_S)
