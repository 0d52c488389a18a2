"""Refusals of requests and swaps."""

from dataclasses import dataclass
from datetime import date

from horarium.domain.errors.tree import Conflict, NotAllowed


@dataclass
class NotOnTheRoster(NotAllowed):
    """Who asks is nobody who works duties."""

    role: str

    def sentence(self) -> str:
        return (
            f"Only people on the roster have duties of their own; you are {self.role}."
        )


@dataclass
class RequestDecided(Conflict):
    """The request was granted, refused or withdrawn before."""

    status: str

    def sentence(self) -> str:
        return f"This request is already {self.status}."


@dataclass
class DutyGone(Conflict):
    """The duty went to somebody else, or nobody offers it any more."""

    on_date: date

    def sentence(self) -> str:
        return (
            f"The duty on {self.on_date:%a} {self.on_date.day} {self.on_date:%b} is no "
            "longer offered; somebody was quicker, or it was withdrawn."
        )


@dataclass
class SwapNotLegal(Conflict):
    """As the roster stands now, the swap would break a hard rule."""

    rule: str

    def sentence(self) -> str:
        return (
            f"This swap would now break a rule ({self.rule}), so nothing was changed."
        )


@dataclass
class ClinicCannotMove(Conflict):
    """A clinic of the duty has begun or is booked, and cannot change its doctor here."""

    on_date: date

    def sentence(self) -> str:
        return (
            f"The clinic on {self.on_date:%a} {self.on_date.day} {self.on_date:%b} "
            "cannot change its doctor by a swap; ask the coordinator."
        )
