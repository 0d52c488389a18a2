"""The counter: whatever is asked at the same moment goes to the database in one call.

A booking that travels alone pays for its own round trip, its own commit and its own turn
at the row of its session. Those that arrive while a call is under way wait for it anyway;
here they wait together and share the next one (docs/explanation/hot-path.md).
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg

from horarium.domain.errors import DatabaseUnavailable, Refused
from horarium.domain.ids import OrganisationId
from horarium.store.database import APP_ROLE
from horarium.store.tokens import Issued, as_json, issued_of

MOST_TOGETHER = 24
"""Requests of one call. Each may open two savepoints, and PostgreSQL keeps 64 of a
transaction where other sessions find them cheaply."""

MOST_WAITING = 2000
"""Beyond this, asking again later is the honest answer."""

N_CLERKS = 2
"""Connections of one counter: while one waits for the disk, the other fills."""

PATIENCE_S = 10.0
"""How long a request may wait before it is told that its outcome is not known."""

PLANS_LAST_S = 10.0
"""A plan made while a table was nearly empty may read all of it later; PostgreSQL itself
takes a minute to notice. So a clerk also plans anew at its 1st, 2nd, 4th, 8th … call."""

_Connection = psycopg.AsyncConnection[Any]

_ASK = (
    "select outcome, number, note, token from serve_counter(%s, %s::jsonb) order by nth"
)


@dataclass(frozen=True, slots=True)
class _Request:
    session: str
    asked: Mapping[str, Any]
    text: str
    may_repeat: bool
    answer: asyncio.Future[Issued]


class Counter:
    """Serves one organisation from the event loop that entered it."""

    def __init__(
        self,
        url: Callable[[], str],
        organisation: OrganisationId,
        *,
        n_clerks: int = N_CLERKS,
    ) -> None:
        self._url = url
        self._organisation = organisation
        self._n_clerks = n_clerks
        self._waiting: deque[_Request] = deque()
        self._bell = asyncio.Event()
        self._clerks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Counter":
        self._clerks = [
            asyncio.create_task(self._work()) for _ in range(self._n_clerks)
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        for clerk in self._clerks:
            clerk.cancel()
        await asyncio.gather(*self._clerks, return_exceptions=True)

    async def ask(
        self, session: str, request: Mapping[str, Any], *, may_repeat: bool
    ) -> Issued:
        """The database's answer, committed; see ``counter.sql`` for ``request``.

        ``may_repeat`` says that asking twice does no harm, as under an idempotency key;
        such a request survives a connection that breaks once. Raises
        ``DatabaseUnavailable``, after which the outcome is not known.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise DatabaseUnavailable("too many requests wait already")
        answer: asyncio.Future[Issued] = asyncio.get_running_loop().create_future()
        self._waiting.append(
            _Request(session, request, as_json(request), may_repeat, answer)
        )
        self._bell.set()
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await answer
        except TimeoutError:
            raise DatabaseUnavailable("no answer in time") from None

    async def _work(self) -> None:
        clerk = _Clerk(self._url, self._organisation)
        try:
            while True:
                await self._bell.wait()
                if together := self._next_together():
                    await clerk.serve(together)
        finally:
            await clerk.leave()

    def _next_together(self) -> list[_Request]:
        together: list[_Request] = []
        while self._waiting and len(together) < MOST_TOGETHER:
            request = self._waiting.popleft()
            if not request.answer.done():
                together.append(request)
        if not self._waiting:
            self._bell.clear()
        # One order for all counters, so that no two wait for each other's sessions.
        return sorted(together, key=lambda request: request.session)


class _Clerk:
    """One connection and what goes over it."""

    def __init__(self, url: Callable[[], str], organisation: OrganisationId) -> None:
        self._url = url
        self._organisation = organisation
        self._connection: _Connection | None = None
        self._n_calls = 0
        self._planned_at_s = 0.0

    async def serve(self, requests: Sequence[_Request]) -> None:
        """Answer all of them, one way or another."""
        try:
            await self._ask(requests)
        except (psycopg.Error, OSError, Refused) as error:
            await self._serve_again(requests, error)

    async def leave(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            with suppress(psycopg.Error, OSError):
                await self._connection.close()
        self._connection = None

    async def _serve_again(self, requests: Sequence[_Request], why: Exception) -> None:
        """One at a time, so that none fails for another's sake."""
        is_lost = self._connection is None or self._connection.broken
        for request in requests:
            if is_lost and not request.may_repeat:
                _fail(request, why)
                continue
            try:
                await self._ask([request])
            except (psycopg.Error, OSError, Refused) as error:
                _fail(request, error)

    async def _ask(self, requests: Sequence[_Request]) -> None:
        if self._connection is None or self._connection.closed:
            await self.leave()
            self._connection = await self._connect()
        await self._plan_anew_at_times(self._connection)
        asked = f"[{','.join(request.text for request in requests)}]"
        cursor = await self._connection.execute(_ASK, [self._organisation, asked])
        rows = await cursor.fetchall()
        for request, row in zip(requests, rows, strict=True):
            if not request.answer.done():
                request.answer.set_result(_issued(request.asked, row))

    async def _plan_anew_at_times(self, connection: _Connection) -> None:
        now_s = asyncio.get_running_loop().time()
        self._n_calls += 1
        if now_s - self._planned_at_s > PLANS_LAST_S or self._n_calls.bit_count() == 1:
            await connection.execute("discard plans")
            self._planned_at_s = now_s

    async def _connect(self) -> _Connection:
        url = await asyncio.to_thread(self._url)
        connection = await psycopg.AsyncConnection.connect(
            url,
            autocommit=True,
            prepare_threshold=0,
            connect_timeout=5,
            application_name="horarium counter",
        )
        await connection.execute(f"set role {APP_ROLE}")
        return connection


def _issued(asked: Mapping[str, Any], row: tuple[Any, ...]) -> Issued:
    outcome, number, note, token = row
    if isinstance(token, str):
        token = json.loads(token)
    return issued_of(asked, outcome, number, note, token)


def _fail(request: _Request, error: Exception) -> None:
    if request.answer.done():
        return
    if isinstance(error, psycopg.OperationalError | OSError):
        error = DatabaseUnavailable(type(error).__name__)
    request.answer.set_exception(error)
