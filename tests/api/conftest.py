"""The API in process or on the loopback, and bearer tokens for it."""

import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from horarium.api import errors, router
from horarium.domain.actor import Role
from horarium.domain.people import Practitioner
from horarium.services import api_tokens
from horarium.services.api_tokens import NewApiToken
from horarium.services.deployment import Deployment
from horarium.services.desk import Desk, open_desk
from horarium.services.live import LiveHub
from horarium.services.work import Work

Given = Callable[..., Work]


@pytest.fixture
def deployment(database, organisation, clock, tmp_path: Path) -> Deployment:
    """The test's organisation as a process would serve it."""
    return Deployment(database, organisation, clock, tmp_path)


@pytest.fixture
def app(deployment: Deployment) -> FastAPI:
    """An application that is nothing but the API; each client has a desk in its own loop."""

    @asynccontextmanager
    async def with_desk(_: FastAPI) -> AsyncIterator[dict[str, Desk]]:
        async with open_desk(deployment) as desk:
            yield {"desk": desk}

    app = FastAPI(lifespan=with_desk)
    app.state.deployment = deployment
    app.state.hub = LiveHub()
    app.include_router(router, prefix="/api")
    errors.install(app)
    return app


@pytest.fixture
def bearer(begin_as) -> Callable[..., str]:
    """Makes a bearer token of a role, or of a doctor in person."""

    def make(role: Role, doctor: Practitioner | None = None) -> str:
        with begin_as() as work:
            new = NewApiToken(
                name=f"{role.value}-{work.new_id()}",
                role=role,
                staff_code=doctor.staff_code if doctor else "",
            )
            return api_tokens.create(work, new).secret

    return make


@pytest.fixture
def client_as(app: FastAPI, bearer) -> Iterator[Callable[..., TestClient]]:
    """Makes a client with the bearer token of a role; anonymous without one."""
    with ExitStack() as stack:

        def make(
            role: Role | None = None, doctor: Practitioner | None = None
        ) -> TestClient:
            secret = bearer(role, doctor) if role else ""
            headers = {"Authorization": f"Bearer {secret}"} if role else {}
            client = TestClient(
                app, "http://testserver/api/v1", raise_server_exceptions=False
            )
            client.headers.update(headers)
            return stack.enter_context(client)

        yield make


@pytest.fixture
def staff(client_as) -> TestClient:
    """A client that may do what the desk may."""
    return client_as(Role.STAFF)


@pytest.fixture
def doctor(client_as) -> TestClient:
    """A client that may serve every line."""
    return client_as(Role.DOCTOR)


@pytest.fixture
def given(begin_as) -> Callable[..., object]:
    """Keeps a noun for good: ``given(given_session, capacity=2)``."""

    def keep(build: Callable[..., object], **changes: object) -> object:
        with begin_as() as work:
            return build(work, **changes)

    return keep


@pytest.fixture
def address(app) -> Iterator[str]:
    """Where a uvicorn of its own serves the API."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="error", lifespan="on", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/api/v1"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listening.close()
    assert not thread.is_alive()
