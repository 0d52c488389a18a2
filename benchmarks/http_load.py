"""A load generator that costs little beside what it measures: one loop, raw HTTP/1.1.

Each client has one connection and sends its next request when the last one is answered.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import uvloop


@dataclass(frozen=True, slots=True)
class Answer:
    """One exchange; ``sent_s`` and ``got_s`` are on the clock of ``time.perf_counter``."""

    key: str
    status: int
    body: bytes
    sent_s: float
    got_s: float

    @property
    def took_s(self) -> float:
        """How long the client waited."""
        return self.got_s - self.sent_s

    def json(self) -> dict[str, object]:
        """The body as an object."""
        found: dict[str, object] = json.loads(self.body)
        return found


@dataclass(frozen=True, slots=True)
class Call:
    """One request to be made: its bytes, and the name it goes by."""

    key: str
    data: bytes


def get(path: str, key: str, bearer: str) -> Call:
    """A GET; ``key`` is only what it goes by."""
    head = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {bearer}\r\n"
    )
    return Call(key, f"{head}\r\n".encode())


PLAIN = "application/json"
ROUNDABOUT = "application/json; charset=utf-8"
"""JSON all the same, but the fast lane leaves it to the ordinary route."""


def post(
    path: str, body: object, key: str, bearer: str, content_type: str = PLAIN
) -> Call:
    """A POST of ``body`` as JSON under an idempotency key."""
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {bearer}\r\n"
        f"Content-Type: {content_type}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return Call(key, head.encode() + content)


class _Client(asyncio.Protocol):
    def __init__(self, calls: Iterator[Call], answers: list[Answer]) -> None:
        self._calls = calls
        self._answers = answers
        self._buffer = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def start(self) -> None:
        """Send the first request."""
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end].lower()
        at = head.find(b"content-length: ") + 16
        length = int(head[at:].split(b"\r\n", 1)[0])
        if len(self._buffer) < end + 4 + length:
            return
        got_s = time.perf_counter()
        body = self._buffer[end + 4 :]
        status = int(self._buffer[9:12])
        self._answers.append(Answer(self._call.key, status, body, self._sent_s, got_s))
        self._buffer = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("closed by the server"))

    def _next(self) -> None:
        call = next(self._calls, None)
        if call is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._call = call
        self._sent_s = time.perf_counter()
        self._transport.write(call.data)  # type: ignore[attr-defined]


@dataclass
class Load:
    """All that was answered, and how long it took in all."""

    answers: list[Answer] = field(default_factory=list)
    seconds: float = 0.0

    def quantile_ms(self, q: float) -> float:
        """The wait that a share ``q`` of the calls stayed within."""
        waits = sorted(one.took_s for one in self.answers)
        return round(1000 * waits[min(len(waits) - 1, int(q * len(waits)))], 2)


def drive(port: int, n_clients: int, calls: Iterator[Call]) -> Load:
    """Let ``n_clients`` work through ``calls``, all beginning at once, until all are answered."""
    load = Load()

    async def run() -> None:
        loop = asyncio.get_running_loop()

        def connect() -> _Client:
            return _Client(calls, load.answers)

        clients = [
            (await loop.create_connection(connect, "127.0.0.1", port))[1]
            for _ in range(n_clients)
        ]
        started = time.perf_counter()
        for client in clients:
            client.start()
        await asyncio.gather(*(one.done for one in clients))
        load.seconds = time.perf_counter() - started

    uvloop.run(run())
    return load


class Stubborn:
    """A client that repeats a request, under the same key, until somebody answers it.

    A broken connection, silence and 503 are no answers: their outcome is not known.
    """

    def __init__(self, port: int, *, patience_s: float = 3.0) -> None:
        self._port = port
        self._patience_s = patience_s
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.n_repeats = 0

    async def ask(self, call: Call) -> Answer:
        """The first definite answer; ``sent_s`` is when it was first asked."""
        sent_s = time.perf_counter()
        while True:
            try:
                async with asyncio.timeout(self._patience_s):
                    status, body = await self._once(call)
                if status != 503:
                    got_s = time.perf_counter()
                    return Answer(call.key, status, body, sent_s, got_s)
            except (OSError, EOFError, TimeoutError):
                self.close()
            self.n_repeats += 1
            await asyncio.sleep(0.05)

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None

    async def _once(self, call: Call) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(call.data)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        at = head.find(b"content-length: ") + 16
        length = int(head[at:].split(b"\r\n", 1)[0])
        return int(head[9:12]), await reader.readexactly(length)
