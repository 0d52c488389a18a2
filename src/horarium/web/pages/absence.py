"""Somebody cannot come: the call, and the one preview of what follows from it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from horarium.web.pages.roster import OFF, ShiftLook
from horarium.web.pages.shell import Choice, FormState, Link, Shell, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """An absence that is not over; ``plan`` is where to look at what follows from it.

    ``end`` is where the first day back is posted, at the latest ``last_on``.
    """

    name: str
    days: str
    kind: str
    status: str
    tone: Tone
    first_on: date
    last_on: date
    end: str
    anew: str = ""
    reason: str = ""
    plan: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsencesPage:
    """``GET /absences``: who is away, and saying that somebody is.

    Posts ``csrf, first_on, last_on, kind, reason`` to itself, with ``practitioner``
    where there are ``practitioners`` to choose from; a doctor speaks of nobody else.
    """

    template: ClassVar[str] = "absences.html"

    shell: Shell
    rows: tuple[AbsenceRow, ...]
    kinds: tuple[Choice, ...]
    practitioners: tuple[Choice, ...] = ()
    form: FormState = field(default_factory=FormState)


@dataclass(frozen=True, slots=True)
class DayChange:
    """One day of one person; both looks are the same where nothing changes."""

    on: date
    before: ShiftLook = OFF
    after: ShiftLook = OFF

    @property
    def is_changed(self) -> bool:
        """Whether the duty is another one."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class PersonDays:
    """A person with the days of the plan; ``note`` says what they have to do with it."""

    name: str
    note: str
    days: tuple[DayChange, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A changed duty, and what it is good for."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class ClinicRow:
    """A session that loses its doctor, and what becomes of it."""

    name: str
    where: str
    outcome: str
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRow:
    """A patient by number; without a ``target`` the waitlist is where they go."""

    number: str
    priority: str
    was: datetime
    target: str = ""
    start: datetime | None = None
    shift: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One message to somebody on the team."""

    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopPage:
    """``GET /absences/plans/<id>``: everything that follows, before and after it is done.

    Posts ``csrf, version`` to ``apply``, ``csrf, filling`` to ``anew``, ``csrf`` to
    ``stop``; each is empty where it makes no sense.
    """

    template: ClassVar[str] = "loop.html"

    shell: Shell
    heading: str
    state: str
    tone: Tone
    version: int = 1
    apply: str = ""
    anew: str = ""
    stop: str = ""
    fillings: tuple[Choice, ...] = ()
    counts: tuple[tuple[int, str], ...] = ()
    days: tuple[date, ...] = ()
    people: tuple[PersonDays, ...] = ()
    reasons: tuple[Reason, ...] = ()
    clinics: tuple[ClinicRow, ...] = ()
    moved: tuple[PatientRow, ...] = ()
    left: tuple[PatientRow, ...] = ()
    unresolved: tuple[str, ...] = ()
    told: tuple[ToldRow, ...] = ()
    n_patients_told: int = 0
    proof: str = ""
    links: tuple[Link, ...] = ()
