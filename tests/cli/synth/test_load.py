"""``horarium synth load``: synthetic clinics in a running Horarium."""

import pytest
from tests.cli.synth.commands import generate, run

from horarium.domain.errors import InvalidField, UnreadableInput
from horarium.store import people


@pytest.fixture
def _here(monkeypatch, database_url, organisation, tmp_path):
    """The command works on this test's organisation."""
    monkeypatch.setenv("HORARIUM_DATABASE_URL", database_url)
    monkeypatch.setenv("HORARIUM_ORGANISATION", organisation.slug)
    monkeypatch.setenv("HORARIUM_DATA", str(tmp_path))


@pytest.mark.usefixtures("_here")
def test_a_clinic_of_a_folder_is_there_afterwards_and_not_twice(tmp_path, begin_as):
    generate(tmp_path / "data")

    first = run("load", tmp_path / "data")
    again = run("load", tmp_path / "data")

    assert first.exit_code == 0, first.output
    assert "appointments" in first.output
    assert "C00001 was there already" in again.output
    with begin_as() as work:
        assert [one.staff_code for one in people.practitioners(work.db)] == ["C00001"]
        assert people.count_patients(work.db) > 20


@pytest.mark.usefixtures("_here")
def test_a_preset_is_loaded_around_today(begin_as):
    done = run("load", "--preset", "paediatrics", "--seed", 3)

    assert done.exit_code == 0, done.output
    with begin_as() as work:
        assert people.count_patients(work.db) > 50


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("no/such/folder",), UnreadableInput),
        (("--learnt", "no-such-file.json"), UnreadableInput),
        (("--preset", "nowhere"), InvalidField),
    ],
)
def test_what_cannot_be_read_is_told_before_any_database_is_asked(
    words, refusal, monkeypatch, tmp_path
):
    monkeypatch.setenv("HORARIUM_DATABASE_URL", "postgresql://127.0.0.1:1/nowhere")
    monkeypatch.setenv("HORARIUM_DATA", str(tmp_path))

    done = run("load", *words)

    assert isinstance(done.exception, refusal)
