"""Signals as something a loop can wait for."""

import os
import select
import signal
from types import FrameType

STOP = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


class SignalInbox:
    """Collects the signals that end a supervisor, and the death of its children.

    The interpreter writes each signal's number into a pipe. An event set by a handler
    could lock up against the very wait that it interrupts.
    """

    def __init__(self) -> None:
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(writer, False)
        for number in (*STOP, signal.SIGCHLD):
            signal.signal(number, _noted)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        self.stop_asked = False

    def wait(self, seconds: float) -> None:
        """Return after ``seconds``, or earlier when a signal arrives."""
        readable, _, _ = select.select([self._reader], [], [], seconds)
        if readable:
            arrived = os.read(self._reader, 256)
            self.stop_asked |= not STOP.isdisjoint(arrived)


def _noted(_number: int, _frame: FrameType | None) -> None:
    """Let the wake-up pipe do the work."""
