"""``horarium roster export``, ``import`` and ``schema``: files in, files out, mistakes named."""

import json

import pytest
from tests.rosters import make_problem
from typer.testing import CliRunner

from horarium.cli.roster import app
from horarium.domain.errors import InvalidField, UnreadableInput

DUTIES = "staff,0,1,2,3,4,5,6\nR1,D,,D,,D,,D\nR2,,D,,D,,D,\n"


@pytest.fixture
def folder(tmp_path):
    problem = make_problem(["R1", "R2"])
    (tmp_path / "week.json").write_text(json.dumps(problem))
    (tmp_path / "week.csv").write_text(DUTIES)
    return tmp_path


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.json", "a.toml", "a.tsv"])
def test_what_is_exported_is_imported_unchanged(folder, name):
    problem, again = folder / "week.json", folder / "again.csv"

    out = run("export", problem, folder / "week.csv", folder / name)
    back = run("import", folder / name, "--problem", problem, "--out", again)

    assert (out.exit_code, back.exit_code) == (0, 0), (out.output, back.output)
    assert again.read_text() == DUTIES
    assert "0 hard breaches" in back.output


def test_a_printable_month_and_a_calendar_are_written(folder):
    for name, begins in (("a.pdf", b"%PDF"), ("a.ics", b"BEGIN:VCALENDAR")):
        run("export", folder / "week.json", folder / "week.csv", folder / name)

        assert (folder / name).read_bytes().startswith(begins)


def test_a_document_gives_its_problem_back(folder):
    run("export", folder / "week.json", folder / "week.csv", folder / "a.toml")

    out = folder / "problem.toml"
    answer = run("import", folder / "a.toml", "--problem-out", out)

    assert answer.exit_code == 0
    assert 'name = "A small week"' in out.read_text()


def test_what_cannot_be_read_or_written_is_refused(folder):
    wrong = run("export", folder / "week.json", folder / "week.csv", folder / "a.docx")
    lone = run("import", folder / "week.csv", "--form", "csv")
    absent = run("import", folder / "none.xlsx", "--problem", folder / "week.json")

    assert isinstance(wrong.exception, InvalidField)
    assert isinstance(lone.exception, InvalidField)
    assert isinstance(absent.exception, UnreadableInput)


def test_the_schema_is_printed_as_json():
    assert json.loads(run("schema").output)["type"] == "object"
