"""Why patients have to move, and what a plan for them looks like."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from horarium.domain.errors import InvalidField
from horarium.domain.ids import PractitionerId, SessionId, TokenId
from horarium.engines.queueing.outcome import LeftoverReason, Misfit
from horarium.services.sessions import MAX_LATE_MIN

MOST_DAYS = 60
"""Nobody is moved further into the future than this."""


class TriggerKind(StrEnum):
    """What happened to the doctor or the session."""

    LATE = "late"
    CUT_SHORT = "cut-short"
    CANCELLED = "cancelled"
    ABSENT = "absent"


_NEEDS = {
    TriggerKind.LATE: ("session", "minutes"),
    TriggerKind.CUT_SHORT: ("session", "end"),
    TriggerKind.CANCELLED: ("session",),
    TriggerKind.ABSENT: ("practitioner", "on"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What happened, and within how many days other places are looked for.

    ``late`` names the session and how many minutes it starts late, ``cut-short`` the
    session and its new end, ``cancelled`` the session or several ``sessions`` that go
    together, ``absent`` a practitioner and the day. Raises ``InvalidField``.
    """

    kind: TriggerKind
    reason: str
    session: SessionId | None = None
    minutes: int | None = None
    end: datetime | None = None
    practitioner: PractitionerId | None = None
    on: date | None = None
    within_days: int = 7
    sessions: tuple[SessionId, ...] = ()

    def __post_init__(self) -> None:
        if self.sessions and self.kind is not TriggerKind.CANCELLED:
            raise InvalidField("sessions", "…", "only with cancelled")
        for name in ("session", "minutes", "end", "practitioner", "on"):
            is_given = getattr(self, name) is not None
            is_needed = name in _NEEDS[self.kind] and not self.sessions
            if is_given != is_needed:
                raise InvalidField(
                    name,
                    str(getattr(self, name)),
                    f"with {self.kind}: {' and '.join(_NEEDS[self.kind])}",
                )
        if self.minutes is not None and not 1 <= self.minutes <= MAX_LATE_MIN:
            raise InvalidField("minutes", str(self.minutes), f"1 to {MAX_LATE_MIN}")
        if not 0 <= self.within_days <= MOST_DAYS:
            raise InvalidField(
                "within_days", str(self.within_days), f"0 to {MOST_DAYS}"
            )

    @property
    def ends_sessions(self) -> bool:
        """Whether nobody is seen any more in the sessions concerned."""
        return self.kind in (TriggerKind.CANCELLED, TriggerKind.ABSENT)


@dataclass(frozen=True, slots=True)
class Move:
    """A token goes to the place of ``session`` at ``start``; the shift in minutes."""

    token: TokenId
    label: str
    source: SessionId
    session: SessionId
    start: datetime
    shift_min: float


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A token without another place; it goes to the waitlist.

    ``misfit`` is what stood in the way of the places nearest to fitting, if there were any.
    """

    token: TokenId
    label: str
    source: SessionId
    reason: LeftoverReason
    misfit: Misfit | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal to be confirmed. It counts on the versions that it names.

    ``sessions`` are the versions of the sources and of the sessions that receive
    somebody, ``tokens`` those of the tokens that go. ``sources`` in order of id.
    """

    id: UUID
    trigger: Trigger
    sources: tuple[SessionId, ...]
    moves: tuple[Move, ...]
    leftovers: tuple[LeftBehind, ...]
    n_staying: int
    sessions: dict[SessionId, int]
    tokens: dict[TokenId, int]
    made_at: datetime
    applied_at: datetime | None = None
    new_labels: dict[TokenId, str] | None = None
