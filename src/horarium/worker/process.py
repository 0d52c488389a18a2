"""What the job process is made of, and how it lets go."""

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress

import structlog
from procrastinate.exceptions import ConnectorException

from horarium.domain.clock import Clock, WallClock
from horarium.domain.errors import Refused
from horarium.services import solvers
from horarium.services.deployment import Place, locate
from horarium.services.notifications import (
    OUTSIDE,
    ConsoleCourier,
    Courier,
    FileCourier,
)
from horarium.services.relay import Relay
from horarium.settings import CourierKind, Settings
from horarium.store.database import Database
from horarium.worker.booking_keeper import keep_bookings
from horarium.worker.chores import rescue_stalled, tidy_up
from horarium.worker.line_keeper import learn_lines, settle_lines
from horarium.worker.sealer import Sealer
from horarium.worker.tasks import make_queue

log = structlog.get_logger()

BEAT_S = 2.0
"""How often a worker gives a sign of life."""

STALLED_S = 8.0
"""A worker silent for so long is taken for dead and its jobs are given to others."""

TIDY_EVERY_S = 3600.0

LEARN_EVERY_S = 3600.0
"""How often it is asked whether there is a day to learn from; there is one a night."""

SETTLE_EVERY_S = 30.0
"""How often the timers of all lines are looked at; a call is answered for in minutes."""

KEEP_EVERY_S = 5.0
"""How soon after an offer ran out the next is asked, and a letter leaves."""

RELAY_PAUSE_S = 1.0
"""The web process looks ten times a second; this relay is for when that one is away."""

_AT_ONCE = 2
"""One long search, and beside it what is short."""


def couriers_of(settings: Settings) -> Mapping[str, Courier]:
    """Who carries letters by which channel; nobody unless the settings name one."""
    match settings.courier:
        case CourierKind.NONE:
            return {}
        case CourierKind.CONSOLE:
            carrier: Courier = ConsoleCourier(sys.stdout)
        case CourierKind.FILE:
            carrier = FileCourier(settings.data_dir / "letters")
    return dict.fromkeys(OUTSIDE, carrier)


class Worker:
    """One job process; ``run`` returns when ``stop`` was called and jobs have let go."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        url = locate(Place(settings.data_dir, settings.url, settings.pg_bin))
        self._clock = clock or WallClock()
        self._stopping = threading.Event()
        self._database = Database(
            url, application_name="horarium worker", pool_size=4, wait_s=10
        )
        self._queue = make_queue(
            url, self._database, self._clock, is_stopping=self._stopping.is_set
        )
        self._couriers = couriers_of(settings)
        self._beside = (
            Relay(url, self._clock, pause_s=RELAY_PAUSE_S),
            Sealer(self._database, self._clock, settings.data_dir),
        )

    def run(self) -> None:
        """Work until told to stop; raises ``DatabaseUnavailable`` if there is none."""
        solvers.load()
        with self._database:
            for thread in self._beside:
                thread.start()
            try:
                asyncio.run(self._work_until_told())
            finally:
                for thread in self._beside:
                    thread.stop()

    def stop(self) -> None:
        """Let running searches put themselves back, then return from ``run``."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        """Stop on SIGINT and SIGTERM; for the main thread."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stop())

    async def _work_until_told(self) -> None:
        while not self._stopping.is_set():
            try:
                async with self._queue.open_async():
                    await self._take_jobs()
            except (ConnectorException, Refused) as error:
                log.warning("worker.lost", error=type(error).__name__)
                await asyncio.to_thread(self._stopping.wait, 1.0)

    async def _take_jobs(self) -> None:
        manager = self._queue.job_manager
        taking = asyncio.create_task(
            self._queue.run_worker_async(
                concurrency=_AT_ONCE,
                update_heartbeat_interval=BEAT_S,
                stalled_worker_timeout=STALLED_S,
                abort_job_polling_interval=BEAT_S,
                install_signal_handlers=False,
            )
        )
        chores = [
            asyncio.create_task(rescue_stalled(manager, STALLED_S)),
            asyncio.create_task(
                tidy_up(manager, self._database, self._clock, TIDY_EVERY_S)
            ),
            asyncio.create_task(
                settle_lines(self._database, self._clock, SETTLE_EVERY_S)
            ),
            asyncio.create_task(
                keep_bookings(self._database, self._clock, self._couriers, KEEP_EVERY_S)
            ),
            asyncio.create_task(
                learn_lines(self._database, self._clock, LEARN_EVERY_S)
            ),
        ]
        try:
            await asyncio.to_thread(self._wait_until_told, taking.done)
        finally:
            for task in (*chores, taking):
                task.cancel()
            await asyncio.gather(*chores, return_exceptions=True)
            with suppress(asyncio.CancelledError):
                await taking

    def _wait_until_told(self, is_over: Callable[[], bool]) -> None:
        while not (is_over() or self._stopping.wait(0.1)):
            pass
