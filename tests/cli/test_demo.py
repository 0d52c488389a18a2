"""``horarium demo`` as a person runs it."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import psutil
import pytest

COMMAND = (sys.executable, "-m", "horarium.cli.main", "demo")


@pytest.fixture
def port() -> int:
    """One that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """A folder of its own, and nothing else said.

    It is no ``tmp_path``: the folders above that are closed to the account under which
    root runs the database.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HORARIUM_")}
    with tempfile.TemporaryDirectory(prefix="horarium demo ") as folder:
        Path(folder).chmod(0o711)
        yield kept | {"HORARIUM_DATA": str(Path(folder) / "data")}


def refused(environment: dict[str, str], *options: str) -> tuple[int, str]:
    """The exit code and what was said on standard error."""
    done = subprocess.run(
        [*COMMAND, *options],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stderr


def test_a_taken_port_is_told_before_anything_is_done(
    environment: dict[str, str], port: int
):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        code, said = refused(environment, "--port", str(port))

    assert code == 6
    assert said.startswith(f"✗ Port {port} on 127.0.0.1")
    assert len(said.splitlines()) == 1
    assert not Path(environment["HORARIUM_DATA"]).exists()


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(
    environment: dict[str, str], port: int, tmp_path: Path
):
    (tmp_path / "file").touch()
    environment["HORARIUM_DATA"] = str(tmp_path / "file" / "data")

    code, said = refused(environment, "--port", str(port))

    assert code == 6
    assert said.startswith("✗ The data folder")
    assert len(said.splitlines()) == 1


def test_a_database_that_does_not_answer_is_told_in_one_sentence(
    environment: dict[str, str], port: int
):
    environment["HORARIUM_DATABASE_URL"] = "postgresql://ana:hunter2@127.0.0.1:1/none"

    code, said = refused(environment, "--port", str(port))

    assert code == 6
    assert said.startswith("✗ The database does not answer")
    assert "hunter2" not in said
    assert len(said.splitlines()) == 1


class Demo:
    """A demo that runs, with what it says."""

    def __init__(self, environment: dict[str, str], port: int, *options: str) -> None:
        self.port = port
        self._process = subprocess.Popen(
            [*COMMAND, "--port", str(port), *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_until_served(self, seconds: int) -> "Demo":
        for _ in range(10 * seconds):
            if "Ctrl-C stops it" in self.said or self._process.poll() is not None:
                break
            threading.Event().wait(0.1)
        assert "Ctrl-C stops it" in self.said, self.said
        return self

    def get(self, path: str) -> httpx2.Response:
        return httpx2.get(f"http://127.0.0.1:{self.port}{path}", timeout=20)

    def interrupt(self) -> int:
        self._process.send_signal(signal.SIGINT)
        code = self._process.wait(timeout=240)
        self._reader.join(10)
        return code

    def end(self) -> None:
        """Stop it if it still runs."""
        if self._process.poll() is None:
            self.interrupt()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said += line
        self._process.stdout.close()


@pytest.fixture
def start(environment: dict[str, str], port: int) -> Iterator[Callable[..., Demo]]:
    """Starts the demo; whatever still runs at the end is stopped."""
    started: list[Demo] = []

    def begin(*options: str) -> Demo:
        started.append(Demo(environment, port, *options))
        return started[-1]

    yield begin
    for demo in started:
        demo.end()
    wait_for(lambda: left_behind(environment) == [])


def left_behind(environment: dict[str, str]) -> list[str]:
    """The commands of processes that still work in the demo's folder."""
    folder = environment["HORARIUM_DATA"]
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        words = process.info["cmdline"] or []
        if any(folder in word for word in words):
            found.append(" ".join(words))
    return found


def wait_for(is_so: Callable[[], bool]) -> None:
    for _ in range(1200):
        if is_so():
            return
        threading.Event().wait(0.1)
    pytest.fail("it did not happen in time")


@pytest.mark.slow
def test_from_nothing_to_a_department_at_work_and_back(start, environment):
    demo = start().wait_until_served(300)

    for role in ("admin", "coordinator", "doctor", "nurse", "staff", "patient"):
        assert role in demo.said
    assert re.search(r"[1-9]\d* people waiting", demo.said)
    assert {demo.get(path).status_code for path in ("/login", "/board", "/docs")} == {
        200
    }
    wait_for(lambda: demo.get("/ready").status_code == 200)

    assert demo.interrupt() == 0
    assert "The data stay in" in demo.said
    assert left_behind(environment) == []

    again = start().wait_until_served(120)
    assert "Inventing" not in again.said
    assert again.interrupt() == 0

    anew = start("--fresh").wait_until_served(300)
    assert "Inventing" in anew.said
    assert anew.interrupt() == 0
    assert left_behind(environment) == []


@pytest.mark.slow
def test_an_interrupted_load_leaves_nothing_and_can_be_begun_again(start, environment):
    demo = start()
    wait_for(lambda: "Bringing the database up to date" in demo.said)

    assert demo.interrupt() == 130
    wait_for(lambda: left_behind(environment) == [])

    assert "nothing of it was kept" in demo.said
    assert "Inventing" in start().wait_until_served(300).said
