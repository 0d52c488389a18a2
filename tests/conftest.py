"""Resources that every test may ask for: a database of its own, a clock that stands still."""

import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import settings

from horarium.domain.actor import Actor, ActorKind, Role
from horarium.domain.ids import OrganisationId, uuid7
from horarium.services.work import Work, begin, system_actor
from horarium.store import people
from horarium.store.database import Database, Db
from horarium.store.people import Organisation
from tests import databases

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A commit passes or fails for what it is; `--hypothesis-profile default` draws anew.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")

# A shell starts what it leaves in the background deaf to Ctrl-C, and every process below
# it: tests that interrupt one would wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)

_FOLDER = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that all workers of a run share."""
    if hasattr(config, "workerinput"):
        return
    folder = tempfile.TemporaryDirectory(
        prefix="horarium-test-", ignore_cleanup_errors=True
    )
    # The embedded server has an account of its own when root runs the tests.
    Path(folder.name).chmod(0o711)
    os.environ[databases.FOLDER_VARIABLE] = folder.name
    config.stash[_FOLDER] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the shared folder and the server in it."""
    folder = config.stash.get(_FOLDER, None)
    if folder is not None:
        databases.end_server()
        folder.cleanup()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the database, so that no test can forget to say so."""
    for item in items:
        if "database_url" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.db)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real instances and data; tests that need it skip without it."""
    folder = Path(
        os.environ.get("HORARIUM_SHARED", Path(__file__).parents[2] / "shared")
    )
    if not folder.is_dir():
        pytest.skip(f"real data are not here: no folder {folder} (HORARIUM_SHARED)")
    return folder


class StoppedClock:
    """A clock that shows what it was last set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> StoppedClock:
    """Tuesday 6 January 2026, 09:00 UTC."""
    return StoppedClock(datetime(2026, 1, 6, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def zone() -> ZoneInfo:
    """The zone of the organisations that ``organisation`` makes."""
    return ZoneInfo("Europe/London")


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where this worker's own migrated database is, as its owner."""
    workerinput = getattr(request.config, "workerinput", {"workerid": "main"})
    with (
        databases.server() as server,
        databases.clone(server, worker=workerinput["workerid"]) as url,
    ):
        yield url


@pytest.fixture(scope="session")
def database(database_url: str) -> Iterator[Database]:
    """The worker's database as the application sees it."""
    with Database(lambda: database_url, application_name="horarium test") as opened:
        yield opened


@pytest.fixture(scope="session")
def owner_database(database_url: str) -> Iterator[Database]:
    """The same database with the rights of the role that migrated it."""
    with Database(lambda: database_url, pool_size=2, as_owner=True) as opened:
        yield opened


@pytest.fixture
def new_organisation(
    database: Database, clock: StoppedClock, zone: ZoneInfo
) -> Callable[[], Organisation]:
    """Makes one more organisation, committed and empty."""

    def make() -> Organisation:
        key = OrganisationId(uuid7(clock.at, secrets.token_bytes(10)))
        made = Organisation(key, f"test-{key}", "Department of Tests", zone.key)
        with database.transaction() as db:
            people.add_organisation(db, made, at=clock.at)
        return made

    return make


@pytest.fixture
def organisation(new_organisation: Callable[[], Organisation]) -> Organisation:
    """A fresh organisation, so that no test sees the rows of another."""
    return new_organisation()


@pytest.fixture
def db(database: Database, organisation: Organisation) -> Iterator[Db]:
    """An open transaction in the organisation, rolled back at the end."""
    with database.transaction(organisation.id) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def entropy() -> Callable[[int], bytes]:
    """Unpredictable bytes that are the same in every run."""
    return np.random.default_rng(2026).bytes


@pytest.fixture
def actor_as(organisation: Organisation) -> Callable[..., Actor]:
    """Makes an actor: ``actor_as(Role.DOCTOR, practitioner=...)``; Horarium without a role."""

    def make(role: Role | None = None, **fields: Any) -> Actor:
        if role is None:
            return replace(system_actor(organisation.id), **fields)
        account = uuid7(datetime(2026, 1, 1, tzinfo=UTC), secrets.token_bytes(10))
        person = Actor(
            ActorKind.PERSON, organisation.id, role, account, f"the {role.value}"
        )
        return replace(person, **fields)

    return make


@pytest.fixture
def work_as(
    db: Db,
    actor_as: Callable[..., Actor],
    clock: StoppedClock,
    zone: ZoneInfo,
    entropy: Callable[[int], bytes],
) -> Callable[..., Work]:
    """Makes a ``Work`` for a role; all of one test share its rolled-back transaction."""

    def make(role: Role | None = None, **fields: Any) -> Work:
        return Work(db, actor_as(role, **fields), clock, zone, entropy=entropy)

    return make


@pytest.fixture
def work(work_as: Callable[..., Work]) -> Work:
    """A ``Work`` of Horarium itself, which may do everything."""
    return work_as()


@pytest.fixture
def begin_as(
    database: Database,
    actor_as: Callable[..., Actor],
    clock: StoppedClock,
    zone: ZoneInfo,
) -> Callable[..., AbstractContextManager[Work]]:
    """Opens a ``Work`` in a transaction of its own that really commits; for races."""

    def make(role: Role | None = None, **fields: Any) -> AbstractContextManager[Work]:
        return begin(database, actor_as(role, **fields), clock, zone=zone)

    return make


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """Debian's Chromium, without a screen; one for all browser tests of a process."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"]
        )
        yield browser
        browser.close()
