"""The front desk: today's sessions, new arrivals, checking in."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from horarium.web.pages.shell import Choice, FormState, Shell, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSession:
    """One session of today.

    ``taken`` of ``capacity`` places are given and ``held`` are kept for somebody who has
    not answered yet; emergencies beyond that use the overflow.
    ``status`` is a word ("open", "full", "late 20 min", "over") coloured by ``tone``.
    ``now_serving`` is a token's number ("A 7") or nothing.
    """

    id: str
    service: str
    room: str
    doctor: str
    start: datetime
    end: datetime
    capacity: int
    taken: int
    overflow_limit: int
    overflow_used: int
    n_waiting: int
    status: str
    tone: Tone = Tone.PLAIN
    now_serving: str = ""
    held: int = 0

    @property
    def places_left(self) -> int:
        """How many more ordinary patients the session takes; never below 0."""
        return max(0, self.capacity - self.taken - self.held)

    @property
    def percent_taken(self) -> float:
        """How full the session is, of 100."""
        if self.capacity <= 0:
            return 100.0
        return round(min(100.0, 100 * self.taken / self.capacity), 1)


@dataclass(frozen=True, slots=True)
class DeskLive:
    """The live part: every session of today, with its numbers as of ``as_of``."""

    template: ClassVar[str] = "_desk.html"

    sessions: tuple[DeskSession, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedPatient:
    """One appointment of today; ``token`` is set once the patient is checked in.

    ``href`` leads to the patient.

    ``status`` is a word ("booked", "checked in", "with the doctor", "seen").
    """

    appointment: str
    name: str
    born: date | None
    start: datetime
    service: str
    doctor: str
    status: str
    may_check_in: bool
    token: str = ""
    token_href: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """The token just given, shown large: whose it is, and where to go."""

    number: str
    patient: str
    where: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """``GET /desk``; every action is a plain POST answered by 303 back to ``/desk``.

    ``/desk/walk-in``: ``csrf, session, name, phone, born`` (the last two may be empty,
    ``born`` is ``YYYY-MM-DD``). ``/desk/emergency``: ``csrf, session, name, reason``.
    ``/desk/check-in``: ``csrf, appointment``. A refusal renders this page again, with the
    form as typed in ``walk_in`` or ``emergency`` and a flash in ``shell``.
    ``/desk/find``: ``csrf, q`` answers this page at once: a name belongs in no address.

    ``query`` filters ``booked`` (by name or token); ``n_booked`` counts them unfiltered.
    ``session_choices`` are the sessions that take patients now; a walk-in may also
    name one of ``anywhere``, a service, and is put where it delays the others least. Without ``may_add`` there
    are no forms for newcomers: nurses check in, the desk adds.
    """

    template: ClassVar[str] = "desk.html"

    shell: Shell
    live: DeskLive
    stream: str
    session_choices: tuple[Choice, ...]
    anywhere: tuple[Choice, ...] = ()
    booked: tuple[BookedPatient, ...]
    n_booked: int
    query: str = ""
    walk_in: FormState = field(default_factory=FormState)
    emergency: FormState = field(default_factory=FormState)
    new_token: NewToken | None = None
    may_add: bool = True
