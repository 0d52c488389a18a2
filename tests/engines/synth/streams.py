"""Partitions for the tests of streaming: small, pure, and slow to no one."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from horarium.engines.synth.stream import Part, Produced
from horarium.engines.synth.tally import Tally

PLAN = {"preset": "nhs-outpatient", "seed": 1}


def make_partition(index: int) -> Produced:
    """Ten bytes of one table, which tell the partition apart."""
    data = f"part {index:04d}\n".encode()
    tally = Tally({"status": {"attended": 2, "cancelled": index}})
    return Produced(index, (Part("appointments", "csv", data, 2),), tally)


class InThisProcess(Executor):
    """Runs what is submitted at once, and remembers how much was ever in the making."""

    def __init__(self) -> None:
        self.n_submitted = 0

    def submit(
        self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> "Future[Any]":
        self.n_submitted += 1
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future
