"""What the environment may say, and what it is told when it says nonsense."""

import os
from pathlib import Path

import pytest

from horarium import settings
from horarium.cli.context import read_settings
from horarium.domain.errors import InvalidField
from horarium.settings import Environment


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HORARIUM_")]:
        monkeypatch.delenv(name)


def test_without_any_variable_the_server_is_a_careful_one_on_this_machine():
    read = read_settings()

    assert read.env is Environment.PRODUCTION
    assert (read.host, read.port) == ("127.0.0.1", 8000)
    assert read.database_url is None


def test_an_empty_variable_counts_as_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HORARIUM_DATABASE_URL", "")

    assert read_settings().database_url is None


def test_the_data_folder_is_absolute_and_may_begin_at_home(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("HORARIUM_DATA", "~/clinic data")

    assert read_settings().data_dir == Path.home() / "clinic data"


def test_root_keeps_data_where_another_account_can_reach_them(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)

    assert not settings.default_data_dir().is_relative_to("/root")


def test_a_person_keeps_data_in_the_own_home(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setenv("HOME", "/home/ana")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)

    assert settings.default_data_dir().is_relative_to("/home/ana")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HORARIUM_PORT", "eighty"),
        ("HORARIUM_PORT", "70000"),
        ("HORARIUM_ENV", "staging"),
        ("HORARIUM_POOL_SIZE", "0"),
        ("HORARIUM_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_bad_value_is_refused_with_its_name_and_itself(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    monkeypatch.setenv(name, value)

    with pytest.raises(InvalidField) as refusal:
        read_settings()

    assert (refusal.value.field, refusal.value.value) == (name, value)


def test_a_bad_database_address_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("HORARIUM_DATABASE_URL", "mysql://ana:hunter2@db/horarium")

    with pytest.raises(InvalidField) as refusal:
        read_settings()

    assert "hunter2" not in str(refusal.value)
    assert "postgresql://" in str(refusal.value)


def test_the_password_of_the_database_is_not_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HORARIUM_DATABASE_URL", "postgresql://ana:hunter2@db/horarium")

    assert "hunter2" not in repr(read_settings())


def test_an_address_written_for_sqlalchemy_is_understood(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("HORARIUM_DATABASE_URL", "postgresql+psycopg://ana@db/horarium")

    url = read_settings().database_url

    assert url is not None
    assert url.get_secret_value() == "postgresql://ana@db/horarium"
