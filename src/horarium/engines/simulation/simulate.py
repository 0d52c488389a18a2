"""Practices compared on the same days."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from horarium.domain.errors import InvalidField
from horarium.engines.simulation.days import Diaries, diaries, draw_days, in_a_row
from horarium.engines.simulation.fifo import is_plain, play_plain
from horarium.engines.simulation.measures import results
from horarium.engines.simulation.outcome import Comparison
from horarium.engines.simulation.params import SimulationParams
from horarium.engines.simulation.play import Played, play
from horarium.engines.simulation.practice import Practice
from horarium.engines.simulation.problem import Scenario
from horarium.engines.simulation.tally import Tally, tally, together

_BATCHES_AT_ONCE = 10
"""Where days are played by array operations, longer arrays cost less a day."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some replications, all practices: what one worker plays. ``seed`` is its own."""

    scenario: Scenario
    practices: tuple[Practice, ...]
    n_days: int
    seed: tuple[int, int]


def simulate(
    scenario: Scenario,
    policies: Sequence[Practice],
    n_replications: int,
    rng: Generator,
    *,
    executor: Executor | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    params: SimulationParams | None = None,
) -> Comparison:
    """``n_replications`` days of the scenario under each policy, the same for all.

    Chance is drawn before the policies act, so differences between them are paired. The
    result depends on ``rng`` and the batch size, not on ``executor``, which may be any
    of ``concurrent.futures`` or a Dask client's; ``None`` plays here. ``on_progress``
    hears replications done and asked for; ``stop`` is asked after each batch or, where
    days are quick, after some, and what
    has been played by then is reported. Raises ``InvalidField`` for fewer than two
    replications, no policies, a name twice, or a class that a line does not know.
    """
    params = params or SimulationParams()
    _refuse_nonsense(scenario, policies, n_replications)
    entropy = int(rng.integers(2**63))
    batches = [
        Batch(scenario, tuple(policies), n, (entropy, place))
        for place, n in enumerate(_sizes(n_replications, params.batch_size))
    ]
    played: list[tuple[Tally, ...]] = []
    done = 0
    for tallies in _all_played(batches, executor):
        played.append(tallies)
        done += tallies[0].n_days
        if on_progress is not None:
            on_progress(done, n_replications)
        if stop is not None and stop():
            break
    whole = [together(of_one) for of_one in zip(*played, strict=True)]
    return Comparison(
        scenario=scenario.name,
        n_replications=done,
        confidence=params.confidence,
        results=results(scenario, policies, whole, params),
    )


def play_batch(batch: Batch) -> tuple[Tally, ...]:
    """The tally of each practice; a pure function of the batch."""
    return _play_together([batch])


def _play_together(batches: Sequence[Batch]) -> tuple[Tally, ...]:
    """The tallies of several batches in a row, each drawn with its own seed."""
    scenario = batches[0].scenario
    drawn = [
        draw_days(scenario, one.n_days, np.random.default_rng(one.seed))
        for one in batches
    ]
    days = in_a_row(drawn)
    tallies = []
    for practice in batches[0].practices:
        told = diaries(scenario, days, practice.rule)
        tallies.append(tally(scenario, told, played(scenario, told, practice)))
    return tuple(tallies)


def played(scenario: Scenario, told: Diaries, practice: Practice) -> Played:
    """What became of everybody, the quick way where that is the same."""
    if is_plain(scenario, practice.line):
        return play_plain(told)
    return play(scenario, told, practice.line)


def _all_played(
    batches: Sequence[Batch], executor: Executor | None
) -> Iterator[tuple[Tally, ...]]:
    """In the order of the batches; what has not begun is dropped when nobody asks on."""
    if executor is None:
        n = _BATCHES_AT_ONCE if _is_quick(batches[0]) else 1
        for begun in range(0, len(batches), n):
            yield _play_together(batches[begun : begun + n])
        return
    futures = [executor.submit(play_batch, batch) for batch in batches]
    try:
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()


def _is_quick(batch: Batch) -> bool:
    """Whether every practice is played by array operations alone."""
    return all(is_plain(batch.scenario, one.line) for one in batch.practices)


def _sizes(n_replications: int, batch_size: int) -> Iterator[int]:
    for begun in range(0, n_replications, batch_size):
        yield min(batch_size, n_replications - begun)


def _refuse_nonsense(
    scenario: Scenario, policies: Sequence[Practice], n_replications: int
) -> None:
    if n_replications < 2:
        raise InvalidField("n_replications", str(n_replications), "2 or more")
    names = [practice.name for practice in policies]
    if not names or len(set(names)) < len(names):
        raise InvalidField("policies", ", ".join(names), "at least one, each name once")
    for practice in policies:
        for name in scenario.classes:
            practice.line.row(name)
