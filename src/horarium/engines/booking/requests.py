"""Requests that pile up, and the slots that are open to them."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from horarium.domain.errors import InvalidField

Anything: frozenset[str] = frozenset()
"""An empty set of wishes or limits: everything will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRequest:
    """Somebody who wants to be seen.

    ``urgency`` weighs each day of delay. ``skills`` must all be had; ``sites`` and
    ``practitioners`` must be one of those named, if any. The times are half-open,
    ``[not_before, not_after)``. ``usual`` is the practitioner who knows the patient,
    ``preferred`` holds ids of slots that suit best. ``promised`` is a slot already
    promised, which is kept whatever else happens. ``group`` serves equity rows only.
    """

    id: Hashable
    service: str
    urgency: float = 1.0
    channel: str = ""
    skills: frozenset[str] = Anything
    sites: frozenset[str] = Anything
    practitioners: frozenset[str] = Anything
    not_before: datetime | None = None
    not_after: datetime | None = None
    usual: str | None = None
    preferred: frozenset[Hashable] = frozenset()
    promised: Hashable | None = None
    p_show: float = 1.0
    group: str = ""

    def __post_init__(self) -> None:
        if not self.urgency > 0:
            raise InvalidField("urgency", str(self.urgency), "above 0")
        if not 0 <= self.p_show <= 1:
            raise InvalidField("p_show", str(self.p_show), "0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSlot:
    """A time that may still be given to as many patients as ``alpha_min`` has entries.

    ``alpha_min[k]`` is the exact marginal cost, in patient-minutes, of the ``k + 1``-th
    further booking; it must ascend, as marginal costs of a slot do. ``channels`` empty
    means every channel.
    """

    id: Hashable
    session: Hashable
    start: datetime
    practitioner: str = ""
    site: str = ""
    services: frozenset[str] = Anything
    skills: frozenset[str] = Anything
    channels: frozenset[str] = Anything
    alpha_min: tuple[float, ...] = (0.0,)

    def __post_init__(self) -> None:
        if any(b < a for a, b in zip(self.alpha_min, self.alpha_min[1:], strict=False)):
            raise InvalidField("alpha_min", str(self.alpha_min), "ascending costs")


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationParams:
    """What a place is worth, and what no allocation may do.

    A place is worth ``urgency`` for each day it lies before the end of
    ``horizon_days``, plus the bonuses, less ``per_alpha`` for each patient-minute of its
    slot's cost; all in days of one routine patient's delay. ``reserve`` keeps places of
    a session that are still to come for requests of at least ``emergency_urgency``; a
    promise to one of them counts as kept. ``expected_most`` caps how
    many of the newly placed are expected to come to a session. With ``equity`` no
    group's share of placed requests falls below that part of everybody's share; for
    that nobody is placed where it costs more than it brings.
    ``seconds`` limits the integer programme, which only such side constraints need.
    """

    horizon_days: float = 28.0
    preference_bonus: float = 2.0
    continuity_bonus: float = 3.0
    per_alpha: float = 0.05
    emergency_urgency: float = 8.0
    reserve: Mapping[Hashable, int] = field(default_factory=dict)
    expected_most: Mapping[Hashable, float] = field(default_factory=dict)
    equity: float | None = None
    seconds: float = 20.0

    def __post_init__(self) -> None:
        for name in ("horizon_days", "seconds"):
            if not getattr(self, name) > 0:
                raise InvalidField(name, str(getattr(self, name)), "above 0")
        limits = [("per_alpha", self.per_alpha)]
        limits += [(f"reserve of {key}", one) for key, one in self.reserve.items()]
        limits += [(f"most of {key}", one) for key, one in self.expected_most.items()]
        for name, value in limits:
            if not value >= 0:
                raise InvalidField(name, str(value), "0 or more")
        if self.equity is not None and not 0 <= self.equity <= 1:
            raise InvalidField("equity", str(self.equity), "0 to 1, or None")

    @property
    def has_side_constraints(self) -> bool:
        """Whether anything makes this more than an assignment."""
        return bool(self.reserve or self.expected_most or self.equity is not None)
