"""From a service's transaction to whoever watches in this process."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager

from fastapi.testclient import TestClient
from tests.builders import new_id

from horarium.app import create_app
from horarium.services.deployment import Deployment
from horarium.services.live import RESYNC, LiveHub, LiveMessage
from horarium.services.work import Work
from horarium.settings import Settings

Begin = Callable[..., AbstractContextManager[Work]]


def test_a_change_that_was_committed_reaches_the_watchers(
    client: TestClient, organisation, begin_as: Begin
):
    hub: LiveHub = client.app.state.hub
    session = new_id()

    def change() -> None:
        with begin_as() as work:
            work.announce("line.changed", session=session)

    async def watch() -> LiveMessage | None:
        with hub.subscribe(organisation.id, "line.changed") as news:
            await asyncio.to_thread(change)
            while message := await news.next(10):
                if message.topic != RESYNC:
                    return message
        return None

    assert client.portal is not None
    heard = client.portal.call(watch)

    assert heard is not None
    assert heard.payload == {"session": str(session)}


def test_streams_are_let_go_when_the_process_stops(
    deployment: Deployment, organisation, tmp_path
):
    app = create_app(Settings(data_dir=tmp_path), deployment=deployment)
    with TestClient(app):
        pass

    async def late() -> bool:
        with app.state.hub.subscribe(organisation.id) as news:
            await news.next(5)
            return news.is_closed

    assert asyncio.run(late())
