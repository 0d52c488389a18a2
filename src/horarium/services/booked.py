"""What a booking gives: an appointment, its token, and word to the patient."""

from dataclasses import dataclass

from horarium.domain.appointment import Appointment
from horarium.domain.ids import AppointmentId
from horarium.domain.session import Session
from horarium.domain.token import Token
from horarium.services.notifications import Template, tell
from horarium.services.work import Work
from horarium.store import appointments as store
from horarium.store import sessions as session_store


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment and the token that goes with it."""

    appointment: Appointment
    token: Token

    @property
    def id(self) -> AppointmentId:
        """The appointment's id, under which the booking is found again."""
        return self.appointment.id


def booked_with(work: Work, token: Token) -> Booked:
    """The booking that a token belongs to."""
    appointment = store.by_id(work.db, token.appointment) if token.appointment else None
    if appointment is None:
        raise AssertionError("a booked token has an appointment")
    return Booked(appointment, token)


def tell_patient(
    work: Work, booked: Booked, template: Template, session: Session | None = None
) -> None:
    """Tell the patient about the booking in ``session``, read if it is not at hand."""
    session = session or session_store.by_id(work.db, booked.appointment.session)
    if session is None:
        raise AssertionError("an appointment has a session")
    tell(
        work,
        template,
        booked.appointment.patient,
        at=booked.appointment.interval.start,
        session=session,
        label=booked.token.label,
    )
