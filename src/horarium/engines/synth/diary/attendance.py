"""Who comes to a session, and when they stand at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log, sqrt

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.domain.token import TokenSource
from horarium.engines.synth.diary.booking import bookable
from horarium.engines.synth.diary.params import ClinicDay, SynthParams
from horarium.engines.synth.diary.problem import Booking, ClinicSession, Held
from horarium.engines.synth.diary.staying_away import chances

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
    slot. ``service_s`` is how long the consultation will take. ``called`` and ``started``
    are known for whoever is with the doctor already. ``of`` is what the place was given
    for, None for whoever has only come now.
    """

    source: TokenSource
    made: float
    arrives: float
    service_s: float
    promised: float | None = None
    called: float | None = None
    started: float | None = None
    of: Booking | Held | None = None
    reason: str | None = None

    @property
    def entry(self) -> float:
        """From when on the place in the line counts: an early bird gains nothing."""
        return max(self.arrives, self.promised or -inf)


def attendees(
    session: ClinicSession,
    expected: Sequence[Booking | Held],
    rng: Generator,
    params: SynthParams,
) -> list[Attendee]:
    """Everybody of one day: those ``expected``, in the order given, then who just comes.

    Nobody expected has given up. Walk-ins come only as far as places are left,
    emergencies as far as the overflow goes, and both only after the line last moved.
    """
    so_far, mix = session.so_far, params.mix
    n_overflow = sum(isinstance(one, Held) and one.is_overflow for one in expected)
    n_places = so_far.n_used + len(expected) - n_overflow
    n_bookable = min(len(bookable(session, mix)), session.capacity)
    n_free = session.capacity - max(n_bookable, n_places)
    n_beside = session.overflow_limit - so_far.n_overflow_used - n_overflow
    walk_ins = int(rng.poisson(mix.walk_in_share * session.capacity))
    emergencies = int(rng.poisson(mix.emergencies))
    present = _known(session) or -inf
    comers = [
        *_comers(session, TokenSource.WALK_IN, walk_ins, rng, params.day),
        *_comers(session, TokenSource.EMERGENCY, emergencies, rng, params.day),
    ]
    new = [one for one in comers if one.arrives > present]
    by_source = {
        source: [one for one in new if one.source is source] for source in _NEW
    }
    return [
        *_expected(session, expected, rng, params),
        *by_source[TokenSource.WALK_IN][: max(0, n_free)],
        *by_source[TokenSource.EMERGENCY][: max(0, n_beside)],
    ]


_NEW = (TokenSource.WALK_IN, TokenSource.EMERGENCY)


def _known(session: ClinicSession) -> float | None:
    moved_at = session.so_far.moved_at
    return moved_at.timestamp() if moved_at else None


def _expected(
    session: ClinicSession,
    expected: Sequence[Booking | Held],
    rng: Generator,
    params: SynthParams,
) -> list[Attendee]:
    day, n = params.day, len(expected)
    stays_away = rng.random(n) < chances(session, expected, params)
    offset_s = 60 * rng.normal(day.check_in_mean, day.check_in_sd, n)
    service_s = _services(session, n, rng, day)
    return [
        _one_expected(
            session,
            one,
            inf if away else float(offset),
            float(service),
            60 * day.no_show_after,
        )
        for one, away, offset, service in zip(
            expected, stays_away, offset_s, service_s, strict=True
        )
    ]


def _one_expected(
    session: ClinicSession,
    one: Booking | Held,
    offset_s: float,
    service_s: float,
    grace_s: float,
) -> Attendee:
    made = one.made_at.timestamp()
    promised = None
    if one.slot is not None:
        promised = session.slot(one.slot).start.timestamp()
    arrives = max((promised or made) + offset_s, made)
    called = started = None
    if isinstance(one, Held) and one.arrived_at is not None:
        arrives = one.arrived_at.timestamp()
        called = one.called_at.timestamp() if one.called_at else None
        started = one.started_at.timestamp() if one.started_at else None
    else:
        arrives = _after(arrives, _known(session), (promised or made) + grace_s)
    return Attendee(
        source=one.source,
        made=made,
        arrives=arrives,
        service_s=service_s,
        promised=promised,
        called=called,
        started=started,
        of=one,
        reason=one.reason if isinstance(one, Held) else None,
    )


def _after(arrives: float, known: float | None, latest: float) -> float:
    """An arrival that agrees with nobody having come by ``known``."""
    if known is None or arrives > known:
        return arrives
    return inf if latest <= known else known


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
