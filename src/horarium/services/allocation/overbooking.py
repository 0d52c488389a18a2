"""How many more than one a slot a session can take, and what each one more costs."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from horarium.engines.booking import (
    Booked,
    Forecast,
    Offer,
    evaluate,
    offers,
)
from horarium.services.offering.clinics import Clinic
from horarium.services.offering.knobs import Knobs

MOST_EXTRA = 6
"""Bookings beyond one a slot that are thought through for one session."""


@dataclass(frozen=True, slots=True)
class Extra:
    """One more patient at a time that has one already; ``alpha_min`` is what it costs.

    In patient-minutes: the own wait, everybody's behind, and overtime, as weighed.
    """

    start: datetime
    alpha_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A session today, filled up as usual, and filled up with the extras that pay."""

    now: Forecast
    usual: Forecast
    proposed: Forecast
    extras: tuple[Extra, ...]


def outlook_of(clinic: Clinic, free: Collection[datetime], knobs: Knobs) -> Outlook:
    """What more bookings would do to a session whose times ``free`` are still open.

    The extras come after every open time is taken, each at the cheapest time within the
    caps, as long as the idle minutes they fill are worth more than they cost. Everybody
    counts with the mean chance, so no one's own chance decides anybody's time.
    """
    full = [*clinic.booked]
    full += [Booked(clinic.usual, clinic.starts.index(start)) for start in sorted(free)]
    extras: list[Extra] = []
    booked = list(full)
    while len(extras) < MOST_EXTRA:
        found = _cheapest(clinic, booked, knobs)
        if found is None:
            break
        extras.append(Extra(clinic.starts[found.slot], max(found.alpha_min, 0.0)))
        booked.append(Booked(clinic.usual, found.slot))
    return Outlook(
        now=forecast(clinic, clinic.booked),
        usual=forecast(clinic, full),
        proposed=forecast(clinic, booked),
        extras=tuple(extras),
    )


def forecast(clinic: Clinic, booked: Collection[Booked]) -> Forecast:
    """What to expect of a session with these bookings."""
    return evaluate(clinic.shape, list(booked))


def _cheapest(clinic: Clinic, booked: list[Booked], knobs: Knobs) -> Offer | None:
    """The cheapest time for one more who pays, or none."""
    harm = replace(knobs.costs, idle=0.0)
    counts = Counter(one.slot for one in booked)
    found = offers(clinic.shape, booked, clinic.usual, harm, knobs.caps)
    best = next((one for one in found if counts[one.slot]), None)
    shows = [one.candidate.p_show for one in booked] + [clinic.usual.p_show]
    filled = knobs.idle * clinic.usual.law.mean_min * sum(shows) / len(shows)
    return best if best is not None and best.alpha_min < filled else None
