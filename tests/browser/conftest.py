"""A real site on a real port, and browsers in which people are signed in."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from horarium.app import WebServer, create_app
from horarium.domain.actor import Role
from horarium.domain.clock import WallClock
from horarium.services import accounts
from horarium.services.accounts import HashCost, NewAccount, PasswordVault
from horarium.services.deployment import Deployment
from horarium.settings import Settings

PASSWORD = "the quick brown fox waits"
CHEAP = HashCost(memory_kib=8, passes=1, lanes=1)
WAIT_MS = 20_000

expect.set_options(timeout=WAIT_MS)


@dataclass(frozen=True)
class Site:
    """A running site: its address and what it serves."""

    url: str
    deployment: Deployment


@pytest.fixture
def deployment(database, organisation, tmp_path: Path) -> Deployment:
    """The test's organisation, in the present: browsers have clocks of their own."""
    return Deployment(database, organisation, WallClock(), tmp_path)


@pytest.fixture
def site(deployment: Deployment) -> Iterator[Site]:
    """The whole web process on a free port, relay and live parts included."""
    app = create_app(Settings(data_dir=deployment.data_dir), deployment=deployment)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = threading.Event()
    server = WebServer(app, host="127.0.0.1", port=port, on_started=started.set)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert started.wait(20), "the site did not start"
    yield Site(f"http://127.0.0.1:{port}", deployment)
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def visitor(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Makes a page of a browser of its own, signed in when a role is given."""
    contexts: list[BrowserContext] = []

    def make(role: Role | None = None, **fields) -> Page:
        context = chromium.new_context(base_url=site.url)
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        if role is not None:
            login = _account(site.deployment, role, **fields)
            page.goto("/login")
            page.fill("#name", login)
            page.fill("#password", PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url("**/")
        return page

    yield make
    for context in contexts:
        context.close()


def _account(deployment: Deployment, role: Role, **fields) -> str:
    with deployment.work() as work:
        login = f"{role.value}{work.new_id().hex[-6:]}"
        new = NewAccount(
            login=login, name="Sam Field", role=role, password=PASSWORD, **fields
        )
        accounts.create(work, new, PasswordVault(CHEAP))
    return login
