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
