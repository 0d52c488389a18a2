"""Waiting with an end: monotonic deadlines and short pauses."""

import threading
import time


class Deadline:
    """A moment ``seconds`` from now on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        """Whether the moment is over."""
        return time.monotonic() >= self._end


def pause(seconds: float) -> None:
    """Let ``seconds`` go by."""
    threading.Event().wait(seconds)
