"""Live parts: the whole state again at every change, a heartbeat in between."""

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from horarium.domain.errors import Refused
from horarium.services.live import RESYNC, LiveMessage, Subscription
from horarium.web.visit import Visit

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


async def follow(
    visit: Visit,
    draw: Callable[[], str],
    *topics: str,
    concerns: Callable[[LiveMessage], bool] = lambda _: True,
) -> StreamingResponse:
    """Answer with a stream of what ``draw`` gives, now and after each change.

    ``draw`` runs in a worker thread and opens its own unit of work. It is asked once
    before the answer begins, so that a refusal is an answer of its own.
    """
    await run_in_threadpool(draw)
    events = _events(visit, draw, topics, concerns)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


async def _events(
    visit: Visit,
    draw: Callable[[], str],
    topics: tuple[str, ...],
    concerns: Callable[[LiveMessage], bool],
) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + LIFE_S
    yield "retry: 2000\n\n"
    with visit.hub.subscribe(visit.deployment.organisation.id, *topics) as news:
        while loop.time() < ends_at and not _is_over(news):
            yield await _drawn(draw)
            drawn_at = loop.time()
            while loop.time() < min(drawn_at + REFRESH_S, ends_at):
                message = await news.next(BEAT_S)
                if _is_over(news):
                    return
                if message and (message.topic == RESYNC or concerns(message)):
                    await _settle(news)
                    break
                yield "event: beat\ndata:\n\n"


def _is_over(news: Subscription) -> bool:
    return news.is_closed


async def _settle(news: Subscription) -> None:
    for _ in range(MOST_SETTLED):
        if await news.next(SETTLE_S) is None:
            return


async def _drawn(draw: Callable[[], str]) -> str:
    try:
        html = await run_in_threadpool(draw)
    except Refused:
        return "event: refused\ndata:\n\n"
    lines = "\n".join(f"data: {line}" for line in html.splitlines())
    return f"event: state\n{lines}\n\n"
