"""Live parts: the whole state again at every change, a heartbeat in between.

Each state has an id made from what it says. A browser that comes back tells the last one
it saw, and is sent the state only if that is not it any more: nothing is ever replayed. A
reader that cannot hold a stream open asks for the same address as ``text/html`` and gets
the present state, as often as it likes.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable

from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from horarium.domain.errors import Refused, Unavailable
from horarium.services.live import LiveMessage, Subscription
from horarium.web.drawings import Drawing, Drawings
from horarium.web.visit import Visit, recognise

BEAT_S = 5.0
"""The page says that its news are old after ten seconds: two beats missed."""

REFRESH_S = 15.0
"""Waiting times move on even when nothing happens."""

LIFE_S = 600.0
"""A stream ends after ten minutes and the browser opens a new one."""

SETTLE_S = 0.03
"""What comes within this time of a change is shown together with it."""

MOST_SETTLED = 5
"""So that a storm of changes cannot keep the page from being drawn."""


_BEAT = b"event: beat\ndata:\n\n"
_REFUSED = b"event: refused\ndata:\n\n"
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def follow(
    visit: Visit,
    draw: Callable[[], str],
    *topics: str,
    concerns: Callable[[LiveMessage], bool] | None = None,
    shared: Hashable | None = None,
) -> Response:
    """Answer with a stream of what ``draw`` gives, now and after each change.

    ``draw`` runs in a worker thread and opens its own unit of work. It is asked once
    before the answer begins, so that a refusal is an answer of its own. What is the same
    for everybody names itself in ``shared`` and is drawn once for all who watch it. The
    stream of somebody who signed in ends within a beat of the sign-in.
    """
    if _wants_it_once(visit.request.headers.get("accept", "")):
        return HTMLResponse(await run_in_threadpool(draw), headers=_HEADERS)
    drawings: Drawings = visit.request.app.state.drawings
    key = object() if shared is None else shared
    with drawings.watch(key, draw) as drawing:
        await drawing.since(_now_s())

    async def may_go_on() -> bool:
        return await run_in_threadpool(_is_still_there, visit)

    async def events() -> AsyncIterator[bytes]:
        hub, organisation = visit.hub, visit.deployment.organisation.id
        seen = visit.request.headers.get("last-event-id", "")
        yield b"retry: 2000\n\n"
        with (
            hub.subscribe(organisation, *topics, concerns=concerns) as news,
            drawings.watch(key, draw) as drawing,
        ):
            async for event in _events(drawing, news, may_go_on, seen):
                yield event

    return StreamingResponse(events(), media_type="text/event-stream", headers=_HEADERS)


async def _events(
    drawing: Drawing,
    news: Subscription,
    may_go_on: Callable[[], Awaitable[bool]],
    seen: str,
) -> AsyncIterator[bytes]:
    ends_at_s = _now_s() + LIFE_S
    while _now_s() < ends_at_s and not _is_over(news):
        if not await may_go_on():
            return
        looked_at_s = _now_s()
        try:
            drawn = await drawing.since(looked_at_s)
        except Refused:
            yield _REFUSED
        else:
            yield _BEAT if drawn.id == seen else drawn.event
            seen = drawn.id
        while _now_s() < min(looked_at_s + REFRESH_S, ends_at_s):
            changed = await news.next(BEAT_S)
            if _is_over(news):
                return
            if changed:
                await _settle(news)
                break
            if not await may_go_on():
                return
            yield _BEAT


def _is_still_there(visit: Visit) -> bool:
    """Whether whoever signed in is signed in yet, in the same role."""
    if not visit.is_signed_in:
        return True
    try:
        return recognise(visit.request).actor == visit.actor
    except Unavailable:  # nothing can be drawn either, which the stream tells
        return True


def _wants_it_once(accept: str) -> bool:
    return "text/html" in accept and "text/event-stream" not in accept


def _now_s() -> float:
    return asyncio.get_running_loop().time()


def _is_over(news: Subscription) -> bool:
    return news.is_closed


async def _settle(news: Subscription) -> None:
    for _ in range(MOST_SETTLED):
        if await news.next(SETTLE_S) is None:
            break
    news.forget()
