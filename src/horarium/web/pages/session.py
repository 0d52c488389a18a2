"""One session at the desk: who is in it, and what can be done for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from horarium.web.pages.shell import Choice, FormState, Link, Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One token of the session; ``acts`` are the addresses its buttons post ``csrf`` to.

    ``vitals_href`` and ``slip_href`` lead on; ``expected`` is a wait in words.
    """

    number: str
    name: str
    href: str
    source: str
    status: str
    slip_href: str
    token: str
    acts: tuple[Link, ...] = ()
    booked_for: datetime | None = None
    expected: str = ""
    vitals_href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """``GET /desk/sessions/<id>``.

    ``n_unnamed`` counts the people whom the visitor may not see; ``people`` is empty then.

    A token moves when ``csrf, token, session`` is posted to ``{here}/transfer``
    (``others`` are the sessions it may go to), and is given up with ``csrf, token,
    reason`` at ``{here}/cancel``. ``/reallocations`` takes ``csrf, session, kind, minutes,
    until, reason`` and shows a preview; ``{here}/capacity`` takes ``csrf, capacity,
    overflow, reason``.
    """

    template: ClassVar[str] = "session.html"

    shell: Shell
    here: str
    session: str
    heading: str
    subheading: str
    people: tuple[Person, ...]
    n_unnamed: int = 0
    others: tuple[Choice, ...] = ()
    may_reallocate: bool = False
    may_cancel: bool = False
    happened: Mapping[str, FormState] = field(default_factory=dict)
    capacity: FormState | None = None
    back: Link = field(default_factory=lambda: Link("Front desk", "/desk"))

    def typed(self, kind: str) -> FormState:
        """What was typed into the form of what has happened; nothing at first."""
        return self.happened.get(kind, FormState())


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenRow:
    """One measurement: when, by whom, and what in words."""

    at: datetime
    by: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalsPage:
    """``GET /desk/tokens/<id>/vitals``: posts ``csrf`` and the measurements to itself."""

    template: ClassVar[str] = "vitals.html"

    shell: Shell
    here: str
    number: str
    name: str
    born: date | None
    taken: tuple[TakenRow, ...]
    back: Link
    form: FormState = field(default_factory=FormState)
    may_record: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRow:
    """Who goes where; ``new`` is the number there once the plan is applied."""

    number: str
    source: str
    target: str
    start: datetime
    shift: str
    new: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationPage:
    """``GET /reallocations/<plan>``: a proposal, or what became of it.

    Posts ``csrf`` to ``apply``; empty once the plan is applied.
    """

    template: ClassVar[str] = "reallocation.html"

    shell: Shell
    heading: str
    reason: str
    made_at: datetime
    moved: tuple[MovedRow, ...]
    left: tuple[MovedRow, ...]
    n_staying: int
    apply: str = ""
    applied_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsencePage:
    """``GET /reallocations``: somebody is absent on a day.

    Posts ``csrf, practitioner, on, reason`` with ``kind`` "absent" to itself.
    """

    template: ClassVar[str] = "absence.html"

    shell: Shell
    practitioners: tuple[Choice, ...]
    form: FormState = field(default_factory=FormState)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsRow:
    """The waits of one class against its promise."""

    name: str
    n: int
    promise: str
    kept: str
    is_kept: bool | None
    mean: str
    p90: str
    longest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresRow:
    """One session of the day, or all of them together."""

    name: str
    detail: str
    href: str
    n_booked: int
    n_waiting: int
    n_seen: int
    n_noshow: int
    n_left: int
    utilisation: str
    share: float
    idle: str
    overtime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsPage:
    """``GET /statistics?on=``: what a day came to."""

    template: ClassVar[str] = "statistics.html"

    shell: Shell
    on: date
    earlier: str
    later: str
    total: FiguresRow
    sessions: tuple[FiguresRow, ...]
    waits: tuple[WaitsRow, ...]
    n_cancelled: int = 0
