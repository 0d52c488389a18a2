"""Servers for tests: fast, not durable, and gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from horarium.store.embedded.ending import discard
from horarium.store.embedded.plan import StartOptions
from horarium.store.embedded.server import EmbeddedServer, start

THROWAWAY = StartOptions(throwaway=True, idle_grace_s=2.0)


@contextmanager
def shared_server(data_dir: Path) -> Iterator[EmbeddedServer]:
    """One server for all the processes of a test run that name the same folder.

    The last one to leave deletes the cluster; should it be killed, the server's
    supervisor does.
    """
    server = start(data_dir, options=THROWAWAY)
    try:
        yield server
    finally:
        discard(data_dir)


@contextmanager
def private_server() -> Iterator[EmbeddedServer]:
    """A server of its own in a new temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="horarium-test-"))
    # The server's account has to pass, when the tests run as root.
    folder.chmod(0o755)
    try:
        with shared_server(folder / "data") as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)
