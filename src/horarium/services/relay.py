"""The relay: takes messages out of the outbox, tells them on, keeps what must be kept."""

import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

import structlog

from horarium.domain.clock import Clock
from horarium.domain.errors import Unavailable
from horarium.domain.ids import OrganisationId, uuid7
from horarium.services import staff_notices
from horarium.services.live import LiveMessage, pack
from horarium.services.notifications import notices_of
from horarium.store import outbox, people
from horarium.store.database import Database, Db
from horarium.store.outbox import Message, Notice

log = structlog.get_logger()

BATCH = 500
"""Messages that leave in one transaction."""

PAUSE_S = 0.1
"""How long the relay rests unless a whole batch was waiting; well below what an eye notices.

Messages that come meanwhile leave together, which is what makes them cheap."""

KEEP = timedelta(days=7)
"""How long messages stay after they left, for whoever asks what was told."""

_WORDS = {
    "token.called": "You are called. Please go to the room shown on the board.",
    "token.skipped": "You were called and the line went on. Please tell the desk that "
    "you are here; who is back soon loses only a few places.",
}
"""What a patient is told, by topic. A topic that is not here tells patients nothing."""


def drain(db: Db, owner: OrganisationId, clock: Clock) -> int:
    """Send one batch of the organisation's messages; how many left.

    Nought also while another relay is at it. The letters go out when the transaction
    commits, so a message is told at least once and its notice kept exactly once.
    """
    if not outbox.claim(db, owner):
        return 0
    at = clock.now()
    messages = outbox.take(db, at=at, limit=BATCH)
    if not messages:
        return 0
    outbox.keep_notices(db, owner, _notices(messages, clock), at=at)
    live = (LiveMessage(str(owner), one.topic, one.payload) for one in messages)
    outbox.tell(db, list(pack(live)))
    return len(messages)


def _notices(messages: Sequence[Message], clock: Clock) -> list[Notice]:
    def new_id() -> UUID:
        return uuid7(clock.now(), secrets.token_bytes(10))

    brief = [
        Notice(
            new_id(),
            message.id,
            UUID(message.payload["patient"]),
            _WORDS[message.topic],
        )
        for message in messages
        if message.topic in _WORDS and "patient" in message.payload
    ]
    told = [notice for one in messages for notice in notices_of(one, new_id)]
    team = [
        Notice(
            id=new_id(),
            message=message.id,
            patient=None,
            account=UUID(message.payload["account"]),
            words=message.payload["words"],
        )
        for message in messages
        if message.topic == staff_notices.TOPIC
    ]
    return brief + told + team


class Relay:
    """A thread that drains every organisation's outbox; any number may run at once."""

    def __init__(
        self, url: Callable[[], str], clock: Clock, *, pause_s: float = PAUSE_S
    ) -> None:
        self._url = url
        self._clock = clock
        self._pause_s = pause_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def start(self) -> None:
        """Begin to drain, in the background; the database need not answer yet."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch at hand and end."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=3)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._open() as database:
                    self._drain_until_told(database)
            except Unavailable as refusal:
                if self._stopping.is_set():
                    return
                log.warning("relay.lost", code=refusal.code)
                self._stopping.wait(0.5)

    def _open(self) -> Database:
        return Database(self._url, application_name="horarium relay", pool_size=1)

    def _drain_until_told(self, database: Database) -> None:
        while not self._stopping.is_set():
            if self._drain_all(database) < BATCH:
                self._stopping.wait(self._pause_s)

    def _drain_all(self, database: Database) -> int:
        with database.transaction() as db:
            owners = [one.id for one in people.organisations(db)]
        n_sent = 0
        for owner in owners:
            with database.transaction(owner) as db:
                n_sent += drain(db, owner, self._clock)
        return n_sent
