"""Running the web process and letting go of it cleanly."""

import gc
import logging
from collections.abc import Callable
from socket import socket

import uvicorn
from anyio.to_thread import run_sync
from fastapi import FastAPI

GRACE_S = 10
"""How long requests that are under way may take after a signal to stop."""


def settle() -> None:
    """Spare the garbage collector what start-up made: it stays as long as the process."""
    gc.collect()
    gc.freeze()
    gc.enable()


class WebServer(uvicorn.Server):
    """Uvicorn, with open streams told to end as soon as a signal comes.

    ``on_started`` is called once pages can be had.
    """

    def __init__(
        self,
        app: FastAPI,
        *,
        host: str,
        port: int,
        on_started: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                log_config=None,
                log_level=logging.WARNING,
                access_log=False,
                server_header=False,
                lifespan="on",
                timeout_graceful_shutdown=GRACE_S,
            )
        )
        self._app = app
        self._on_started = on_started

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        if self.started:
            settle()
            await run_sync(self._on_started)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Let go; a stream would otherwise hold the process until its reader leaves."""
        self._app.state.hub.close()
        await super().shutdown(sockets)
