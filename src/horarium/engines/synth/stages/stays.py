"""When each patient comes."""

from dataclasses import dataclass

from horarium.engines.synth.drawn import Ints


@dataclass(frozen=True, slots=True)
class Stays:
    """When each patient comes: ``day`` per booking; ``order`` puts bookings by patient.

    A patient's bookings are ``order[start : start + n]``; ``first`` and ``last`` are days of
    appointments, ``known_from`` the day of the first call.
    """

    day: Ints
    order: Ints
    start: Ints
    n: Ints
    first: Ints
    last: Ints
    known_from: Ints
