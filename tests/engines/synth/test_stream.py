"""Partitions go to the sink in order, few at a time, and not twice."""

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest
from tests.engines.synth.streams import InThisProcess, make_partition

from horarium.domain.errors import WorkerLost
from horarium.engines.synth.stream import Finished, Interrupted, Produced, stream


class Kept:
    """A sink that is a list."""

    def __init__(self, *before: int) -> None:
        self.before = frozenset(before)
        self.indices: list[int] = []

    def done(self) -> frozenset[int]:
        return self.before

    def accept(self, produced: Produced) -> None:
        self.indices.append(produced.index)


def test_every_partition_reaches_the_sink_in_order():
    kept = Kept()

    outcome = stream(make_partition, 5, kept, InThisProcess(), n_ahead=2)

    assert kept.indices == [0, 1, 2, 3, 4]
    assert outcome == Finished(n_partitions=5, n_before=0, n_rows=10)


def test_what_the_sink_has_already_is_not_made_again():
    kept = Kept(0, 1, 3)

    outcome = stream(make_partition, 5, kept, InThisProcess(), n_ahead=2)

    assert kept.indices == [2, 4]
    assert outcome == Finished(n_partitions=5, n_before=3, n_rows=4)


def test_no_more_than_wanted_is_in_the_making_at_any_time():
    executor, ahead = InThisProcess(), []
    kept = Kept()

    stream(
        make_partition,
        9,
        kept,
        executor,
        n_ahead=3,
        on_progress=lambda now: ahead.append(executor.n_submitted - now.n_done),
    )

    assert max(ahead) == 3


def test_a_stream_that_is_stopped_says_how_far_it_came():
    kept = Kept()

    outcome = stream(
        make_partition,
        9,
        kept,
        InThisProcess(),
        n_ahead=3,
        stop=lambda: len(kept.indices) == 4,
    )

    assert outcome == Interrupted(n_done=4, n_partitions=9)
    assert kept.indices == [0, 1, 2, 3]


class Dying(InThisProcess):
    """Its processes die at the third partition."""

    def submit(self, fn, /, *args, **kwargs):
        if self.n_submitted == 2:
            raise BrokenProcessPool
        return super().submit(fn, *args, **kwargs)


def test_a_dead_process_is_told_as_such():
    with pytest.raises(WorkerLost):
        stream(make_partition, 9, Kept(), Dying(), n_ahead=1)


@pytest.mark.slow
def test_processes_bring_the_same_partitions():
    kept = Kept()

    with ProcessPoolExecutor(2) as executor:
        outcome = stream(make_partition, 4, kept, executor, n_ahead=3)

    assert kept.indices == [0, 1, 2, 3]
    assert outcome == Finished(n_partitions=4, n_before=0, n_rows=8)
