"""What can happen to a line; every event carries the aware instant it happened at."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from horarium.engines.queueing.problem import LineToken, TokenKey
from horarium.engines.queueing.transitions import Move


@dataclass(frozen=True, slots=True)
class Join:
    """A new token: status ``booked`` for later, or ``arrived`` for a walk-in.

    Capacity, quota and overflow are checked when the session states a capacity.
    """

    at: datetime
    token: LineToken


@dataclass(frozen=True, slots=True)
class TokenEvent:
    """Something that happens to a token already in the line."""

    at: datetime
    token: TokenKey
    move: ClassVar[Move]


@dataclass(frozen=True, slots=True)
class Arrive(TokenEvent):
    """A booked patient checks in."""

    move = Move.ARRIVE


@dataclass(frozen=True, slots=True)
class Call(TokenEvent):
    """The doctor calls a patient; whoever is not next needs a ``reason``."""

    reason: str = ""
    move = Move.CALL


@dataclass(frozen=True, slots=True)
class Recall(TokenEvent):
    """The called patient did not come to the door and is called again."""

    move = Move.RECALL


@dataclass(frozen=True, slots=True)
class Start(TokenEvent):
    """The consultation begins."""

    move = Move.START


@dataclass(frozen=True, slots=True)
class Complete(TokenEvent):
    """The consultation ends."""

    move = Move.COMPLETE


@dataclass(frozen=True, slots=True)
class Skip(TokenEvent):
    """The called patient is not there; the line goes on."""

    move = Move.SKIP


@dataclass(frozen=True, slots=True)
class Return(TokenEvent):
    """A skipped patient is back; or one marked no-show too soon, if a place is left."""

    move = Move.RETURN


@dataclass(frozen=True, slots=True)
class NoShow(TokenEvent):
    """The patient did not come."""

    move = Move.NO_SHOW


@dataclass(frozen=True, slots=True)
class Cancel(TokenEvent):
    """The patient or the clinic gives the place up."""

    move = Move.CANCEL


@dataclass(frozen=True, slots=True)
class Leave(TokenEvent):
    """The patient goes away unseen."""

    move = Move.LEAVE


@dataclass(frozen=True, slots=True)
class Transfer(TokenEvent):
    """The patient goes on in another session."""

    move = Move.TRANSFER


@dataclass(frozen=True, slots=True)
class UndoCall:
    """The last call was a mistake; the patient waits on in the old place."""

    at: datetime


@dataclass(frozen=True, slots=True)
class RunLate:
    """The doctor announces a start ``late_min`` minutes after the session's."""

    at: datetime
    late_min: float


@dataclass(frozen=True, slots=True)
class Pause:
    """A break; ``until`` is ``None`` when nobody knows."""

    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """The break is over."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Close:
    """The session is over: who has not come is a no-show, who still waits has left."""

    at: datetime


SessionEvent = UndoCall | RunLate | Pause | Resume | Close
Event = Join | TokenEvent | SessionEvent
