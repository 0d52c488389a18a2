"""``horarium organisation`` and ``horarium account``: from an empty database to a sign-in."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from zlib import crc32
from zoneinfo import ZoneInfo

import pytest
from click.testing import Result
from tests.conftest import StoppedClock
from typer.testing import CliRunner

from horarium.cli import account, organisation
from horarium.domain.actor import Role
from horarium.domain.errors import (
    InvalidField,
    NameTaken,
    NoSuchThing,
    WrongPassword,
)
from horarium.services import accounts
from horarium.services.accounts import Attempt, FrontDoor, SignedIn
from horarium.services.deployment import find_organisation
from horarium.services.work import anonymous_actor, begin
from horarium.store.database import Database

PASSWORD = "the quick brown fox waits"
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> Run:
    monkeypatch.setenv("HORARIUM_DATABASE_URL", database_url)
    monkeypatch.setenv("HORARIUM_DATA", str(tmp_path))

    def invoke(app, *words: str, typed: str = "") -> Result:
        result = CliRunner().invoke(app, words, input=typed)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def slug(run: Run, monkeypatch: pytest.MonkeyPatch, request) -> str:
    """An organisation founded from the shell, and meant by the commands after it."""
    slug = f"unit-{crc32(request.node.nodeid.encode())}"
    run(
        organisation.app,
        "add",
        slug,
        "--name",
        "Renal  Unit",
        "--time-zone",
        "Asia/Kolkata",
    )
    monkeypatch.setenv("HORARIUM_ORGANISATION", slug)
    return slug


def signed_in(
    database: Database, clock: StoppedClock, slug: str, login: str, word: str
) -> SignedIn:
    actor = anonymous_actor(find_organisation(database, slug).id)
    open_work = partial(begin, database, actor, clock, zone=ZoneInfo("UTC"))
    attempt = Attempt(login=login, password=word, address="127.0.0.1")
    return accounts.sign_in(open_work, attempt, FrontDoor())


def test_the_first_administrator_of_a_new_organisation_signs_in(
    run: Run, slug: str, database: Database, clock: StoppedClock
) -> None:
    words = ("add", "Ada", "--role", "admin", "--name", "Ada Okoro")

    told = run(account.app, *words, typed=f"{PASSWORD}\n")

    assert PASSWORD not in told.output
    entered = signed_in(database, clock, slug, "ada", PASSWORD)
    assert entered.actor.role is Role.ADMIN
    found = find_organisation(database, slug)
    assert (found.name, found.time_zone) == ("Renal Unit", "Asia/Kolkata")


def test_a_new_password_takes_the_place_of_the_old(
    run: Run, slug: str, database: Database, clock: StoppedClock
) -> None:
    run(account.app, "add", "ada", "--role", "staff", "--name", "Ada", typed=PASSWORD)

    run(account.app, "password", "ADA", typed="a different long sentence\n")

    with pytest.raises(WrongPassword):
        signed_in(database, clock, slug, "ada", PASSWORD)
    assert signed_in(database, clock, slug, "ada", "a different long sentence")


def test_a_closed_account_opens_nothing_until_it_is_opened_again(
    run: Run, slug: str, database: Database, clock: StoppedClock
) -> None:
    run(account.app, "add", "ada", "--role", "staff", "--name", "Ada", typed=PASSWORD)

    run(account.app, "close", "ada")

    with pytest.raises(WrongPassword):
        signed_in(database, clock, slug, "ada", PASSWORD)
    run(account.app, "open", "ada")
    assert signed_in(database, clock, slug, "ada", PASSWORD)


def test_a_slug_is_given_once(run: Run, slug: str) -> None:
    with pytest.raises(NameTaken):
        run(organisation.app, "add", slug, "--name", "Another")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("Renal Unit", "--name", "Renal"), "slug"),
        (("renal", "--name", " "), "name"),
        (("renal", "--name", "Renal", "--time-zone", "Mars/Olympus"), "time_zone"),
    ],
)
def test_what_cannot_be_founded_is_named(run: Run, words, field) -> None:
    with pytest.raises(InvalidField) as refusal:
        run(organisation.app, "add", *words)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("add", "x", "--role", "king", "--name", "X"), InvalidField),
        (("add", "x", "--role", "doctor", "--name", "X"), InvalidField),
        (
            ("add", "x", "--role", "doctor", "--name", "X", "--staff-code", "none"),
            NoSuchThing,
        ),
        (("close", "nobody"), NoSuchThing),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    run: Run, slug: str, words, refusal
) -> None:
    with pytest.raises(refusal):
        run(account.app, *words, typed=PASSWORD)


def test_the_lists_show_what_there_is(run: Run, slug: str) -> None:
    run(account.app, "add", "ada", "--role", "nurse", "--name", "Ada", typed=PASSWORD)

    assert "ada" in run(account.app, "list").stdout
    assert slug in run(organisation.app, "list").stdout
