"""The benchmarks that judge: each leaves with status 0 only when everything held."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


def run(script: str, *options: str) -> dict[str, Any]:
    """What a benchmark reports; fails with its words when it is not content."""
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / script), *options],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize("n_processes", [1, 4])
def test_fifty_clients_get_exactly_the_six_places_there_are(n_processes: int):
    report = run("races.py", "--processes", str(n_processes))

    found = report[f"web_processes_{n_processes}"]
    assert found["places"] == {"trials": 20, "as_it_should_be": 20}
    assert found["storm"]["tokens"] == 20
    assert found["storm"]["answers_no_longer_true"] == 0


def test_bookings_are_exactly_once_and_audited_at_full_speed():
    report = run("bookings.py", "--quick")

    checks = report["checks"]
    assert checks.pop("tokens") > 100
    assert checks.pop("sessions") == 100
    assert set(checks.values()) == {0}


def test_nothing_that_was_said_is_untrue_after_twenty_seconds_of_faults():
    report = run("chaos.py", "--seconds", "20")

    assert report["faults"] > 0
    assert report["acknowledged"] > 0
    assert set(report["broken"].values()) == {0}


def test_five_hundred_streams_show_every_change():
    report = run("streams.py", "--quick")

    assert report["broken"] == 0
    assert report["on_the_same_state"]


@pytest.mark.skipif(
    shutil.which("schemathesis") is None,
    reason="needs the command schemathesis: uv tool install schemathesis",
)
@pytest.mark.parametrize("role", ["opd", "coordinator"])
def test_no_request_makes_the_api_fail_or_say_what_it_does_not_promise(role: str):
    report = run("contract.py", "--quick", "--role", role)

    assert report["cases"] > 5_000
    assert report["by_role"][role]["failures"] == {}
