"""What the doctor finds."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.addresses import as_address
from typer.testing import CliRunner

from horarium.cli import findings
from horarium.cli.doctor import app
from horarium.cli.findings import Finding, Level, examine
from horarium.settings import Settings
from horarium.store.pulse import Pulse


def make_settings(tmp_path: Path, **changes: Any) -> Settings:
    return Settings(data_dir=tmp_path / "data", **{"database_url": None} | changes)


def about(found: list[Finding], what: str) -> list[Finding]:
    return [one for one in found if one.about == what]


def test_a_bare_machine_is_told_what_is_installed_and_how_to_begin(tmp_path: Path):
    found = list(examine(make_settings(tmp_path)))

    (database,) = about(found, "database")
    assert "embedded PostgreSQL" in database.says
    assert "horarium demo" in database.advice
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("free", "level"),
    [(10**8, Level.FAULT), (10**9, Level.WARNING), (10**11, Level.GOOD)],
)
def test_little_space_is_told_before_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: Level
):
    monkeypatch.setattr(findings, "free_bytes", lambda _folder: free)

    (disk,) = about(list(examine(make_settings(tmp_path))), "disk")

    assert disk.level is level


def test_a_database_that_does_not_answer_is_a_fault_with_advice(tmp_path: Path):
    settings = make_settings(tmp_path, database_url="postgresql://ana@127.0.0.1:1/none")

    (database,) = about(list(examine(settings)), "database")

    assert database.level is Level.FAULT
    assert "HORARIUM_DATABASE_URL" in database.advice


def test_a_database_of_ones_own_is_told_with_its_release(
    tmp_path: Path, database_url: str, organisation
):
    settings = make_settings(
        tmp_path, database_url=as_address(database_url), organisation=organisation.slug
    )

    found = list(examine(settings))

    assert about(found, "database")[0].says.startswith("PostgreSQL ")
    assert about(found, "migrations")[0].level is Level.GOOD
    assert organisation.slug in about(found, "organisation")[0].says
    assert about(found, "outbox")[0].level is Level.GOOD


def test_an_old_schema_is_a_fault(
    tmp_path: Path,
    database_url: str,
    organisation,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(findings, "newest_revision", lambda: "9999")
    settings = make_settings(
        tmp_path, database_url=as_address(database_url), organisation=organisation.slug
    )

    (migrations,) = about(list(examine(settings)), "migrations")

    assert migrations.level is Level.FAULT
    assert migrations.advice == "horarium migrate"


@pytest.mark.parametrize(
    ("age_s", "level"), [(None, Level.WARNING), (60, Level.WARNING), (1, Level.GOOD)]
)
def test_a_worker_is_alive_when_it_gave_a_sign_lately(
    age_s: float | None, level: Level
):
    felt = Pulse("18.4", "0002", age_s, n_workers=1, outbox_age_s=None)

    assert findings._worker(felt).level is level


@pytest.mark.parametrize(("age_s", "level"), [(60, Level.WARNING), (1, Level.GOOD)])
def test_an_outbox_is_stuck_when_a_message_is_old(age_s: float, level: Level):
    felt = Pulse("18.4", "0002", 1, n_workers=1, outbox_age_s=age_s)

    assert findings._outbox(felt).level is level


def test_programs_get_the_same_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HORARIUM_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("HORARIUM_DATABASE_URL", raising=False)

    said = CliRunner().invoke(app, ["--json"])

    assert said.exit_code == 0
    assert {"programme", "disk", "database"} <= {
        one["about"] for one in json.loads(said.output)
    }


def test_a_fault_makes_the_exit_code_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HORARIUM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HORARIUM_DATABASE_URL", "postgresql://ana@127.0.0.1:1/none")

    assert CliRunner().invoke(app, []).exit_code == 1
