"""Ctrl-C in a long command: it ends well, with what there is by then."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def noting_interrupts() -> Iterator[threading.Event]:
    """A Ctrl-C sets the event; a second one interrupts as usual."""
    stopped = threading.Event()
    usual = signal.getsignal(signal.SIGINT)

    def note(_number: int, _frame: object) -> None:
        stopped.set()
        signal.signal(signal.SIGINT, usual)

    is_main = threading.current_thread() is threading.main_thread()
    if is_main:
        signal.signal(signal.SIGINT, note)
    try:
        yield stopped
    finally:
        if is_main:
            signal.signal(signal.SIGINT, usual)
