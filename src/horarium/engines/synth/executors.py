"""Who makes the partitions: this process, several, or a Dask cluster."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from horarium.domain.errors import ClusterUnreachable, ExtraMissing, InvalidField

_PRELOADED = ["horarium.engines.synth.produce", "pandas", "holidays.countries"]
"""Loaded once for all processes; Arrow and holidays load the last two when first used."""
_LONGEST_WAIT_S = "10s"


@dataclass(frozen=True, slots=True)
class Hands:
    """An executor, and how many partitions it should have in the making at a time."""

    executor: Executor
    n_ahead: int


@contextmanager
def local(n_processes: int) -> Iterator[Hands]:
    """``n_processes`` processes of this machine; with one, this process itself.

    They come from a clean server process where the system has such, so that threads of the
    caller do no harm. Interrupts from the keyboard are the caller's affair. When the block
    ends, what has not begun is dropped.
    """
    if n_processes < 1:
        raise InvalidField("processes", str(n_processes), "1 or more")
    if n_processes == 1:
        yield Hands(InThisProcess(), 1)
        return
    pool = ProcessPoolExecutor(
        n_processes, mp_context=_context(), initializer=_serve_the_caller
    )
    try:
        yield Hands(pool, n_processes + 1)
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def dask(address: str) -> Iterator[Hands]:
    """The workers of a Dask cluster.

    Every worker needs Horarium of the same version; nothing else is shared, for the files
    come back to the caller. Raises ``ExtraMissing`` without ``horarium[dask]`` and
    ``ClusterUnreachable`` when no scheduler answers within ten seconds, or ``address`` has
    no protocol.
    """
    try:
        from distributed import Client
    except ImportError as fault:
        raise ExtraMissing("dask") from fault
    if "://" not in address:
        raise ClusterUnreachable(address)
    connect: Any = Client
    try:
        client = connect(address, timeout=_LONGEST_WAIT_S, set_as_default=False)
    except (OSError, ValueError, ImportError) as fault:
        raise ClusterUnreachable(address) from fault
    with client:
        n_threads = sum(client.nthreads().values())
        if not n_threads:
            raise ClusterUnreachable(address)
        yield Hands(client.get_executor(pure=False), 2 * n_threads)


class InThisProcess(Executor):
    """Does what it is given at once."""

    def submit(
        self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> "Future[Any]":
        """The result of ``fn`` as a future that is done; what it raises is raised here."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def _context() -> Any:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


def _serve_the_caller() -> None:
    """Leave interrupts to the caller, and go when the caller is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    go_with_the_caller()


def go_with_the_caller() -> None:
    """End this process as soon as the one that started it has ended, however it did."""
    threading.Thread(target=_end_after_the_caller, daemon=True).start()


def _end_after_the_caller() -> None:
    caller = multiprocessing.parent_process()
    if caller is not None:
        caller.join()
        os._exit(1)
