from pathlib import Path

import pytest
from tests.store.embedded.builders import eventually, make_program

from horarium.store.embedded import account, postmaster
from horarium.store.embedded.home import Home
from horarium.store.embedded.plan import Plan
from horarium.store.embedded.postmaster import Postmaster

STAMP = "2026-11-21 09:00:00.000 UTC"


def make_plan(folder: Path, *, script: str) -> Plan:
    """A plan whose server is a shell script."""
    make_program(folder / "bin" / "postgres", script)
    return Plan(
        home=Home(folder),
        bin=folder / "bin",
        provider="script",
        version="18.4",
        account=account.of_caller(),
        idle_grace_s=1.0,
        timeout_s=10.0,
        throwaway=True,
        listen=None,
    )


def make_log(*lines: tuple[str, str]) -> str:
    """A script that writes log lines ``(pid, text)`` and fails; ``$$`` is its own pid."""
    said = "\n".join(f'echo "{STAMP} [{pid}] {text}" >&2' for pid, text in lines)
    return f"{said}\nexit 1"


def test_the_last_words_of_a_predecessors_backend_are_not_the_servers(
    tmp_path: Path,
) -> None:
    log = make_log(
        ("1", "FATAL:  terminating connection due to unexpected postmaster exit"),
        (
            "$$",
            "FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use",
        ),
        ("1", "FATAL:  the database system is shutting down"),
    )

    server = Postmaster(make_plan(tmp_path, script=log))

    assert eventually(lambda: server.has_ended)
    assert server.was_in_the_way
    assert server.last_words().startswith("pre-existing shared memory block")


def test_what_ended_recovery_is_told_before_what_followed_from_it(
    tmp_path: Path,
) -> None:
    log = make_log(
        ("7", "LOG:  redo in progress, elapsed time: 2.00 s"),
        ("7", "FATAL:  could not write to file: No space left on device"),
        ("$$", "LOG:  aborting startup due to startup process failure"),
    )

    server = Postmaster(make_plan(tmp_path, script=log))

    assert eventually(lambda: server.has_ended)
    assert server.last_words() == "could not write to file: No space left on device"
    assert server.progress() == "redo in progress, elapsed time: 2.00 s"


def test_an_earlier_launch_has_no_say(tmp_path: Path) -> None:
    first = Postmaster(make_plan(tmp_path, script=make_log(("$$", "FATAL:  old"))))
    assert eventually(lambda: first.has_ended)

    second = Postmaster(make_plan(tmp_path, script="exit 1"))

    assert eventually(lambda: second.has_ended)
    assert first.last_words() == "old"
    assert second.last_words() == "it ended without a word"


def test_a_large_log_is_moved_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postmaster, "_LARGEST_LOG", 10)
    plan = make_plan(tmp_path, script='echo "more than ten bytes"; read go; echo later')
    server = Postmaster(plan)
    assert eventually(lambda: server.has_ended)

    server.keep_log_small()

    assert plan.home.log.read_text() == ""
    assert plan.home.log.with_suffix(".log.1").read_text().startswith("more than ten")
