"""How many more than one a slot each session can take, and what each one more costs."""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from horarium.engines.booking import (
    Booked,
    Forecast,
    Offer,
    evaluate,
)
from horarium.engines.booking.offers import Asked, offers_in_each
from horarium.services.offering.clinics import Clinic
from horarium.services.offering.knobs import Knobs

MOST_EXTRA = 6
"""Bookings beyond one a slot that are thought through for one session."""

Key = TypeVar("Key", bound=Hashable)


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


def outlooks_of(
    clinics: Mapping[Key, Clinic],
    free: Mapping[Key, Collection[datetime]],
    knobs: Knobs,
) -> dict[Key, Outlook]:
    """What more bookings would do to sessions whose times ``free`` are still open.

    The extras come after every open time is taken, each at the cheapest time within the
    caps, as long as the idle minutes they fill are worth more than they cost. Everybody
    counts with the mean chance, so no one's own chance decides anybody's time. All
    sessions are asked for their next extra together.
    """
    full = {key: _filled(one, free.get(key, ())) for key, one in clinics.items()}
    booked = {key: list(some) for key, some in full.items()}
    extras: dict[Key, list[Extra]] = {key: [] for key in clinics}
    asked = list(clinics)
    for _ in range(MOST_EXTRA):
        found = _cheapest({key: (clinics[key], booked[key]) for key in asked}, knobs)
        for key, offer in found.items():
            clinic = clinics[key]
            alpha_min = max(offer.alpha_min, 0.0)
            extras[key].append(Extra(clinic.starts[offer.slot], alpha_min))
            booked[key].append(Booked(clinic.usual, offer.slot))
        asked = list(found)
    return {
        key: Outlook(
            now=evaluate(clinic.shape, clinic.booked),
            usual=evaluate(clinic.shape, full[key]),
            proposed=evaluate(clinic.shape, booked[key]),
            extras=tuple(extras[key]),
        )
        for key, clinic in clinics.items()
    }


def _filled(clinic: Clinic, free: Collection[datetime]) -> list[Booked]:
    more = [Booked(clinic.usual, clinic.starts.index(start)) for start in sorted(free)]
    return [*clinic.booked, *more]


def _cheapest(
    asked: Mapping[Key, tuple[Clinic, list[Booked]]], knobs: Knobs
) -> dict[Key, Offer]:
    """Of each session the cheapest time for one more who pays, if there is one."""
    harm = replace(knobs.costs, idle=0.0)
    every = offers_in_each(
        [Asked(one.shape, booked, one.usual) for one, booked in asked.values()],
        harm,
        knobs.caps,
    )
    found = {}
    for (key, (clinic, booked)), some in zip(asked.items(), every, strict=True):
        counts = Counter(one.slot for one in booked)
        best = next((one for one in some if counts[one.slot]), None)
        shows = [one.candidate.p_show for one in booked] + [clinic.usual.p_show]
        filled = knobs.idle * clinic.usual.law.mean_min * sum(shows) / len(shows)
        if best is not None and best.alpha_min < filled:
            found[key] = best
    return found
