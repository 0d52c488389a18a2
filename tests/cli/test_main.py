"""The command line as a whole."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from horarium.cli.main import COMMANDS, app, load

PROBE = """
import sys
from horarium.cli.main import app
try:
    app(["--help"])
except SystemExit:
    pass
heavy = {"fastapi", "sqlalchemy", "psycopg", "ortools", "numpy", "procrastinate", "alembic"}
sys.stderr.write(" ".join(sorted(heavy & set(sys.modules))))
"""


def test_help_names_every_command():
    said = CliRunner().invoke(app, ["--help"]).output

    assert [name for name in COMMANDS if name not in said] == []


def test_help_imports_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-c", PROBE], capture_output=True, text=True, check=True
    )

    assert "Usage" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_of_its_own(name: str):
    said = CliRunner().invoke(app, [name, "--help"])

    assert said.exit_code == 0
    assert "Usage" in said.output


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_overview_is_the_commands_own_first_line(name: str):
    own = load(name).help or ""

    assert own.splitlines()[0] == COMMANDS[name]


def test_a_mistyped_command_is_met_with_a_suggestion():
    said = CliRunner().invoke(app, ["dcotor"])

    assert said.exit_code == 2
    assert "doctor" in said.output


def test_the_version_is_told():
    assert CliRunner().invoke(app, ["--version"]).output.startswith("horarium ")
