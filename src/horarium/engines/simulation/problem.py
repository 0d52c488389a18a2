"""A clinic day to play: who is there, who may come, and when."""

from dataclasses import dataclass, field
from functools import cached_property

from horarium.domain.errors import InvalidField
from horarium.engines.booking import SessionShape
from horarium.engines.queueing.service_time import ServiceTime
from horarium.engines.simulation.lengths import LengthLaw

RISK_GROUPS = ("low risk", "middle risk", "high risk")
"""Thirds of those who ask for a time, by their chance not to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitKind:
    """A kind of booked visit; ``share`` is relative to the other kinds."""

    name: str = "visit"
    share: float = 1.0
    priority_class: str = "online"
    length: LengthLaw = field(default_factory=ServiceTime)

    def __post_init__(self) -> None:
        _want(self.share > 0, "share", self.share, "above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """People who come without a time, ``per_hour`` to the whole clinic (Poisson).

    They come from the start of the session until its end. Whoever waits longer than a
    patience drawn with the mean ``patience_min`` (exponential) leaves unseen; ``None``:
    nobody leaves.
    """

    priority_class: str = "walk-in"
    per_hour: float
    length: LengthLaw = field(default_factory=ServiceTime)
    patience_min: float | None = None

    def __post_init__(self) -> None:
        _want(self.per_hour >= 0, "per_hour", self.per_hour, "0 or more")
        if self.patience_min is not None:
            _want(self.patience_min > 0, "patience_min", self.patience_min, "above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Punctuality:
    """Minutes from the promised time to check-in: normal; below 0 is early."""

    mean_min: float = 0.0
    sd_min: float = 0.0

    def __post_init__(self) -> None:
        _want(self.sd_min >= 0, "sd_min", self.sd_min, "0 or more")

    @property
    def is_exact(self) -> bool:
        """Whether everybody comes at the promised minute."""
        return self.mean_min == 0 and self.sd_min == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """With the chance ``p_late`` a practitioner begins late, exponential of this mean."""

    p_late: float = 0.0
    mean_min: float = 15.0

    def __post_init__(self) -> None:
        _want(0 <= self.p_late <= 1, "p_late", self.p_late, "0 to 1")
        _want(self.mean_min > 0, "mean_min", self.mean_min, "above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lunch:
    """A break at the first free moment from ``start_min`` on, for ``length_min``."""

    start_min: float
    length_min: float


@dataclass(frozen=True, kw_only=True)  # no slots: the shape of a session is cached
class Scenario:
    """What a clinic day is like, whatever the policy.

    Minutes count from the start of the session, which is the same for all
    ``n_practitioners``. Each has appointment times every ``slot_min`` from 0 to
    ``session_min``, lunch left out, and ``n_requests`` people who ask for one, in order.
    Their chances to come are drawn from a Beta of mean ``p_show`` and parameters that
    add up to ``p_show_spread``; ``None``: all alike. With ``shared_line`` whoever waits
    goes to the first practitioner who is free; otherwise the booked to their own, and
    others to the shortest line. Waits that count from before ``warm_up_min`` are left out
    of the figures. Raises ``InvalidField``.
    """

    name: str = "clinic"
    n_practitioners: int = 1
    session_min: float = 240.0
    slot_min: float = 15.0
    lunch: Lunch | None = None
    shared_line: bool = False
    kinds: tuple[VisitKind, ...] = field(default_factory=lambda: (VisitKind(),))
    n_requests: int = 40
    p_show: float = 0.77
    p_show_spread: float | None = 10.0
    streams: tuple[Stream, ...] = ()
    punctuality: Punctuality = field(default_factory=Punctuality)
    lateness: Lateness = field(default_factory=Lateness)
    warm_up_min: float = 0.0

    def __post_init__(self) -> None:
        one_or_more = "1 or more"
        n, minutes = self.n_practitioners, self.session_min
        _want(n >= 1, "n_practitioners", n, one_or_more)
        _want(0 < self.slot_min <= minutes, "slot_min", self.slot_min, "in the session")
        _want(0 < minutes < float("inf"), "session_min", minutes, "minutes above 0")
        _want(bool(self.kinds), "kinds", self.kinds, "at least one kind")
        _want(self.n_requests >= 0, "n_requests", self.n_requests, "0 or more")
        _want(0 <= self.p_show <= 1, "p_show", self.p_show, "0 to 1")
        spread = self.p_show_spread
        _want(spread is None or spread > 0, "p_show_spread", spread, "above 0 or None")
        warm_up = self.warm_up_min
        _want(0 <= warm_up < minutes, "warm_up_min", warm_up, "in the session")
        if (lunch := self.lunch) is not None:
            fits = lunch.start_min > 0 and lunch.length_min > 0
            fits = fits and lunch.start_min + lunch.length_min < minutes
            _want(fits, "lunch", lunch, "within the session")
            _want(bool(self.slot_starts), "lunch", lunch, "time left for a slot")

    @cached_property
    def slot_starts(self) -> tuple[float, ...]:
        """When appointments begin; those that would reach into lunch follow it."""
        starts, at = [], 0.0
        lunch = self.lunch
        while at + self.slot_min <= self.session_min:
            if lunch is not None and _reaches_into(lunch, at, self.slot_min):
                at = lunch.start_min + lunch.length_min
                continue
            starts.append(at)
            at += self.slot_min
        return tuple(starts)

    @property
    def open_min(self) -> float:
        """Minutes of a practitioner's session without lunch."""
        return self.session_min - (self.lunch.length_min if self.lunch else 0.0)

    def shape(self, grid_min: float) -> SessionShape:
        """One practitioner's session for the booking engine, lunch cut out.

        ``slot_min`` must be a multiple of ``grid_min``.
        """
        return SessionShape.even(len(self.slot_starts), self.slot_min, grid_min)

    @property
    def classes(self) -> tuple[str, ...]:
        """The priority classes that occur, each once, in the order given."""
        coming = [one.priority_class for one in self.streams]
        booked = [one.priority_class for one in self.kinds]
        return tuple(dict.fromkeys(coming + booked))


def _reaches_into(lunch: Lunch, start: float, minutes: float) -> bool:
    return start < lunch.start_min + lunch.length_min and (
        start + minutes > lunch.start_min
    )


def _want(holds: bool, field_name: str, value: object, wanted: str) -> None:
    if not holds:
        raise InvalidField(field_name, str(value), wanted)
