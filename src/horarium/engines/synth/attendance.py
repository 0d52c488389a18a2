"""Who comes to a session, and when they stand at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log, sqrt

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.domain.token import TokenSource
from horarium.engines.synth.booking import bookable
from horarium.engines.synth.params import ClinicDay, SynthParams
from horarium.engines.synth.problem import Booking, ClinicSession

_DESK_OPENS_S = 600.0
"""Walk-ins are taken from ten minutes before the session."""
_DESK_CLOSES_S = 3600.0
"""The last walk-in comes an hour before the end."""

REASONS = (
    "Chest pain in the waiting room",
    "Short of breath at the desk",
    "Collapsed at registration",
    "Fever after chemotherapy",
    "New confusion, sent up by the general practitioner",
    "Blood sugar above 25 with vomiting",
)
"""Why somebody could not wait."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody with a place, or who asks for one; instants are seconds since 1970.

    ``arrives`` is infinity for whoever stays away. ``promised`` is the start of a booked
    slot. ``service_s`` is how long the consultation will take.
    """

    source: TokenSource
    made: float
    arrives: float
    service_s: float
    promised: float | None = None
    booking: Booking | None = None
    reason: str | None = None

    @property
    def entry(self) -> float:
        """From when on the place in the line counts: an early bird gains nothing."""
        return max(self.arrives, self.promised or -inf)


def attendees(
    session: ClinicSession,
    bookings: Sequence[Booking],
    rng: Generator,
    params: SynthParams,
) -> list[Attendee]:
    """Everybody of one day: the booked, in the order given, then who just comes.

    ``bookings`` are those that were not given up. Walk-ins come only as far as places
    are left, emergencies as far as the overflow goes.
    """
    booked = _booked(session, bookings, rng, params)
    places = min(len(bookable(session, params.mix)), session.capacity)
    n_free = session.capacity - max(places, len(bookings))
    mean = params.mix.walk_in_share * session.capacity
    walk_ins = min(n_free, int(rng.poisson(mean)))
    emergencies = min(session.overflow_limit, int(rng.poisson(params.mix.emergencies)))
    return [
        *booked,
        *_comers(session, TokenSource.WALK_IN, walk_ins, rng, params.day),
        *_comers(session, TokenSource.EMERGENCY, emergencies, rng, params.day),
    ]


def _booked(
    session: ClinicSession,
    bookings: Sequence[Booking],
    rng: Generator,
    params: SynthParams,
) -> list[Attendee]:
    day, n = params.day, len(bookings)
    stays_away = rng.random(n) < params.rates.no_show_if_kept
    offset_s = 60 * rng.normal(day.check_in_mean, day.check_in_sd, n)
    service_s = _services(session, n, rng, day)
    return [
        Attendee(
            source=booking.source,
            made=booking.made_at.timestamp(),
            arrives=inf
            if away
            else max(promised + offset, booking.made_at.timestamp()),
            service_s=float(service),
            promised=promised,
            booking=booking,
        )
        for booking, away, offset, service in zip(
            bookings, stays_away, offset_s, service_s, strict=True
        )
        for promised in [session.slot(booking.slot).start.timestamp()]
    ]


def _comers(
    session: ClinicSession,
    source: TokenSource,
    n: int,
    rng: Generator,
    day: ClinicDay,
) -> list[Attendee]:
    first = session.interval.start.timestamp() - _DESK_OPENS_S
    last = max(first, session.interval.end.timestamp() - _DESK_CLOSES_S)
    arrivals = np.sort(rng.uniform(first, last, n))
    reasons = rng.integers(len(REASONS), size=n)
    return [
        Attendee(
            source=source,
            made=float(arrives),
            arrives=float(arrives),
            service_s=float(service),
            reason=REASONS[why] if source is TokenSource.EMERGENCY else None,
        )
        for arrives, service, why in zip(
            arrivals, _services(session, n, rng, day), reasons, strict=True
        )
    ]


def _services(
    session: ClinicSession, n: int, rng: Generator, day: ClinicDay
) -> NDArray[np.float64]:
    """Lognormal consultations in seconds, by mean and coefficient of variation."""
    mean_s = day.consult_share * session.slot_min * 60
    variance = log(1 + day.consult_cv**2)
    return rng.lognormal(log(mean_s) - variance / 2, sqrt(variance), n)
