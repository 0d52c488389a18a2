"""Make a data set partition by partition, with as little in memory as there are hands."""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from horarium.domain.errors import WorkerLost
from horarium.engines.synth.tally import Tally


@dataclass(frozen=True, slots=True)
class Part:
    """One file of one table, encoded; ``n_rows`` without the header.

    ``columns`` are names with the PostgreSQL types that hold them, where a database will
    take the table.
    """

    table: str
    suffix: str
    data: bytes
    n_rows: int
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Produced:
    """Everything of one partition: its files, and what was counted in it."""

    index: int
    parts: tuple[Part, ...]
    tally: Tally


class Sink(Protocol):
    """Where partitions go; each is kept whole or not at all."""

    def done(self) -> frozenset[int]:
        """The partitions that are kept already."""

    def accept(self, produced: Produced) -> None:
        """Keep one more partition."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a stream has come, in partitions and rows of this run."""

    n_done: int
    n_partitions: int
    n_rows: int


@dataclass(frozen=True, slots=True)
class Finished:
    """Every partition is kept; ``n_before`` of them were from earlier runs."""

    n_partitions: int
    n_before: int
    n_rows: int


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Somebody stopped it; what was accepted is kept and a later run goes on there."""

    n_done: int
    n_partitions: int


def stream(
    produce: Callable[[int], Produced],
    n_partitions: int,
    sink: Sink,
    executor: Executor,
    *,
    n_ahead: int,
    on_progress: Callable[[Standing], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Finished | Interrupted:
    """Produce partitions 0 to ``n_partitions`` and give them to the sink in that order.

    At most ``n_ahead`` of them are in the making or waiting at any time, so memory does
    not grow with the data set. ``produce`` must be a pure function of the partition; it
    and its result travel to ``executor``'s processes. Raises ``WorkerLost`` when such a
    process dies; what the sink accepted stays.
    """
    before = sink.done()
    to_do = iter(index for index in range(n_partitions) if index not in before)
    n_done, n_rows = len(before), 0
    on_progress(Standing(n_done, n_partitions, n_rows))
    waiting = deque(_submit(executor, produce, islice(to_do, n_ahead)))
    try:
        while waiting:
            produced = _result(waiting[0], stop)
            if produced is None:
                return Interrupted(n_done, n_partitions)
            waiting.popleft()
            waiting.extend(_submit(executor, produce, islice(to_do, 1)))
            sink.accept(produced)
            n_done += 1
            n_rows += sum(part.n_rows for part in produced.parts)
            on_progress(Standing(n_done, n_partitions, n_rows))
    finally:
        for future in waiting:
            future.cancel()
    return Finished(n_partitions, len(before), n_rows)


_LOOK_EVERY_S = 0.2


def _result(future: "Future[Produced]", stop: Callable[[], bool]) -> Produced | None:
    """What the future brings, or None when it is time to stop."""
    while not stop():
        try:
            return future.result(timeout=_LOOK_EVERY_S)
        except TimeoutError:
            continue
        except (BrokenProcessPool, CancelledError) as fault:
            raise WorkerLost from fault
    return None


def _submit(
    executor: Executor, produce: Callable[[int], Produced], indices: Iterable[int]
) -> "list[Future[Produced]]":
    try:
        return [executor.submit(produce, index) for index in indices]
    except BrokenProcessPool as fault:
        raise WorkerLost from fault
