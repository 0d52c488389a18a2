"""Priority classes: what the clinic promises to whom."""

from dataclasses import dataclass
from math import isfinite

from horarium.domain.errors import InvalidField
from horarium.engines.queueing.figures import require_count, require_no_less


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityClass:
    """A promise: the share ``fractile`` of this class waits at most ``target_wait_min``.

    ``band`` 0 goes before band 1 whatever the waiting times; within a band the
    discipline decides. ``weight`` is read by the ``weights`` discipline alone. ``quota``
    places of a session are kept for this class until ``quota_release_min`` before the
    session starts. ``may_overflow`` lets the class stand beside a full session, up to
    the session's overflow limit. Raises ``InvalidField``.
    """

    name: str
    target_wait_min: float
    fractile: float
    band: int = 1
    weight: float = 0.0
    quota: int = 0
    quota_release_min: float = 0.0
    may_overflow: bool = False

    def __post_init__(self) -> None:
        if not (isfinite(self.target_wait_min) and self.target_wait_min > 0):
            raise InvalidField(
                "target_wait_min", str(self.target_wait_min), "minutes above 0"
            )
        if not 0 < self.fractile <= 1:
            raise InvalidField("fractile", str(self.fractile), "above 0, at most 1")
        for name in ("quota", "band"):
            require_count(name, getattr(self, name))
        for name in ("weight", "quota_release_min"):
            require_no_less(name, getattr(self, name))


EMERGENCY = PriorityClass(
    name="emergency",
    band=0,
    target_wait_min=5,
    fractile=0.98,
    weight=1000,
    may_overflow=True,
)
PRIORITY = PriorityClass(name="priority", target_wait_min=30, fractile=0.85, weight=500)
FOLLOW_UP = PriorityClass(
    name="follow-up", target_wait_min=45, fractile=0.80, weight=300
)
ONLINE = PriorityClass(name="online", target_wait_min=45, fractile=0.80, weight=200)
WALK_IN = PriorityClass(name="walk-in", target_wait_min=75, fractile=0.80, weight=100)
