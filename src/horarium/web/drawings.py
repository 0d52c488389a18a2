"""Drawing once for all who watch the same: five hundred boards cost one drawing a change."""

import asyncio
import hashlib
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

MOST_AT_ONCE = 4
"""Drawings of different things at the same time; each takes a database connection, and
pages want some too."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The state as an event of a stream; equal states have equal ids."""

    id: str
    event: bytes


class Drawing:
    """One thing that is watched, drawn at most once at a time."""

    def __init__(self, draw: Callable[[], str], slots: asyncio.Semaphore) -> None:
        self._draw = draw
        self._slots = slots
        self._began_s = float("-inf")
        self._task: asyncio.Task[Drawn] | None = None
        self.n_watchers = 0

    async def since(self, at_s: float) -> Drawn:
        """As it was at ``at_s`` of the loop's time or later.

        Whoever wants it newer than what is being drawn at this moment shares the next
        one. Raises what ``draw`` refuses with.
        """
        while self._task is None or self._began_s < at_s:
            if self._task is None or self._task.done():
                self._began_s = asyncio.get_running_loop().time()
                self._task = asyncio.create_task(self._drawn())
            else:
                await asyncio.wait([self._task])
        return await asyncio.shield(self._task)

    async def _drawn(self) -> Drawn:
        async with self._slots:
            self._began_s = asyncio.get_running_loop().time()
            html = await run_in_threadpool(self._draw)
        lines = "\n".join(f"data: {line}" for line in html.splitlines())
        name = hashlib.sha256(html.encode()).hexdigest()[:16]
        return Drawn(name, f"event: state\nid: {name}\n{lines}\n\n".encode())


class Drawings:
    """Everything that is watched through one event loop."""

    def __init__(self) -> None:
        self._watched: dict[Hashable, Drawing] = {}
        self._slots = asyncio.Semaphore(MOST_AT_ONCE)

    @contextmanager
    def watch(self, key: Hashable, draw: Callable[[], str]) -> Iterator[Drawing]:
        """The drawing of ``key``, shared with all who watch it until the block ends.

        ``draw`` runs in a worker thread; it must give the same to everybody with the
        same key.
        """
        drawing = self._watched.setdefault(key, Drawing(draw, self._slots))
        drawing.n_watchers += 1
        try:
            yield drawing
        finally:
            drawing.n_watchers -= 1
            if not drawing.n_watchers and self._watched.get(key) is drawing:
                del self._watched[key]
