"""Getting the demo's database and department ready, so that Ctrl-C is heard all the while."""

import os
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from horarium.cli.context import place_of
from horarium.cli.errors import INTERRUPTED
from horarium.cli.steps import Steps
from horarium.domain.clock import WallClock
from horarium.domain.errors import DatabaseInUse, OthersLiveHere
from horarium.services import demo as department
from horarium.services.demo import SLUG, DemoLoaded, DemoStep
from horarium.services.deployment import locate
from horarium.settings import Settings
from horarium.store import embedded, pulse
from horarium.store import migrate as schema
from horarium.store.database import Database

T = TypeVar("T")

_GRACE_S = 1.0
"""How long the embedded server outlives a demo that was interrupted."""

_LOOK_UP_S = 0.1


def prepare(settings: Settings, steps: Steps, *, seed: int, fresh: bool) -> DemoLoaded:
    """The department, loaded or brought to the present.

    It is written in one transaction, so that an interrupted load leaves nothing behind.
    """
    if fresh:
        _forget(settings, steps)
    url = _start_database(settings, steps)
    steps.show("Bringing the database up to date")
    before, after = schema.migrate(url)
    said = f"revision {after}" if before == after else f"made, at revision {after}"
    steps.show("Bringing the database up to date", said)

    def on_step(step: DemoStep) -> None:
        steps.show(step.name, step.words, step.fraction)

    clock, find = WallClock(), locate(place_of(settings))
    with Database(find, application_name="horarium demo", pool_size=2) as database:
        loaded = department.load(database, clock, seed=seed, on_step=on_step)
        if loaded.is_changed:
            return loaded
        return department.refresh(database, clock, seed=seed, on_step=on_step)


def interruptibly(task: Callable[[], T], *, on_interrupt: Callable[[], None]) -> T:
    """What ``task`` returns or raises; a Ctrl-C ends the process at once.

    A search for a roster runs in native code, which hears no signal. So the task has a
    thread of its own and this one listens; after an interrupt nothing can be waited for.
    """
    running = _Running(task)
    running.start()
    try:
        while running.is_alive():
            running.join(_LOOK_UP_S)
    except KeyboardInterrupt:
        on_interrupt()
        os._exit(INTERRUPTED)
    return running.outcome()


class _Running(threading.Thread, Generic[T]):
    """A thread whose result or error can be had afterwards."""

    def __init__(self, task: Callable[[], T]) -> None:
        super().__init__(daemon=True)
        self._task = task
        self._results: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        """Do the task and keep what came of it."""
        try:
            self._results.append(self._task())
        except BaseException as error:  # noqa: BLE001 - raised again in ``outcome``
            self._error = error

    def outcome(self) -> T:
        """The result; raises what the task raised."""
        if self._error is not None:
            raise self._error
        return self._results[0]


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
        options=embedded.StartOptions(pg_bin=settings.pg_bin, idle_grace_s=_GRACE_S),
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
