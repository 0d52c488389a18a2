"""Who may not come: the administrator's page, and the desk's list of calls."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from horarium.web.pages.shell import Choice, FormState, Shell, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressLive:
    """How far a job is, in words; ``share`` (0 to 1) where that is known."""

    template: ClassVar[str] = "_progress.html"

    stage: str
    share: float | None = None
    is_over: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure and what it is; ``note`` says what to make of it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """Missed visits of a group against what was expected."""

    name: str
    n: int
    observed: str
    expected: str
    ratio: str
    interval: str
    is_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FitRow:
    """One time of learning; ``at`` is local."""

    at: datetime
    method: str
    status: str
    tone: Tone
    n_visits: str
    auc: str
    brier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NightRow:
    """One night's recalibration; shifts are in log-odds, ``ratio`` is of the time before."""

    at: datetime
    version: str
    n_outcomes: str
    ratio: str
    advance: str
    same_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendancePage:
    """``GET /attendance``.

    Posts ``csrf`` to ``/attendance/fits``, and ``csrf, method, power, nightly, every,
    reason`` to ``/attendance/setting``. ``doubt`` says what the judged visits are too few
    to tell. ``progress`` is there while a fit waits or goes on; its
    stream is ``/attendance/stream``.
    """

    template: ClassVar[str] = "attendance.html"

    shell: Shell
    is_off: bool
    why: str
    methods: tuple[Choice, ...]
    recalibrates: bool
    learn_every_days: str
    facts: tuple[Fact, ...]
    marks: tuple[Fact, ...]
    doubt: str
    groups: tuple[GroupRow, ...]
    groups_chart: Markup
    live: tuple[GroupRow, ...]
    live_chart: Markup
    drift: tuple[Fact, ...]
    excluded: tuple[str, ...]
    features: tuple[str, ...]
    card: str
    fits: tuple[FitRow, ...]
    nights: tuple[NightRow, ...]
    scores: tuple[Fact, ...]
    progress: ProgressLive | None = None
    form: FormState = field(default_factory=FormState)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """Somebody to ring before tomorrow; ``outcome`` is a word, or empty."""

    id: str
    name: str
    phone: str
    start: datetime
    where: str
    move_href: str
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsPage:
    """``GET /desk/calls``: posts ``csrf, outcome`` to ``/desk/calls/<appointment>``."""

    template: ClassVar[str] = "calls.html"

    shell: Shell
    calls: tuple[CallRow, ...]
    outcomes: tuple[Choice, ...]
