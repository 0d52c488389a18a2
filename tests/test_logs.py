"""What may get into a log, and what may not."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from horarium import logs


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def written(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one line that was logged."""
    (line,) = capsys.readouterr().err.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_an_event_is_one_line_of_json_with_its_fields(
    capsys: pytest.CaptureFixture[str],
):
    logs.set_up(as_json=True)

    structlog.get_logger().info("solve.ended", run="7", duration_s=1.5)

    line = written(capsys)
    assert (line["event"], line["run"], line["duration_s"]) == ("solve.ended", "7", 1.5)
    assert line["level"] == "info"
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "field", ["name", "patient", "phone", "record_number", "words"]
)
def test_a_field_that_is_not_on_the_list_is_left_out_and_named(
    field: str, capsys: pytest.CaptureFixture[str]
):
    logs.set_up(as_json=True)

    structlog.get_logger().info("token.called", **{field: "Rosalind Quirke"})

    line = written(capsys)
    assert line["withheld"] == [field]
    assert "Quirke" not in json.dumps(line)


def test_an_exception_is_told_by_type_and_place_without_its_text(
    capsys: pytest.CaptureFixture[str],
):
    logs.set_up(as_json=True)

    try:
        try:
            raise KeyError("Rosalind Quirke")
        except KeyError as error:
            raise ValueError("Quirke again") from error
    except ValueError:
        structlog.get_logger().exception("job.failed")

    line = written(capsys)
    assert [one["type"] for one in line["exception"]] == ["ValueError", "KeyError"]
    assert "test_logs.py" in line["exception"][0]["at"][0]
    assert "Quirke" not in json.dumps(line)


def test_an_error_of_another_library_does_not_quote_what_it_was_given(
    capsys: pytest.CaptureFixture[str],
):
    logs.set_up(as_json=True)

    try:
        raise ValueError("Quirke")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("while serving %s", "Quirke")

    line = written(capsys)
    assert line["event"] == "uvicorn.error failed"
    assert "Quirke" not in json.dumps(line)


def test_the_request_id_is_on_every_line_of_its_request(
    capsys: pytest.CaptureFixture[str],
):
    logs.set_up(as_json=True)

    with structlog.contextvars.bound_contextvars(request_id="abc"):
        structlog.get_logger().info("one")

    assert written(capsys)["request_id"] == "abc"


def test_a_terminal_gets_words_and_no_json(capsys: pytest.CaptureFixture[str]):
    logs.set_up(as_json=False)

    structlog.get_logger().info("solve.ended", run="7", name="Quirke")

    said = capsys.readouterr().err
    assert "solve.ended" in said
    assert "{" not in said
    assert "Quirke" not in said


@pytest.mark.parametrize("speaker", [structlog.get_logger(), logging.getLogger("any")])
def test_a_terminal_is_told_of_an_exception_by_type_and_place_too(
    speaker: Any, capsys: pytest.CaptureFixture[str]
):
    logs.set_up(as_json=False)

    try:
        raise KeyError("Rosalind Quirke")
    except KeyError:
        speaker.exception("request.failed")

    said = capsys.readouterr().err
    assert "\nKeyError\n" in said
    assert "test_logs.py" in said
    assert "Quirke" not in said
    assert "Logging error" not in said


def test_less_than_the_level_is_not_said(capsys: pytest.CaptureFixture[str]):
    logs.set_up(as_json=True, level="WARNING")

    structlog.get_logger().info("chatter")

    assert capsys.readouterr().err == ""


def test_a_developer_sees_causes(capsys: pytest.CaptureFixture[str]):
    logs.set_up(as_json=True, with_causes=True)

    try:
        raise KeyError("which one")
    except KeyError:
        structlog.get_logger().exception("job.failed", name="ana")

    line = written(capsys)
    assert "which one" in json.dumps(line)
    assert line["name"] == "ana"
