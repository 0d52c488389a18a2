"""What was invented: people, and their ways through the sessions."""

from dataclasses import dataclass
from datetime import date, datetime

from horarium.domain.appointment import AppointmentStatus
from horarium.domain.interval import Interval
from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.synth.pyramid import Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who does not exist; ``number`` is the place in the panel, from 0."""

    number: int
    record_number: str
    name: str
    sex: Sex
    birth_on: date
    phone: str | None = None


_APPOINTMENT = {
    TokenStatus.BOOKED: AppointmentStatus.BOOKED,
    TokenStatus.COMPLETED: AppointmentStatus.FULFILLED,
    TokenStatus.NO_SHOW: AppointmentStatus.NO_SHOW,
    TokenStatus.CANCELLED: AppointmentStatus.CANCELLED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One patient's way through one session, as far as it is known at the present.

    ``session`` is the key of the session, ``patient`` the number in the panel. ``number``
    is the token's, counted from 1 in each session in the order in which places were given
    (``made_at``). ``slot`` is the promised time of a booked patient and None for a
    walk-in or an emergency. All instants are aware and whole seconds.
    """

    session: str
    patient: int
    number: int
    source: TokenSource
    status: TokenStatus
    made_at: datetime
    slot: Interval | None = None
    is_overflow: bool = False
    reason: str | None = None
    arrived_at: datetime | None = None
    called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def holds_place(self) -> bool:
        """Whether a place of the session is in use because of this visit."""
        return self.status.is_active or self.status is TokenStatus.COMPLETED

    @property
    def appointment_status(self) -> AppointmentStatus:
        """What the appointment behind it has come to, if it has one."""
        return _APPOINTMENT.get(self.status, AppointmentStatus.CHECKED_IN)


@dataclass(frozen=True, slots=True)
class Outpatients:
    """People who joined the panel, and every visit, by session and number."""

    people: tuple[Person, ...]
    visits: tuple[Visit, ...]
