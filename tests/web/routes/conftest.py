"""The pages in process, and people signed in to them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser
from tests.services.drafts import given_draft

from horarium.domain.actor import Role
from horarium.domain.errors import Refused
from horarium.domain.roster import StoredRoster
from horarium.services import accounts
from horarium.services.accounts import FrontDoor, HashCost, NewAccount, PasswordVault
from horarium.services.deployment import Deployment
from horarium.services.live import LiveHub
from horarium.web import router
from horarium.web.drawings import Drawings
from horarium.web.errors import refused_page
from horarium.web.render import Renderer

PASSWORD = "the quick brown fox waits"
CHEAP = HashCost(memory_kib=8, passes=1, lanes=1)


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture
def deployment(database, organisation, clock, tmp_path: Path) -> Deployment:
    return Deployment(database, organisation, clock, tmp_path)


@pytest.fixture
def app(deployment: Deployment, renderer: Renderer) -> FastAPI:
    """An application that is nothing but the pages."""
    app = FastAPI()
    app.state.deployment = deployment
    app.state.renderer = renderer
    app.state.hub = LiveHub()
    app.state.drawings = Drawings()
    app.state.language = "en"
    app.state.door = FrontDoor(vault=PasswordVault(CHEAP))
    app.state.secure_cookies = False
    app.state.demo_logins = ()
    app.include_router(router)
    app.add_exception_handler(Refused, refused_page)
    return app


@pytest.fixture
def browser(app: FastAPI) -> Iterator[Callable[[], TestClient]]:
    """Makes a browser without cookies that does not follow redirects by itself."""
    with ExitStack() as stack:

        def make() -> TestClient:
            client = TestClient(app, follow_redirects=False)
            return stack.enter_context(client)

        yield make


@pytest.fixture
def signed_in(browser, begin_as, app) -> Callable[..., TestClient]:
    """Makes a browser in which somebody of a role has signed in through the form."""

    def make(role: Role, **fields) -> TestClient:
        with begin_as() as work:
            login = f"{role.value}{work.new_id().hex[-6:]}"
            new = NewAccount(
                login=login,
                name=f"Sam {role.value}",
                role=role,
                password=PASSWORD,
                **fields,
            )
            accounts.create(work, new, app.state.door.vault)
        client = browser()
        page = client.get("/login")
        form = {"csrf": csrf_of(page), "name": login, "password": PASSWORD}
        answer = client.post("/login", data=form)
        assert answer.status_code == 303, answer.text
        return client

    return make


def csrf_of(answer) -> str:
    """The token of the first form of a page."""
    field = LexborHTMLParser(answer.text).css_first("input[name=csrf]")
    return field.attributes["value"]


@pytest.fixture
def given(begin_as) -> Callable[..., object]:
    """Keeps a noun for good: ``given(given_session, capacity=2)``."""

    def keep(build: Callable[..., object], **changes: object) -> object:
        with begin_as() as work:
            return build(work, **changes)

    return keep


@pytest.fixture
def coordinator(signed_in) -> TestClient:
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def draft(begin_as) -> StoredRoster:
    """A draft of the small week."""
    with begin_as() as work:
        return given_draft(work)
