"""Refusals of booking: times, rooms, people in two places."""

from dataclasses import dataclass
from datetime import datetime

from horarium.domain.errors.tree import Conflict, Invalid


@dataclass
class PatientDoubleBooked(Conflict):
    """The patient has another appointment at an overlapping time."""

    start: datetime

    def sentence(self) -> str:
        return (
            "This patient already has an appointment that overlaps "
            f"{self.start:%a %d %b %H:%M} UTC."
        )


@dataclass
class PractitionerDoubleBooked(Conflict):
    """The practitioner or the room already has a session at an overlapping time."""

    start: datetime

    def sentence(self) -> str:
        return (
            "The practitioner or the room already has a session that overlaps "
            f"{self.start:%a %d %b %H:%M} UTC."
        )


@dataclass
class AppointmentNotActive(Conflict):
    """The appointment is over or was given up."""

    status: str

    def sentence(self) -> str:
        return f"This appointment is {self.status}; it cannot be changed any more."


@dataclass
class SlotOutsideSession(Invalid):
    """The wanted time is no slot of the session."""

    start: str
    first: str
    last: str
    slot_min: int

    def sentence(self) -> str:
        return (
            f"{self.start} is no slot of this session; wanted: every {self.slot_min} "
            f"minutes from {self.first} to {self.last}."
        )


@dataclass
class SlotTaken(Conflict):
    """Someone else booked the slot between the offer and the answer."""

    session: str
    start: datetime

    def sentence(self) -> str:
        return f"The slot at {self.start:%a %d %b %H:%M} UTC was just taken; choose another."


@dataclass
class NoFreeRoom(Conflict):
    """A clinic shift finds no room at its site."""

    site: str
    start: datetime

    def sentence(self) -> str:
        return (
            f"No room is free at {self.site} for the clinic of "
            f"{self.start:%a %d %b %H:%M} UTC; add a room or plan fewer clinics."
        )


@dataclass
class RecordNumberTaken(Conflict):
    """Another patient has this record number."""

    record_number: str

    def sentence(self) -> str:
        return f"The record number {self.record_number} belongs to another patient."


@dataclass
class SlotUnavailable(Conflict):
    """Nobody is seen at that time: a break, a closure, leave, or it is over."""

    start: datetime
    why: str

    def sentence(self) -> str:
        return f"Nobody is seen at {self.start:%a %d %b %H:%M} UTC: {self.why}."


@dataclass
class HoldExpired(Conflict):
    """The hold is over; its place may have gone to somebody else."""

    hold: str

    def sentence(self) -> str:
        return "This hold is over; choose a slot again."


@dataclass
class OfferOver(Conflict):
    """The offer was answered already, or its time is over."""

    status: str

    def sentence(self) -> str:
        return f"This offer is {self.status}; it cannot be answered any more."


@dataclass
class AlreadyWaiting(Conflict):
    """The patient is on the waitlist for this service already."""

    wish: str

    def sentence(self) -> str:
        return "This patient is on the waitlist for this service already."


@dataclass
class WishOver(Conflict):
    """The patient is not on the waitlist any more."""

    status: str

    def sentence(self) -> str:
        return f"This entry of the waitlist is {self.status}; it cannot be changed any more."


@dataclass
class RuleOverlaps(Conflict):
    """The practitioner or the room has another rule at overlapping hours."""

    rule: str

    def sentence(self) -> str:
        return (
            "The practitioner or the room already has weekly hours that overlap these; "
            "end those first."
        )
