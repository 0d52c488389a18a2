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
from dataclasses import dataclass

from horarium.store.embedded.plan import Plan

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_LARGEST_LOG = 10 * 1024 * 1024
_MOST_READ = 1_000_000
_RECOVERING = re.compile(r"recovery|redo|elapsed time")
_LINE = re.compile(
    r"(?:\S+ \S+ \S+ \[(?P<pid>\d+)\] )?(?:(?P<level>[A-Z]+): +)?(?P<text>.*)"
)
_STILL_IN_USE = "pre-existing shared memory block"
_TO_CLIENTS = "the database system is "


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the log; ``pid`` and ``level`` are empty where it has none."""

    pid: str
    level: str
    text: str

    @property
    def is_fatal(self) -> bool:
        """Whether a process ended over it, other than one that turned a client away."""
        ended = self.level in {"FATAL", "PANIC"}
        return ended and not self.text.startswith(_TO_CLIENTS)


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

    @property
    def was_in_the_way(self) -> bool:
        """Whether backends of a server killed a moment ago still hold its memory."""
        return any(_STILL_IN_USE in line.text for line in self._lines())

    def progress(self) -> str:
        """What the log says last of a recovery; empty in a start that needs none."""
        told = [line.text for line in self._lines() if _RECOVERING.search(line.text)]
        return told[-1] if told else ""

    def last_words(self) -> str:
        """What the log says was fatal, to the server itself if possible, or says last."""
        lines = self._lines()
        fatal = [line for line in lines if line.is_fatal]
        # Backends of a predecessor write their last words into the same file.
        own = [line for line in fatal if line.pid in {"", str(self._process.pid)}]
        chosen = own or fatal or lines
        return chosen[-1].text if chosen else "it ended without a word"

    def _lines(self) -> list[_Line]:
        with self._log.open("rb") as log:
            log.seek(self._log_start)
            text = log.read(_MOST_READ).decode(errors="replace")
        matches = map(_LINE.fullmatch, text.splitlines())
        return [_Line(**match.groupdict(default="")) for match in matches if match]

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
