"""Patients at the desk: find, register, see what is booked."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from horarium.web.pages.shell import Choice, FormState, Shell, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPatient:
    """One patient that fits the search."""

    href: str
    name: str
    record_number: str
    born: date | None
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientsPage:
    """``GET /patients``: a search posts ``csrf, q`` to ``/patients/find``.

    A registration posts ``csrf, name, born, phone, number`` to ``/patients``. ``found`` is
    None before the first search.
    """

    template: ClassVar[str] = "patients.html"

    shell: Shell
    query: str = ""
    found: tuple[FoundPatient, ...] | None = None
    register: FormState = field(default_factory=FormState)
    may_register: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientVisit:
    """One appointment of a patient; ``href`` leads to it."""

    href: str
    start: datetime
    service: str
    doctor: str
    where: str
    status: str
    tone: Tone = Tone.PLAIN
    number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientWish:
    """One wait for a place; leaving the list posts ``csrf`` to ``leave``."""

    service: str
    doctor: str
    first: date
    last: date
    status: str
    leave: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsPart:
    """What a place must be like when others choose one; ``words`` say it.

    Noting posts ``csrf, needs, not_before, not_after, site`` to ``action``, empty for who
    may only read; ``form`` holds what is noted, or what was typed with its errors.
    """

    words: tuple[str, ...] = ()
    action: str = ""
    form: FormState = field(default_factory=FormState)
    sites: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientPage:
    """``GET /patients/<id>``: what is to come, what was, what is waited for.

    Somebody who is here now gets a token of one of ``sessions``: ``csrf, session`` are
    posted to ``walk_in``.
    """

    template: ClassVar[str] = "patient.html"

    shell: Shell
    name: str
    record_number: str
    born: date | None
    phone: str
    coming: tuple[PatientVisit, ...]
    past: tuple[PatientVisit, ...]
    wishes: tuple[PatientWish, ...] = ()
    book_href: str = ""
    walk_in: str = ""
    sessions: tuple[Choice, ...] = ()
    limits: LimitsPart = field(default_factory=LimitsPart)
