"""What a terminal says when Horarium says no."""

import pytest

from horarium.cli.errors import BROKEN, EXIT_CODES, INTERRUPTED, exit_code, run_politely
from horarium.domain.errors import (
    DatabaseUnavailable,
    InvalidField,
    NoSuchThing,
    Refused,
    RoleMissing,
    SessionFull,
)


def outcome_of(error: BaseException | None) -> int:
    """The exit code of a command that ends with ``error``."""

    def command() -> None:
        if error is not None:
            raise error

    with pytest.raises(SystemExit) as leaving:
        run_politely(command)
    return int(leaving.value.code or 0)


def test_every_branch_of_refusals_has_an_exit_code_of_its_own():
    assert set(EXIT_CODES) == set(Refused.__subclasses__())
    assert len(set(EXIT_CODES.values())) == len(EXIT_CODES)
    assert not {0, 1} & set(EXIT_CODES.values())


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (InvalidField("port", "x", "a number"), 2),
        (NoSuchThing("session", "7"), 3),
        (SessionFull("7", 6), 4),
        (RoleMissing("token.add", "patient"), 5),
        (DatabaseUnavailable("nobody answers"), 6),
    ],
)
def test_a_refusal_is_one_sentence_on_standard_error(
    refusal: Refused, code: int, capsys: pytest.CaptureFixture[str]
):
    assert outcome_of(refusal) == exit_code(refusal) == code

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [f"✗ {refusal.sentence()}"]


def test_square_brackets_in_a_refusal_are_said_as_they_are(
    capsys: pytest.CaptureFixture[str],
):
    outcome_of(InvalidField("file", "[red]x[/]", "a roster"))

    assert "[red]x[/]" in capsys.readouterr().err


def test_a_fault_of_our_own_shows_no_traceback_and_no_data(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("HORARIUM_ENV", raising=False)

    code = outcome_of(KeyError("Rosalind Quirke"))

    said = capsys.readouterr().err
    assert code == BROKEN
    assert "KeyError" in said
    assert "Traceback" not in said
    assert "Quirke" not in said


def test_a_developer_gets_the_traceback(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HORARIUM_ENV", "dev")

    with pytest.raises(KeyError):
        outcome_of(KeyError("anything"))


def test_an_interrupted_command_says_nothing(capsys: pytest.CaptureFixture[str]):
    code = outcome_of(KeyboardInterrupt())

    assert code == INTERRUPTED
    assert capsys.readouterr().err == ""


def test_a_command_that_ends_well_exits_with_nought():
    assert outcome_of(None) == 0
