"""``horarium token``: the secret alone on standard output, words beside it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from click.testing import Result
from tests.builders import given_practitioner
from typer.testing import CliRunner

from horarium.cli.token import app
from horarium.domain.actor import Role
from horarium.domain.errors import InvalidField, NameTaken, NoSuchThing, SignInRequired
from horarium.services import api_tokens
from horarium.services.work import Work
from horarium.store.people import Organisation

BeginAs = Callable[..., AbstractContextManager[Work]]
Run = Callable[..., Result]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    database_url: str,
    organisation: Organisation,
    tmp_path: Path,
) -> Run:
    """Runs the command against this test's organisation."""
    monkeypatch.setenv("HORARIUM_DATABASE_URL", database_url)
    monkeypatch.setenv("HORARIUM_ORGANISATION", organisation.slug)
    monkeypatch.setenv("HORARIUM_DATA", str(tmp_path))

    def invoke(*words: str) -> Result:
        result = CliRunner().invoke(app, words)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def test_a_token_is_printed_alone_and_works(run: Run, begin_as: BeginAs) -> None:
    result = run("create", "--role", "staff", "--name", "kiosk")

    assert result.exit_code == 0
    secret = result.stdout.removesuffix("\n")
    assert "kiosk" in result.stderr
    assert secret not in result.stderr
    with begin_as() as work:
        actor = api_tokens.actor_of_bearer(work, secret)
    assert (actor.role, actor.name) == (Role.STAFF, "kiosk")


def test_a_list_tells_of_every_token_and_no_secret(run: Run) -> None:
    secret = run("create", "--role", "staff", "--name", "kiosk").stdout.strip()
    run("create", "--role", "nurse", "--name", "lab")

    told = run("list").stdout

    assert "kiosk" in told
    assert "lab" in told
    assert secret not in told


def test_a_doctors_own_token_is_listed_with_the_staff_code(
    run: Run, begin_as: BeginAs
) -> None:
    with begin_as() as work:
        doctor = given_practitioner(work)

    made = run(
        *("create", "--role", "doctor", "--name", "own"),
        *("--practitioner", doctor.staff_code),
    )

    assert doctor.staff_code in run("list").stdout
    with begin_as() as work:
        actor = api_tokens.actor_of_bearer(work, made.stdout.strip())
    assert actor.practitioner == doctor.id


def test_a_revoked_token_opens_nothing(run: Run, begin_as: BeginAs) -> None:
    secret = run("create", "--role", "staff", "--name", "kiosk").stdout.strip()

    assert run("revoke", "--name", "kiosk").stdout == ""

    with begin_as() as work, pytest.raises(SignInRequired):
        api_tokens.actor_of_bearer(work, secret)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("create", "--role", "king", "--name", "kiosk"), InvalidField),
        (("create", "--role", "patient", "--name", "kiosk"), InvalidField),
        (("create", "--role", "staff", "--name", "Two Words"), InvalidField),
        (
            ("create", "--role", "doctor", "--name", "kiosk", "--practitioner", "X"),
            InvalidField,
        ),
        (("revoke", "--name", "nobody"), NoSuchThing),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_printed(
    run: Run, words: tuple[str, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        run(*words)

    assert "kiosk" not in run("list").stdout


def test_a_name_in_force_is_refused_a_second_time(run: Run) -> None:
    run("create", "--role", "staff", "--name", "kiosk")

    with pytest.raises(NameTaken):
        run("create", "--role", "nurse", "--name", "kiosk")
