"""Live parts as they go over the wire."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest

from horarium.domain.errors import NoSuchThing
from horarium.domain.ids import OrganisationId
from horarium.services.live import LiveHub, LiveMessage
from horarium.web import streams
from horarium.web.drawings import Drawing, Drawings
from horarium.web.streams import _events

OURS = OrganisationId(UUID(int=1))
CHANGED = LiveMessage(str(OURS), "line.changed", {"session": "s"})


class Easel:
    """Something to draw that counts how often it was drawn; draws what ``shows`` says."""

    def __init__(self) -> None:
        self.n_drawn = 0
        self.shows: Callable[[int], str] = lambda n: f"<p>{n}</p>"
        self.may_finish = threading.Event()
        self.may_finish.set()

    def draw(self) -> str:
        self.n_drawn += 1
        text = self.shows(self.n_drawn)
        assert self.may_finish.wait(10)
        return text


class Door:
    """Says whether whoever watches is still signed in."""

    def __init__(self) -> None:
        self.is_open = True

    async def may_go_on(self) -> bool:
        return self.is_open


@contextmanager
def watching(
    hub: LiveHub,
    drawings: Drawings,
    easel: Easel,
    seen: str = "",
    door: Door | None = None,
) -> Iterator[AsyncIterator[bytes]]:
    with (
        hub.subscribe(OURS, "line.changed") as news,
        drawings.watch("key", easel.draw) as drawing,
    ):
        yield _events(drawing, news, (door or Door()).may_go_on, seen)


def run(watch: Callable[[LiveHub, Drawings], object]) -> None:
    """Run a watcher in a loop of its own, for at most ten seconds."""

    async def main() -> None:
        await asyncio.wait_for(watch(LiveHub(), Drawings()), 10)

    asyncio.run(main())


def test_a_stream_begins_with_the_state_and_its_id():
    async def watch(hub: LiveHub, drawings: Drawings) -> None:
        with watching(hub, drawings, Easel()) as events:
            first = (await anext(events)).decode().splitlines()

        assert first[0] == "event: state"
        assert first[1].startswith("id: ")
        assert first[2] == "data: <p>1</p>"

    run(watch)


def test_who_has_seen_the_present_state_is_not_sent_it_again():
    easel = Easel()
    easel.shows = lambda _: "<p>the same</p>"

    async def watch(hub: LiveHub, drawings: Drawings) -> None:
        with watching(hub, drawings, easel) as events:
            known = (await anext(events)).decode().splitlines()[1].removeprefix("id: ")

        with watching(hub, drawings, easel, seen=known) as events:
            assert (await anext(events)).startswith(b"event: beat")

    run(watch)


def test_a_change_is_shown():
    async def watch(hub: LiveHub, drawings: Drawings) -> None:
        with watching(hub, drawings, Easel()) as events:
            await anext(events)
            hub.publish(CHANGED)

            assert b"<p>2</p>" in await anext(events)

    run(watch)


def test_a_burst_of_changes_is_one_drawing():
    easel = Easel()

    async def watch(hub: LiveHub, drawings: Drawings) -> None:
        with watching(hub, drawings, easel) as events:
            await anext(events)
            hub.publish(*[CHANGED] * 50)
            await anext(events)

        assert easel.n_drawn == 2

    run(watch)


def test_fifty_watchers_of_one_thing_cost_two_drawings_at_most():
    easel = Easel()

    async def watch(hub: LiveHub, drawings: Drawings) -> None:
        easel.may_finish.clear()
        with drawings.watch("board", easel.draw) as drawing:
            now_s = asyncio.get_running_loop().time()
            waiting = [asyncio.create_task(drawing.since(now_s)) for _ in range(50)]
            await asyncio.sleep(0)
            easel.may_finish.set()
            drawn = await asyncio.gather(*waiting)

        assert easel.n_drawn <= 2
        assert len({one.id for one in drawn}) == 1

    run(watch)


def test_nobody_is_shown_what_was_drawn_before_they_looked():
    easel = Easel()

    async def watch(hub: LiveHub, drawings: Drawings) -> None:
        loop = asyncio.get_running_loop()
        with drawings.watch("board", easel.draw) as drawing:
            first = await drawing.since(loop.time())
            later = await drawing.since(loop.time() + 1e-6)

        assert (first.id != later.id, easel.n_drawn) == (True, 2)

    run(watch)


def test_a_refusal_is_told_and_the_stream_goes_on():
    easel = Easel()

    def gone(_: int) -> str:
        raise NoSuchThing("session", "s")

    async def watch(hub: LiveHub, drawings: Drawings) -> None:
        easel.shows = gone
        with watching(hub, drawings, easel) as events:
            assert (await anext(events)).startswith(b"event: refused")
            easel.shows = lambda n: f"<p>{n}</p>"
            hub.publish(CHANGED)

            assert (await anext(events)).startswith(b"event: state")

    run(watch)


def test_who_signed_out_is_shown_no_change_any_more():
    easel, door = Easel(), Door()

    async def watch(hub: LiveHub, drawings: Drawings) -> None:
        with watching(hub, drawings, easel, door=door) as events:
            await anext(events)
            door.is_open = False
            hub.publish(CHANGED)

            assert [event async for event in events] == []

    run(watch)
    assert easel.n_drawn == 1


def test_who_signed_out_is_let_go_at_the_next_beat(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(streams, "BEAT_S", 0.02)
    door = Door()

    async def watch(hub: LiveHub, drawings: Drawings) -> None:
        with watching(hub, drawings, Easel(), door=door) as events:
            await anext(events)
            await anext(events)
            door.is_open = False

            assert [event async for event in events] == []

    run(watch)


def test_a_stream_ends_after_its_life(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(streams, "LIFE_S", 0.05)
    monkeypatch.setattr(streams, "BEAT_S", 0.02)

    async def watch(hub: LiveHub, drawings: Drawings) -> None:
        with watching(hub, drawings, Easel()) as events:
            told = [event async for event in events]

        assert told[0].startswith(b"event: state")
        assert set(told[1:]) == {b"event: beat\ndata:\n\n"}

    run(watch)


def test_a_stream_lets_go_when_the_process_stops():
    async def watch(hub: LiveHub, drawings: Drawings) -> None:
        with watching(hub, drawings, Easel()) as events:
            await anext(events)
            hub.close()

            assert [event async for event in events] == []

    run(watch)


def test_what_nobody_watches_any_more_is_forgotten():
    async def watch(hub: LiveHub, drawings: Drawings) -> None:
        easel = Easel()
        with drawings.watch("board", easel.draw) as one:
            pass
        with drawings.watch("board", easel.draw) as other:
            assert isinstance(other, Drawing)
            assert other is not one

    run(watch)
