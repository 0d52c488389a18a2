"""``horarium synth`` in this process, and in one of its own."""

import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from horarium.cli.synth import app

COMMAND = (sys.executable, "-m", "horarium.cli.main", "synth")
MONTH = ("--from", "2024-01-01", "--until", "2024-01-31", "--processes", "1")


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def generate(out: Path, *words: object) -> Result:
    """Two clinics of a month, in this process."""
    return run("generate", "--out", out, "--clinics", 2, *MONTH, *words)


def start(*words: object) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [*COMMAND, *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
