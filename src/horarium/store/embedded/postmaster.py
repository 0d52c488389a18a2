"""One PostgreSQL server as a child of this process."""

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

from horarium.store.embedded.plan import Plan

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_MOST_READ = 1_000_000
_RECOVERING = re.compile(r"recovery|redo|elapsed time")
_LARGEST_LOG = 10 * 1024 * 1024
_STAMP = re.compile(r"^\S+ \S+ \S+ \[\d+\] ")
_TELLING = re.compile(r"(FATAL|PANIC|LOG|ERROR):\s+(?P<text>.*)")


class Postmaster:
    """A server from its launch to its end; every byte of its log is kept in a file."""

    def __init__(self, plan: Plan) -> None:
        self._cluster = plan.home.cluster
        self._log = plan.home.log
        with self._log.open("ab") as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(
                [plan.bin / "postgres", "-D", self._cluster],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=_dying_with_parent(),
            )

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone; reaps it."""
        return self._process.poll() is not None

    @property
    def says_ready(self) -> bool:
        """Whether the server wrote that it takes connections."""
        try:
            lines = (self._cluster / "postmaster.pid").read_bytes().splitlines()
        except OSError:
            return False
        ours = bool(lines) and lines[0] == b"%d" % self._process.pid
        return ours and len(lines) > 7 and lines[7].strip() == b"ready"

    def progress(self) -> str:
        """What the log says last of a recovery; empty in a start that needs none."""
        told = [line for line in self._lines() if _RECOVERING.search(line)]
        return _STAMP.sub("", told[-1]).removeprefix("LOG:").strip() if told else ""

    def last_words(self) -> str:
        """What the log of this launch says last, or says was fatal, without its stamp."""
        lines = self._lines()
        told = [
            match for line in lines if (match := _TELLING.search(_STAMP.sub("", line)))
        ]
        fatal = [match for match in told if match[1] in {"FATAL", "PANIC"}]
        if fatal:
            return fatal[0]["text"]
        if told:
            return told[-1]["text"]
        return lines[-1] if lines else ""

    def _lines(self) -> list[str]:
        with self._log.open("rb") as log:
            log.seek(self._log_start)
            return log.read(_MOST_READ).decode(errors="replace").splitlines()

    def stop(self) -> None:
        """Shut down cleanly; by force only when a clean end takes minutes."""
        for number, patience_s in ((signal.SIGINT, 120), (signal.SIGQUIT, 10)):
            self._process.send_signal(number)
            try:
                self._process.wait(timeout=patience_s)
            except subprocess.TimeoutExpired:
                continue
            return
        self._process.kill()
        self._process.wait()

    def keep_log_small(self) -> None:
        """Move a large log aside; the server appends, so it goes on at the start."""
        if self._log.stat().st_size <= _LARGEST_LOG:
            return
        with suppress(OSError):  # a full disk is no reason to end
            shutil.copyfile(self._log, self._log.with_suffix(".log.1"))
        os.truncate(self._log, 0)
        self._log_start = 0


def _dying_with_parent() -> Callable[[], None] | None:
    """What makes a child shut down when its parent is killed; nothing but on Linux."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask_for_signal() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return ask_for_signal
