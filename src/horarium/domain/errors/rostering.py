"""Refusals of rosters."""

from dataclasses import dataclass
from datetime import date

from horarium.domain.errors.tree import Conflict, Unavailable


@dataclass
class RosterStale(Conflict):
    """Somebody changed the roster since it was read."""

    version: int
    current: int

    def sentence(self) -> str:
        return f"The roster is at version {self.current}; you were looking at {self.version}."


@dataclass
class RosterHasBreaches(Conflict):
    """The independent checker found hard rules broken."""

    n_breaches: int
    first: str

    def sentence(self) -> str:
        return (
            f"The roster breaks {self.n_breaches} hard rules and cannot be published; "
            f"the first: {self.first}"
        )


@dataclass
class AbsenceOver(Conflict):
    """The absence was taken back."""

    absence: str

    def sentence(self) -> str:
        return "This absence was taken back; report a new one."


@dataclass
class LoopPlanNotReady(Conflict):
    """There is nothing to apply: the plan is being worked out, or was given up."""

    status: str

    def sentence(self) -> str:
        return f"This plan is {self.status}; there is nothing to apply yet."


@dataclass
class NoLegalRoster(Unavailable):
    """The search ended without a roster that keeps every hard rule."""

    seconds: float

    def sentence(self) -> str:
        return (
            f"No roster that keeps every hard rule was found in {self.seconds:g} seconds; "
            "give the search longer, or switch a rule off."
        )


@dataclass
class RosterNotEditable(Conflict):
    """Only drafts are changed; what was published or put away stays as it is."""

    status: str

    def sentence(self) -> str:
        return (
            f"The roster is {self.status} and stays as it is; "
            "make a draft from it and change that."
        )


@dataclass
class CellLocked(Conflict):
    """The cell is locked, and a change would move it."""

    person: str
    on_date: date

    def sentence(self) -> str:
        return (
            f"{self.person} is locked on {self.on_date.isoformat()}; "
            "take the lock away first."
        )


@dataclass
class NoEditLeft(Conflict):
    """There is no change of the draft to take back, or to make again."""

    verb: str

    def sentence(self) -> str:
        return f"There is nothing to {self.verb} in this draft."


@dataclass
class CellsMovedOn(Conflict):
    """A change cannot be taken back or made again: its cells hold something else now."""

    person: str
    on_date: date

    def sentence(self) -> str:
        return (
            f"What {self.person} does on {self.on_date.isoformat()} was changed otherwise "
            "since; set the cell by hand."
        )
