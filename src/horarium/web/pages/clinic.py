"""The clinic: a doctor's own line."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from horarium.web.pages.shell import Choice, FormState, Shell, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class WithMe:
    """The patient called or in consultation; ``since`` is when that began."""

    token: str
    number: str
    name: str
    source: str
    is_started: bool
    since: datetime
    elapsed: timedelta
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One patient in the line, in the order in which they will be called.

    ``source`` is the class as a word ("follow-up"); ``is_emergency`` marks the strict
    band. ``wait_tone`` follows the thresholds, and ``wait_word`` says the same in words
    ("long", "too long") so that the colour is never alone. ``expected`` is the interval
    until the call, such as "10–25 min".
    """

    token: str
    number: str
    name: str
    source: str
    waited: timedelta
    expected: str
    is_emergency: bool = False
    wait_tone: Tone = Tone.PLAIN
    wait_word: str = ""
    appointment_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Somebody who was called and was not there, and may still come back."""

    token: str
    number: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicLive:
    """The live part: the whole line as of ``as_of``.

    Forms post ``csrf`` (and ``token`` where one is meant) to ``base`` + one of
    ``/call-next /recall /skip /start /complete /no-show /undo /break /resume``. ``undo_number`` is the token whose
    call can still be taken back, or nothing. ``away`` were called and not there;
    ``vitals`` are lines about the patient in the room. ``n_expected`` counts those booked who have
    not come yet.
    """

    template: ClassVar[str] = "_clinic.html"

    base: str
    csrf: str
    with_me: WithMe | None
    waiting: tuple[Waiting, ...]
    n_seen: int
    n_no_show: int
    n_expected: int
    as_of: datetime
    undo_number: str = ""
    away: tuple[Away, ...] = ()
    is_on_break: bool = False
    vitals: tuple[str, ...] = ()

    @property
    def next_number(self) -> str:
        """The number that *call next* will call, or nothing."""
        return self.waiting[0].number if self.waiting else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicPage:
    """``GET /clinic?session=``: ``live`` is None when I have no clinic today.

    ``sessions`` are my sessions of today, the chosen one marked, their values addresses.
    ``late`` posts ``csrf, minutes`` (0 to ``most_late_min``) to ``live.base + "/late"``;
    ``late_min`` is what the line reckons with now. ``nothing`` says when the next clinic is.
    """

    template: ClassVar[str] = "clinic.html"

    shell: Shell
    live: ClinicLive | None
    stream: str = ""
    heading: str = ""
    subheading: str = ""
    sessions: tuple[Choice, ...] = ()
    late_min: int = 0
    most_late_min: int = 0
    late: FormState = field(default_factory=FormState)
    nothing: str = ""
