"""Refusals of the line: places, numbers, moves."""

from dataclasses import dataclass

from horarium.domain.errors.tree import Conflict, Invalid, NotAllowed


@dataclass
class SessionFull(Conflict):
    """Every place of the session is taken."""

    session: str
    capacity: int

    def sentence(self) -> str:
        return f"This session is full: all {self.capacity} places are taken."


@dataclass
class NoPlaceNow(Conflict):
    """No session of today takes one more within the limits of waiting and overtime."""

    service: str

    def sentence(self) -> str:
        return (
            "No session of this service takes a walk-in today without too much waiting."
        )


@dataclass
class OverflowFull(Conflict):
    """The session's overflow for emergencies is used up."""

    session: str
    overflow_limit: int

    def sentence(self) -> str:
        return (
            f"The overflow of this session is used up: {self.overflow_limit} allowed."
        )


@dataclass
class PlacesInUse(Conflict):
    """A session cannot have fewer places than are in use."""

    field: str
    in_use: int
    wanted: int

    def sentence(self) -> str:
        return (
            f"{self.in_use} places are in use, so {self.field} cannot be {self.wanted}; "
            "move or cancel some first."
        )


@dataclass
class PlanOutdated(Conflict):
    """Something the plan counts on changed since it was made."""

    plan: str
    changed: str

    def sentence(self) -> str:
        return f"{self.changed} changed since this plan was made; make a new one."


@dataclass
class SessionNotOpen(Conflict):
    """The session takes nobody: it is cancelled or over."""

    session: str
    status: str

    def sentence(self) -> str:
        return f"This session is {self.status}; nobody can be added to it."


@dataclass
class NotToday(Conflict):
    """What happens on the day is asked of a session of another day."""

    field: str
    value: str
    wanted: str

    def sentence(self) -> str:
        return f"{self.field} is {self.value}; wanted: {self.wanted}."


@dataclass
class AlreadyInLine(Conflict):
    """The patient already holds an active token of this session."""

    token: str

    def sentence(self) -> str:
        return f"This patient already holds token {self.token} of this session."


@dataclass
class IllegalMove(Conflict):
    """The token's state does not allow this move."""

    move: str
    status: str
    allowed: tuple[str, ...]

    def sentence(self) -> str:
        legal = (
            f"it can: {', '.join(self.allowed)}" if self.allowed else "it is done with"
        )
        return f"A token that is {self.status} cannot {self.move}; {legal}."


@dataclass
class NobodyWaiting(Conflict):
    """There is nobody to call."""

    session: str

    def sentence(self) -> str:
        return "Nobody is waiting in this line."


@dataclass
class StillServing(Conflict):
    """The doctor has a patient called or in consultation."""

    token: str

    def sentence(self) -> str:
        return f"Token {self.token} is being served; complete it or mark it first."


@dataclass
class OutOfTurn(Conflict):
    """The call names somebody who is not next, and gives no reason."""

    token: str
    next_token: str

    def sentence(self) -> str:
        return (
            f"Token {self.next_token} is next, not {self.token}; "
            "calling out of turn needs a reason."
        )


@dataclass
class QuotaHeld(Conflict):
    """Places are left, but they are kept for other classes until their release."""

    session: str
    priority_class: str

    def sentence(self) -> str:
        return (
            f"The places left in this session are kept for others than "
            f"{self.priority_class}; they are released before it starts."
        )


@dataclass
class NothingToUndo(Conflict):
    """The last call cannot be taken back any more."""

    session: str

    def sentence(self) -> str:
        return "There is no call to take back: the last one has moved on."


@dataclass
class NotYourSession(NotAllowed):
    """The session belongs to another practitioner."""

    session: str

    def sentence(self) -> str:
        return (
            "This session belongs to somebody else; only its doctor may call from it."
        )


@dataclass
class TokenMoved(Conflict):
    """Somebody moved the token since it was read."""

    token: str

    def sentence(self) -> str:
        return f"Token {self.token} was changed by somebody else just now; look again."


@dataclass
class IdempotencyKeyReused(Invalid):
    """The key was already used for another request."""

    key: str

    def sentence(self) -> str:
        return (
            "This idempotency key was already used for another request; take a new one."
        )
