"""Practices compared on the same days."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from horarium.domain.errors import InvalidField
from horarium.engines.simulation.days import diaries, draw_days
from horarium.engines.simulation.floor import can_play, play_compiled
from horarium.engines.simulation.measures import results
from horarium.engines.simulation.outcome import Comparison
from horarium.engines.simulation.params import SimulationParams
from horarium.engines.simulation.play import play
from horarium.engines.simulation.practice import Practice
from horarium.engines.simulation.problem import Scenario
from horarium.engines.simulation.tally import Tally, tally, together


@dataclass(frozen=True, slots=True)
class Batch:
    """Some replications, all practices: what one worker plays. ``seed`` is its own."""

    scenario: Scenario
    practices: tuple[Practice, ...]
    n_days: int
    seed: tuple[int, int]
    by_events: bool


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
    hears replications done and asked for; ``stop`` is asked after each batch, and what has
    been played by then is reported. Raises ``InvalidField`` for fewer than two
    replications, no policies, a name twice, or a class that a line does not know.
    """
    params = params or SimulationParams()
    _refuse_nonsense(scenario, policies, n_replications)
    entropy = int(rng.integers(2**63))
    batches = [
        Batch(scenario, tuple(policies), n, (entropy, place), params.by_events)
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
    scenario = batch.scenario
    days = draw_days(scenario, batch.n_days, np.random.default_rng(batch.seed))
    tallies = []
    for practice in batch.practices:
        told = diaries(scenario, days, practice.rule)
        way = play if batch.by_events or not can_play(practice.line) else play_compiled
        tallies.append(tally(scenario, told, way(scenario, told, practice.line)))
    return tuple(tallies)


def _all_played(
    batches: Sequence[Batch], executor: Executor | None
) -> Iterator[tuple[Tally, ...]]:
    """In the order of the batches; what has not begun is dropped when nobody asks on."""
    if executor is None:
        yield from map(play_batch, batches)
        return
    futures = [executor.submit(play_batch, batch) for batch in batches]
    try:
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()


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
