"""Refusals of rosters."""

from dataclasses import dataclass

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
