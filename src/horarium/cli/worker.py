"""``horarium worker``."""

import os
import sys
import threading
from collections.abc import Callable
from typing import Annotated

import typer

from horarium.cli.context import current_database, read_settings, set_up_logs

app = typer.Typer()


@app.command()
def worker(
    *,
    with_parent: Annotated[
        bool,
        typer.Option(
            "--with-parent", hidden=True, help="Stop when standard input ends."
        ),
    ] = False,
) -> None:
    """Run jobs: roster solves, sealing the audit trail, tidying up.

    Any number may run against one database. Ctrl-C and SIGTERM let a running solve put
    itself back, for the next worker to go on with.
    """
    from horarium.worker import Worker

    settings = read_settings()
    set_up_logs(settings)
    current_database(settings)
    process = Worker(settings)
    process.stop_on_signals()
    if with_parent:
        watch = threading.Thread(target=_stop_with_parent, args=[process.stop])
        watch.daemon = True
        watch.start()
    process.run()


def _stop_with_parent(stop: Callable[[], None]) -> None:
    """Standard input is a pipe whose other end dies with whoever started this."""
    # Not through sys.stdin: its lock must be free when the interpreter ends.
    while os.read(sys.stdin.fileno(), 4096):
        continue
    stop()
