"""What is to be filled: sessions, a panel of patients, and the present."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from horarium.domain.errors import InvalidField
from horarium.domain.interval import Interval
from horarium.domain.token import TokenSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Sofar:
    """What has become of a session before: all of it empty for a new one.

    Numbers up to ``last_number`` are given. Whatever was booked until ``known_until`` is
    known. Nothing moved in the line after ``moved_at``. Visits that are over still use
    ``n_used`` ordinary places, ``n_overflow_used`` beside them, and ``used_slots``.
    """

    last_number: int = 0
    known_until: datetime | None = None
    moved_at: datetime | None = None
    n_used: int = 0
    n_overflow_used: int = 0
    used_slots: frozenset[int] = frozenset()


NEW = Sofar()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicSession:
    """One stretch of clinic; ``key`` is the caller's name for it.

    ``on_date`` is the site's calendar day. Slots of ``slot_min`` minutes begin with the
    session. ``capacity`` counts ordinary places, ``overflow_limit`` those beside them. A
    session that ``is_left_alone`` gets no visits. Raises ``InvalidField``.
    """

    key: str
    on_date: date
    interval: Interval
    slot_min: int
    capacity: int
    overflow_limit: int = 0
    so_far: Sofar = NEW
    is_left_alone: bool = False

    def __post_init__(self) -> None:
        if self.slot_min < 1 or self.n_slots < 1:
            raise InvalidField(
                f"sessions[{self.key}].slot_min",
                str(self.slot_min),
                "1 minute to the length of the session",
            )
        for name in ("capacity", "overflow_limit"):
            if getattr(self, name) < 0:
                raise InvalidField(
                    f"sessions[{self.key}].{name}",
                    str(getattr(self, name)),
                    "0 or more",
                )

    @property
    def n_slots(self) -> int:
        """How many whole slots fit."""
        return self.interval.duration // timedelta(minutes=self.slot_min)

    def slot(self, number: int) -> Interval:
        """The time of slot ``number``, counted from 0."""
        length = timedelta(minutes=self.slot_min)
        start = self.interval.start + number * length
        return Interval(start, start + length)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A patient was promised slot ``slot`` of a session at ``made_at``."""

    session: str
    slot: int
    patient: int
    source: TokenSource
    made_at: datetime
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A place that somebody holds already, and how far that visit had come.

    ``slot`` is None for whoever came without an appointment, ``arrived_at`` for whoever
    was not there yet; ``called_at`` and ``started_at`` are set for the one with the doctor.
    """

    session: str
    number: int
    patient: int
    source: TokenSource
    made_at: datetime
    slot: int | None = None
    is_overflow: bool = False
    reason: str | None = None
    arrived_at: datetime | None = None
    called_at: datetime | None = None
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicProblem:
    """Sessions to be filled from a panel of ``n_panel`` patients, seen from ``now``.

    The first ``n_known`` of the panel exist already. ``held`` are the places that are held
    already. ``away`` are days on which a patient of the panel comes
    elsewhere. In the sessions named in ``working`` the line at ``now`` has somebody with
    the doctor, people waiting, some seen and some to come, as far as the hour allows it;
    in those named in ``with_emergency`` an emergency has come as well. Raises
    ``InvalidField``.
    """

    sessions: tuple[ClinicSession, ...]
    now: datetime
    n_panel: int
    n_known: int = 0
    held: tuple[Held, ...] = ()
    away: tuple[tuple[date, int], ...] = ()
    working: frozenset[str] = frozenset()
    with_emergency: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise InvalidField("now", self.now.isoformat(), "an instant with a zone")
        if not 0 <= self.n_known <= self.n_panel:
            raise InvalidField("n_known", str(self.n_known), f"0 to {self.n_panel}")
        twice = [key for key, n in Counter(self._keys()).items() if n > 1]
        if twice:
            raise InvalidField("sessions.key", twice[0], "each key once")
        named = {held.session for held in self.held}
        unknown = (named | self.working | self.with_emergency) - set(self._keys())
        if unknown:
            raise InvalidField("session", min(unknown), "the key of a session given")

    def _keys(self) -> list[str]:
        return [session.key for session in self.sessions]
