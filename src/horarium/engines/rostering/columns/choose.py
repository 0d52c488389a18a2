"""Which part of a roster to build anew next, learnt from what has paid so far."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.engines.rostering.columns.rebuild import Part

LENGTHS = (7, 14, 28, 42)
"""Days set free at once: a few, and as many as a mix is found for quickly."""

SHORT_LENGTHS = (4, 7, 14)
"""The same where the days of a line are many times as dear as in public instances."""

PLAIN, HEAVY = 85.0, 3.0
"""Arcs that an automaton has a day of the public instances, about; and so many times as
many make days dear. In a department of 45 under the UK pack it has six times as many:
everybody's lines on four days take 0.4 s there, on 28 days they end nowhere."""

START_SIZE = 800
"""Cells (people × days) at first; sizes adapt from there."""

SWEPT_SIZE = 1400
"""Cells of everybody's days up to which these are built anew at once in the beginning."""

STEPS = 40
SHORTEST_STEP, LONGEST_STEP = 0.5, 8.0
"""Of the seconds there are, each part may take so many; so large the parts grow."""

FORGETS = 0.8
P_ANY = 0.15
P_COSTLY = 0.5
OVERLAP = 0.25


@dataclass(slots=True)
class _Experience:
    """What parts of one length were worth: cost saved a second."""

    size: float
    saved: float = 0.0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return self.saved / self.seconds if self.seconds else np.inf


class Chooser:
    """Draws parts; first some that cover the whole horizon, one after the other."""

    def __init__(
        self,
        shape: tuple[int, int],
        seconds: float,
        rng: Generator,
        arcs_a_day: float = PLAIN,
    ) -> None:
        """``shape`` is people × days, ``arcs_a_day`` of the automaton of one of them."""
        self._n_people, self._n_days = shape
        dear = max(1.0, arcs_a_day / PLAIN)
        self._rng = rng
        self.step_s = float(np.clip(seconds / STEPS, SHORTEST_STEP, LONGEST_STEP))
        is_short = dear > HEAVY and SHORT_LENGTHS[0] * shape[0] <= SWEPT_SIZE / dear
        known = SHORT_LENGTHS if is_short else LENGTHS
        lengths = sorted({min(length, self._n_days) for length in known})
        self._known = {length: _Experience(START_SIZE / dear) for length in lengths}
        # Few days of very many people save next to nothing: some people's weeks do.
        self._next_day: int | None = 0 if is_short or dear <= HEAVY else None
        fitting = [n for n in lengths if n * self._n_people <= SWEPT_SIZE / dear]
        self._swept = max(fitting, default=lengths[0])
        self._known[self._swept].size = self._n_people * self._swept

    @property
    def is_covering(self) -> bool:
        """Whether the first parts do not cover the whole horizon yet."""
        return self._next_day is not None

    def draw(
        self, cost_of_day: NDArray[np.float64], taken: Collection[int] = ()
    ) -> Part:
        """Some people on days in a row, where it costs more often than elsewhere.

        Nobody is among them who is ``taken``, unless that leaves one or none.
        """
        length = self._length()
        n_people = round(self._known[length].size / length)
        drawn = self._rng.permutation(self._n_people)
        free = drawn[~np.isin(drawn, list(taken))]
        people = np.sort((free if len(free) > 1 else drawn)[: max(2, n_people)])
        first = self._first_day(length, cost_of_day)
        return Part(people, range(first, first + length))

    def skip_cover(self) -> None:
        """Leave it to others to cover the whole horizon."""
        self._next_day = None

    def cover_from(self, day: int) -> None:
        """Cover the horizon from this day on only."""
        self._next_day = day

    def learn(self, part: Part, *, saved: float, seconds: float) -> None:
        """Note how building a part anew ended."""
        known = self._known[len(part.days)]
        known.saved = FORGETS * known.saved + saved
        known.seconds = FORGETS * known.seconds + seconds
        if self._next_day is not None and seconds < 4 * self.step_s:
            return
        if seconds > 1.5 * self.step_s:
            known.size = max(2.0 * len(part.days), known.size * 0.7)
        elif seconds < 0.7 * self.step_s:
            known.size = min(known.size * 1.3, self._n_people * len(part.days))

    def _length(self) -> int:
        if self._next_day is not None:
            return self._swept
        lengths = list(self._known)
        rates = np.array([known.rate for known in self._known.values()])
        untried = np.flatnonzero(np.isinf(rates))
        if len(untried):
            return lengths[int(untried[-1])]
        if self._rng.random() < P_ANY or not rates.any():
            return lengths[int(self._rng.integers(len(lengths)))]
        return lengths[int(self._rng.choice(len(lengths), p=rates / rates.sum()))]

    def _first_day(self, length: int, cost_of_day: NDArray[np.float64]) -> int:
        latest = self._n_days - length
        if self._next_day is not None:
            first = min(self._next_day, latest)
            ahead = first + max(1, round(length * (1 - OVERLAP)))
            self._next_day = ahead if first < latest else None
            return first
        if self._rng.random() < P_COSTLY and cost_of_day.any():
            day = self._rng.choice(self._n_days, p=cost_of_day / cost_of_day.sum())
            return int(np.clip(day - self._rng.integers(length), 0, latest))
        return int(self._rng.integers(latest + 1))
