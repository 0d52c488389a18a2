"""``horarium compile``."""

from typer.testing import CliRunner

from horarium.cli.compile import app


def test_it_says_what_it_did():
    said = CliRunner().invoke(app)

    assert said.exit_code == 0
    assert "✓ Compiled the engines in" in said.output
