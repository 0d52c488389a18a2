"""What played days come to, before any average is taken."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from horarium.engines.simulation.days import Codes, Diaries, Flags
from horarium.engines.simulation.lengths import Floats
from horarium.engines.simulation.play import Played
from horarium.engines.simulation.problem import Scenario
from horarium.engines.simulation.rules import NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Sums by day, ``(n_days,)``, over all practitioners; and every wait, ``(n_waits,)``.

    ``busy_min`` is consultation within the session, ``overtime_min`` after its end.
    ``wait_day``, ``wait_class`` and ``wait_group`` say whose a wait is.
    """

    n_booked: Floats
    n_missed: Floats
    n_seen: Floats
    n_left: Floats
    n_turned_away: Floats
    busy_min: Floats
    overtime_min: Floats
    open_min: Floats
    wait_min: Floats
    wait_day: Codes
    wait_class: Codes
    wait_group: Codes

    @property
    def n_days(self) -> int:
        """How many days are in it."""
        return len(self.n_seen)


def tally(scenario: Scenario, diaries: Diaries, played: Played) -> Tally:
    """The sums of these days. A wait counts from check-in or the promised time if later,
    to the call; an early bird who is called before that time waits nothing."""
    session_min, n_days = scenario.session_min, len(played.room)
    called, is_seen = played.called_min, played.room != NOWHERE
    ended = called + diaries.service_min
    worked = np.where(is_seen, diaries.service_min, 0.0)
    over = np.fmax(ended - np.fmax(called, session_min), 0.0)  # NaN gives 0
    comes = np.isfinite(diaries.arrives_min)
    entry = diaries.entry_min
    counted = np.flatnonzero(is_seen & (entry >= scenario.warm_up_min))
    open_min = scenario.n_practitioners * scenario.open_min
    return Tally(
        n_booked=_per_day(diaries.is_booked),
        n_missed=_per_day(diaries.is_booked & ~comes),
        n_seen=_per_day(is_seen),
        n_left=_per_day(played.has_left),
        n_turned_away=_per_day(comes & ~is_seen & ~played.has_left),
        busy_min=(worked - over).sum(axis=1),
        overtime_min=over.sum(axis=1),
        open_min=np.full(n_days, open_min),
        wait_min=np.maximum(called.take(counted) - entry.take(counted), 0.0),
        wait_day=counted // called.shape[1],
        wait_class=diaries.class_code.take(counted),
        wait_group=diaries.group.take(counted),
    )


def together(tallies: Sequence[Tally]) -> Tally:
    """One tally of all the days, in the order given."""
    if len(tallies) == 1:
        return tallies[0]
    before = np.cumsum([0, *(one.n_days for one in tallies)])
    joined = {
        one.name: np.concatenate([getattr(each, one.name) for each in tallies])
        for one in fields(Tally)
        if one.name != "wait_day"
    }
    days = [each.wait_day + n for each, n in zip(tallies, before, strict=False)]
    return Tally(**joined, wait_day=np.concatenate(days))


def _per_day(flags: Flags) -> Floats:
    return np.asarray(flags.sum(axis=1), dtype=np.float64)
