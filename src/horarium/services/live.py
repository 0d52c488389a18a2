"""What changes, as it changes: from the relay's letters to whoever watches.

A message only says *that* something changed; a watcher then reads the whole state anew.
So a lost or doubled message does no harm, and a reconnect needs no replay.
"""

import asyncio
import json
import threading
from collections.abc import (
    AsyncIterator,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from horarium.domain.ids import OrganisationId

RESYNC = "live.resync"
"""The topic that says: something may have been missed; read everything anew."""

_MOST_WAITING = 100
"""Messages kept for a slow watcher before they are replaced by one ``RESYNC``."""

LETTER_BYTES = 7000
"""How much goes into one letter; PostgreSQL's NOTIFY takes less than 8000 bytes."""


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """One change; ``payload`` holds ids as text, never anything a person would read."""

    organisation: str
    topic: str
    payload: Mapping[str, str] = field(default_factory=dict)


def pack(messages: Iterable[LiveMessage]) -> Iterator[str]:
    """Letters that carry all messages in order; the same message twice is carried once."""
    letter: list[str] = []
    n_bytes = 2
    for message in dict.fromkeys(_encode(message) for message in messages):
        if letter and n_bytes + len(message) + 1 > LETTER_BYTES:
            yield f"[{','.join(letter)}]"
            letter, n_bytes = [], 2
        letter.append(message)
        n_bytes += len(message) + 1
    if letter:
        yield f"[{','.join(letter)}]"


def unpack(letter: str) -> list[LiveMessage]:
    """The messages of a letter."""
    return [LiveMessage(*parts) for parts in json.loads(letter)]


def _encode(message: LiveMessage) -> str:
    parts = [message.organisation, message.topic, dict(message.payload)]
    return json.dumps(parts, separators=(",", ":"))


class Subscription:
    """What one watcher has not seen yet; iterate over it in the loop that made it.

    ``is_closed`` turns true when the process is about to stop: let go then.
    """

    def __init__(
        self,
        organisation: str,
        topics: frozenset[str],
        concerns: Callable[[LiveMessage], bool] | None = None,
    ) -> None:
        self._organisation = organisation
        self._topics = topics
        self._concerns = concerns
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[LiveMessage | None] = asyncio.Queue()
        self.is_closed = False

    def wants(self, message: LiveMessage) -> bool:
        """Whether the message concerns this watcher."""
        if message.topic == RESYNC:
            return True
        if message.organisation != self._organisation:
            return False
        if self._topics and message.topic not in self._topics:
            return False
        return self._concerns is None or self._concerns(message)

    def offer(self, *messages: LiveMessage | None) -> None:
        """Hand messages over from any thread; ``None`` ends the subscription."""
        with suppress(RuntimeError):  # its loop has ended, and the watcher with it
            self._loop.call_soon_threadsafe(self._put, messages)

    def _put(self, messages: Sequence[LiveMessage | None]) -> None:
        for message in messages:
            if message and self._queue.qsize() >= _MOST_WAITING:
                self.forget()
                message = LiveMessage(self._organisation, RESYNC)
            self._queue.put_nowait(message)

    def forget(self) -> None:
        """Drop what has not been seen yet: whoever reads everything anew needs none of it."""
        while not self._queue.empty():
            self.is_closed |= self._queue.get_nowait() is None

    async def next(self, timeout_s: float) -> LiveMessage | None:
        """The next message; ``None`` when nothing came in time or ``is_closed``."""
        if self.is_closed:
            return None
        try:
            message = await asyncio.wait_for(self._queue.get(), timeout_s)
        except TimeoutError:
            return None
        self.is_closed = message is None
        return message

    async def __aiter__(self) -> AsyncIterator[LiveMessage]:
        while not self.is_closed:
            message = await self._queue.get()
            self.is_closed = message is None
            if message:
                yield message


class LiveHub:
    """All watchers of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: set[Subscription] = set()
        self._is_closed = False

    @contextmanager
    def subscribe(
        self,
        organisation: OrganisationId,
        *topics: str,
        concerns: Callable[[LiveMessage], bool] | None = None,
    ) -> Iterator[Subscription]:
        """Watch an organisation's changes, of some topics or of all, until the block ends.

        To be entered in the event loop that will iterate. Subscribe first and read the
        state after that, so that no change falls between. ``concerns`` is asked in
        whatever thread publishes.
        """
        subscription = Subscription(str(organisation), frozenset(topics), concerns)
        with self._lock:
            self._subscriptions.add(subscription)
            if self._is_closed:
                subscription.offer(None)
        try:
            yield subscription
        finally:
            with self._lock:
                self._subscriptions.discard(subscription)

    def publish(self, *messages: LiveMessage) -> None:
        """Pass messages to all whom they concern; from any thread.

        Each watcher is woken once, however many there are for it.
        """
        with self._lock:
            for subscription in self._subscriptions:
                if wanted := [one for one in messages if subscription.wants(one)]:
                    subscription.offer(*wanted)

    def hear(self, letter: str) -> None:
        """Pass on what a letter carries; from any thread."""
        self.publish(*unpack(letter))

    def resync(self) -> None:
        """Tell every watcher to read its state anew; from any thread."""
        self.publish(LiveMessage("", RESYNC))

    def close(self) -> None:
        """End every subscription, also those to come, so that streams let go."""
        with self._lock:
            self._is_closed = True
            for subscription in self._subscriptions:
                subscription.offer(None)

    @property
    def n_watchers(self) -> int:
        """How many are watching."""
        with self._lock:
            return len(self._subscriptions)
