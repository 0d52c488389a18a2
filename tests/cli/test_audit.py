"""``horarium audit``: 0 when all is as sealed, 1 when something is not."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text
from typer.testing import CliRunner

from horarium.cli.audit import SHOWN, app
from horarium.domain.errors import SigningKeyUnusable
from horarium.services.audit.notary import CHECKPOINTS_NAME
from horarium.services.work import Work
from horarium.store.database import Database
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


@pytest.fixture
def happen(begin_as: BeginAs) -> Callable[[int], None]:
    """Lets events happen."""

    def make(n: int) -> None:
        with begin_as() as work:
            for number in range(n):
                work.record("tests.happen", ("thing", number))

    return make


def change_everything(owner_database: Database, organisation: Organisation) -> None:
    """Change every event of the organisation behind the guards' back."""
    with owner_database.transaction(organisation.id) as db:
        db.execute(text("alter table event disable trigger user"))
        changed = text("update event set action = 'x' where organisation_id = :owner")
        db.execute(changed, {"owner": organisation.id})
        db.execute(text("alter table event enable trigger user"))


def test_what_was_sealed_verifies(run: Run, happen: Callable[[int], None]) -> None:
    happen(3)
    run("seal")

    result = run("verify")

    assert result.exit_code == 0
    assert "as it was sealed" in result.stdout
    assert "3 events under 1 seal" in result.stdout


def test_each_changed_event_is_named_up_to_a_page_of_them(
    run: Run,
    happen: Callable[[int], None],
    owner_database: Database,
    organisation: Organisation,
) -> None:
    happen(SHOWN + 7)
    run("seal")
    change_everything(owner_database, organisation)

    result = run("verify")

    assert result.exit_code == 1
    assert result.stdout.count("was changed after seal 1") == SHOWN
    assert "7 more" in result.stdout


def test_a_programme_reads_all_findings_in_json(
    run: Run,
    happen: Callable[[int], None],
    owner_database: Database,
    organisation: Organisation,
) -> None:
    happen(SHOWN + 7)
    run("seal")
    change_everything(owner_database, organisation)

    result = run("verify", "--json")

    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert told["intact"] is False
    assert (told["events"], told["seals"]) == (SHOWN + 7, 1)
    assert [one["kind"] for one in told["findings"]] == ["changed"] * (SHOWN + 7)


def test_that_checkpoints_are_missing_is_said(
    run: Run, happen: Callable[[int], None], tmp_path: Path
) -> None:
    happen(1)
    run("seal")
    copy = (tmp_path / CHECKPOINTS_NAME).rename(tmp_path / "copy.jsonl")

    assert "Without checkpoints" in run("verify").stdout
    assert "Without checkpoints" not in run("verify", "--checkpoints", str(copy)).stdout


def test_where_nothing_was_ever_sealed_that_is_the_answer(run: Run) -> None:
    with pytest.raises(SigningKeyUnusable):
        run("verify")
