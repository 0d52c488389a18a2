"""Refusals of the OPD interface: days, times, patients, other slots."""

from dataclasses import dataclass
from datetime import datetime

from horarium.domain.errors.tree import Conflict


@dataclass
class DayNotOffered(Conflict):
    """The practitioner holds no clinic on that day of the week."""

    on: str
    weekday: str
    offered: tuple[str, ...]

    def sentence(self) -> str:
        days = ", ".join(self.offered)
        return f"{self.on} is a {self.weekday}; this doctor holds clinic on: {days}."


@dataclass
class SessionExists(Conflict):
    """The practitioner already has a session that starts at this very time."""

    start: datetime

    def sentence(self) -> str:
        return (
            "This practitioner already has a session that starts at "
            f"{self.start:%a %d %b %H:%M} UTC."
        )


@dataclass
class TimeIsPast(Conflict):
    """What is asked for lies in the past."""

    end: datetime

    def sentence(self) -> str:
        return (
            f"It ended at {self.end:%a %d %b %Y %H:%M} UTC; a time to come is wanted."
        )


@dataclass
class NotEnoughPlaces(Conflict):
    """More patients have to move than the other session has places for."""

    places: int
    wanted: int

    def sentence(self) -> str:
        return (
            f"The other session has {self.places} places left, "
            f"but {self.wanted} patients have to move."
        )


@dataclass
class NotTheSameService(Conflict):
    """The other session offers another service than the patients came for."""

    service: str
    other: str

    def sentence(self) -> str:
        return f"These patients came for {self.service}; the other session is {self.other}."


@dataclass
class PatientMismatch(Conflict):
    """The identifier given belongs to a patient of another name."""

    record_number: str

    def sentence(self) -> str:
        return (
            f"{self.record_number} is registered under another name; "
            "look the patient up, or take another identifier."
        )
