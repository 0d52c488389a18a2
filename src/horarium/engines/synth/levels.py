"""What each day can take of what is wanted of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from horarium.engines.synth.days import month_of, weekday_of
from horarium.engines.synth.drawn import Floats, Ints

if TYPE_CHECKING:
    from horarium.engines.synth.spec import ClinicSpec

_N_HALVINGS = 60
MOST_BOOKINGS = 50
"""Of one slot, on average: where more would be cancelled, fewer slots are held instead.

Own choice. Without it the bookings of a slot have no bound as the cancelled share nears 1.
"""


@dataclass(frozen=True, slots=True)
class Levels:
    """Per slot and unit of weight: bookings held, bookings made, and what is cancelled."""

    held: float
    made: float
    cancelled: float

    def at(self, weight: Floats) -> tuple[Floats, Floats]:
        """Bookings held and bookings cancelled per slot of days of these weights."""
        held = np.minimum(1.0, self.held * weight)
        surplus = np.maximum(self.made * weight - held, 0.0)
        return held, np.minimum(self.cancelled * surplus, MOST_BOOKINGS)


def wanted_weights(spec: "ClinicSpec", day: Ints) -> Floats:
    """Demand per slot of each day in any unit, month weight times weekday weight."""
    month = np.array(spec.demand.month_weights)[month_of(day)]
    return np.asarray(month * np.array(spec.demand.weekday_weights)[weekday_of(day)])


def attainable(spec: "ClinicSpec", day: Ints, n: Ints) -> Floats:
    """Bookings per slot of each day, without noise, as far as its slots can take them."""
    weight = wanted_weights(spec, day)
    held, cancelled = levels(spec, weight, n).at(weight)
    return np.asarray(held + cancelled)


def levels(spec: "ClinicSpec", weight: Floats, n: Ints) -> Levels:
    """The levels at which the days given reach the fill rate and the cancelled share."""
    cancelled, open_ = spec.rates.cancelled, float(n[weight > 0].sum())
    asked = round(spec.booking.fill_rate * open_)
    if not (asked and weight.any()):
        return Levels(0.0, 0.0, 0.0)
    weighted = float((n * weight).sum())
    wanted = min(asked, round(MOST_BOOKINGS * (1 - cancelled) * open_))
    if not wanted:
        return Levels(0.0, asked / weighted, 1.0)
    n_cancelled = round(wanted * cancelled / (1 - cancelled))
    held = _held_level(weight, n, wanted)
    made = (wanted + n_cancelled) / weighted
    surplus = np.maximum(made * weight - np.minimum(1.0, held * weight), 0.0)
    total = float((n * surplus).sum())
    return Levels(held, made, n_cancelled / total if total else 0.0)


def _held_level(weight: Floats, n: Ints, wanted: float) -> float:
    """The level at which ``wanted`` slots are held, no day holding more than it has."""
    low, high = 0.0, 1 / float(weight[weight > 0].min())
    for _ in range(_N_HALVINGS):
        level = (low + high) / 2
        if float((n * np.minimum(1.0, level * weight)).sum()) < wanted:
            low = level
        else:
            high = level
    return high
