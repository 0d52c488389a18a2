"""Who of the panel comes on which day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
from numpy.random import Generator

from horarium.domain.errors import InvalidField

_NEIGHBOURS = (timedelta(days=-1), timedelta(0), timedelta(days=1))


class Panel:
    """Deals patients so that nobody comes twice on a day or on two days running.

    Not even two sessions over one midnight can then claim the same patient.
    """

    def __init__(
        self, n_patients: int, away: Iterable[tuple[date, int]], rng: Generator
    ) -> None:
        self._n_patients = n_patients
        self._rng = rng
        self._out: defaultdict[date, set[int]] = defaultdict(set)
        for day, patient in away:
            self._out[day].add(patient)

    def deal(self, day: date, n: int) -> list[int]:
        """``n`` different patients for ``day``; ``InvalidField`` if there are too few."""
        out = set[int]().union(*(self._out[day + step] for step in _NEIGHBOURS))
        is_free = np.ones(self._n_patients, dtype=bool)
        is_free[list(out)] = False
        order = self._rng.permutation(self._n_patients)
        dealt: list[int] = order[is_free[order]][:n].tolist()
        if len(dealt) < n:
            raise InvalidField(
                "n_panel", str(self._n_patients), f"enough patients for {day:%d %b %Y}"
            )
        self._out[day].update(dealt)
        return dealt
