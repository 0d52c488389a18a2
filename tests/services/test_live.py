"""From letters to watchers."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from uuid import UUID

import pytest
from tests.builders import new_id

from horarium.domain.ids import OrganisationId
from horarium.services.live import (
    LETTER_BYTES,
    RESYNC,
    LiveHub,
    LiveMessage,
    pack,
    unpack,
)

OURS = OrganisationId(UUID(int=1))
THEIRS = OrganisationId(UUID(int=2))


def make_message(
    topic: str = "line.changed", owner: OrganisationId = OURS, **payload: str
) -> LiveMessage:
    return LiveMessage(str(owner), topic, payload)


def run(watch: Callable[[LiveHub], Awaitable[None]]) -> None:
    """Run a watcher in a loop of its own, for at most ten seconds."""
    asyncio.run(asyncio.wait_for(watch(LiveHub()), 10))


def test_what_is_packed_comes_out_again_in_order():
    messages = [make_message(token=str(new_id())) for _ in range(300)]

    letters = list(pack(messages))

    assert [one for letter in letters for one in unpack(letter)] == messages


def test_no_letter_is_too_long_for_postgresql():
    messages = [make_message(token=str(new_id())) for _ in range(300)]

    letters = list(pack(messages))

    assert len(letters) > 1
    assert max(len(letter.encode()) for letter in letters) <= LETTER_BYTES


def test_a_change_told_twice_in_a_row_is_carried_once():
    message = make_message(session="a")

    (letter,) = pack([message, message])

    assert unpack(letter) == [message]


def test_nothing_to_tell_needs_no_letter():
    assert list(pack([])) == []


def test_a_watcher_hears_what_is_published_from_another_thread():
    async def watch(hub: LiveHub) -> None:
        with hub.subscribe(OURS) as subscription:
            speaker = threading.Thread(target=hub.publish, args=[make_message()])
            speaker.start()

            assert await subscription.next(5) == make_message()
            speaker.join()

    run(watch)


def test_a_watcher_hears_nothing_of_another_organisation():
    async def watch(hub: LiveHub) -> None:
        with hub.subscribe(OURS) as subscription:
            hub.publish(make_message(owner=THEIRS))
            hub.publish(make_message(session="ours"))

            assert await subscription.next(5) == make_message(session="ours")

    run(watch)


def test_a_watcher_of_one_topic_is_not_woken_by_others():
    async def watch(hub: LiveHub) -> None:
        with hub.subscribe(OURS, "token.called") as subscription:
            hub.publish(make_message("roster.published"))
            hub.publish(make_message("token.called"))

            heard = await subscription.next(5)

        assert heard == make_message("token.called")

    run(watch)


def test_silence_is_no_message():
    async def watch(hub: LiveHub) -> None:
        with hub.subscribe(OURS) as subscription:
            assert await subscription.next(0.01) is None
            assert not subscription.is_closed

    run(watch)


def test_every_watcher_of_any_topic_is_told_to_read_anew():
    async def watch(hub: LiveHub) -> None:
        with hub.subscribe(OURS, "token.called") as one, hub.subscribe(THEIRS) as other:
            hub.resync()

            heard = [await one.next(5), await other.next(5)]

        assert [message and message.topic for message in heard] == [RESYNC, RESYNC]

    run(watch)


def test_a_watcher_too_slow_for_the_flood_is_told_to_read_anew():
    async def watch(hub: LiveHub) -> None:
        with hub.subscribe(OURS) as subscription:
            for n in range(1000):
                hub.publish(make_message(token=str(n)))
            await asyncio.sleep(0)

            heard = [await subscription.next(0.05) for _ in range(101)]

        assert RESYNC in {message.topic for message in heard if message}
        assert len([message for message in heard if message]) <= 100

    run(watch)


def test_a_closed_hub_lets_every_stream_end():
    async def watch(hub: LiveHub) -> None:
        with hub.subscribe(OURS) as early:
            hub.close()
            with hub.subscribe(OURS) as late:
                assert [message async for message in early] == []
                assert [message async for message in late] == []
        assert early.is_closed
        assert late.is_closed

    run(watch)


def test_whoever_stopped_watching_is_forgotten():
    async def watch(hub: LiveHub) -> None:
        with hub.subscribe(OURS):
            assert hub.n_watchers == 1

        assert hub.n_watchers == 0

    run(watch)


def test_a_watcher_whose_loop_has_ended_does_no_harm():
    hub = LiveHub()

    watching = ExitStack()

    async def leave() -> None:
        watching.enter_context(hub.subscribe(OURS))

    asyncio.run(leave())
    with watching:
        hub.publish(make_message())
        assert hub.n_watchers == 1


@pytest.mark.parametrize("payload", [{}, {"session": "s", "action": "call"}])
def test_a_message_survives_the_letter(payload: dict[str, str]):
    (letter,) = pack([make_message(**payload)])

    assert unpack(letter) == [make_message(**payload)]


def test_a_watcher_is_not_woken_by_what_does_not_concern_it():
    async def watch(hub: LiveHub) -> None:
        with hub.subscribe(
            OURS, concerns=lambda message: message.payload.get("session") == "mine"
        ) as subscription:
            hub.publish(make_message(session="another"), make_message(session="mine"))

            assert await subscription.next(5) == make_message(session="mine")

    run(watch)


def test_forgetting_what_waits_does_not_miss_the_end():
    async def watch(hub: LiveHub) -> None:
        with hub.subscribe(OURS) as subscription:
            hub.publish(make_message())
            hub.close()
            await asyncio.sleep(0)

            subscription.forget()

            assert subscription.is_closed

    run(watch)
