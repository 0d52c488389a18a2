"""What the clinic decides about its lines: classes, discipline, calls, capacity."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from horarium.domain.errors import InvalidField
from horarium.engines.queueing.discipline import Discipline
from horarium.engines.queueing.disciplines import DISCIPLINES, BandedEdd
from horarium.engines.queueing.figures import require_count, require_no_less
from horarium.engines.queueing.priority import (
    EMERGENCY,
    FOLLOW_UP,
    ONLINE,
    PRIORITY,
    WALK_IN,
    PriorityClass,
)

_MINUTES = ("recall_after_min", "grace_min", "hold_min")
_COUNTS = ("max_recalls", "reentry_places")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules of one line; the same value drives the live service and a simulation.

    A called patient is recalled after ``recall_after_min`` up to ``max_recalls`` times,
    then skipped. Back within ``grace_min`` of the skip, the patient re-enters behind
    ``reentry_places`` of the waiting; later, at the end of the class. A booked patient
    who has not come ``noshow_after_min`` after the promised time is a no-show; with
    ``None`` only the end of the session decides. A freed place is offered to the
    waitlist for ``hold_min``. Target waits and fractiles are in ``classes``. The
    defaults of calls and holds are the middle of what clinics use. Raises
    ``InvalidField``.
    """

    classes: tuple[PriorityClass, ...] = (
        EMERGENCY,
        PRIORITY,
        FOLLOW_UP,
        ONLINE,
        WALK_IN,
    )
    discipline: Discipline = field(default_factory=BandedEdd)
    recall_after_min: float = 3.0
    max_recalls: int = 1
    grace_min: float = 15.0
    reentry_places: int = 2
    noshow_after_min: float | None = None
    hold_min: float = 15.0
    _by_name: Mapping[str, PriorityClass] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name = {row.name: row for row in self.classes}
        if not by_name or len(by_name) != len(self.classes):
            names = ", ".join(row.name for row in self.classes)
            raise InvalidField("classes", names, "at least one class, each name once")
        _require_discipline(self.discipline)
        for name in _MINUTES:
            require_no_less(name, getattr(self, name))
        for name in _COUNTS:
            require_count(name, getattr(self, name))
        if self.noshow_after_min is not None:
            require_no_less("noshow_after_min", self.noshow_after_min)
        object.__setattr__(self, "_by_name", by_name)

    def row(self, name: str) -> PriorityClass:
        """The class called ``name``; raises ``InvalidField`` if there is none."""
        row = self._by_name.get(name)
        if row is None:
            raise InvalidField("priority_class", name, ", ".join(self._by_name))
        return row


def _require_discipline(given: object) -> None:
    if not isinstance(given, Discipline):
        wanted = f"one of DISCIPLINES: {', '.join(DISCIPLINES)}"
        raise InvalidField("discipline", str(given), wanted)


DEFAULT_POLICY = Policy()
