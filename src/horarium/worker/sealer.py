"""Sealing the audit trail, each second, apart from those who write it."""

import threading
from pathlib import Path

import structlog

from horarium.domain.clock import Clock
from horarium.domain.errors import Refused
from horarium.services.audit import Notary, seal_everything
from horarium.store.database import Database

log = structlog.get_logger()

EVERY_S = 1.0


class Sealer:
    """A thread that seals what every organisation has written since the last seal."""

    def __init__(self, database: Database, clock: Clock, data_dir: Path) -> None:
        self._database = database
        self._clock = clock
        self._data_dir = data_dir
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sealer", daemon=True)

    def start(self) -> None:
        """Begin to seal, in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the seal at hand and end."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        notary = Notary(self._data_dir)
        while not self._stopping.wait(EVERY_S):
            try:
                seal_everything(self._database, self._clock, notary)
            except Refused as refusal:
                log.warning("sealer.lost", code=refusal.code)
