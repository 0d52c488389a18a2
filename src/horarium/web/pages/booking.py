"""Booking for later: a day, a slot, a hold, a booking; the same pages to move one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from markupsafe import Markup

from horarium.web.pages.shell import Choice, FormState, Link, Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingDay:
    """One day of the calendar: ``n_free`` slots; an empty ``href`` cannot be chosen."""

    on: date
    n_free: int
    href: str = ""
    is_chosen: bool = False
    is_today: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingSlot:
    """A free slot; ``fields`` is what its button posts to say which one."""

    start: datetime
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingGroup:
    """The slots of one doctor in one part of the day; full where there are none."""

    part: str
    doctor: str
    where: str
    slots: tuple[BookingSlot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingPage:
    """``GET {base}?patient&service&practitioner&day&from&move``.

    Choosing a slot posts ``csrf``, ``kept`` and the slot's fields to ``{base}/hold``, or
    to ``{base}/move`` when ``moving`` says which appointment goes elsewhere. ``kept`` is
    what every link and form of the page carries along. ``weeks`` are rows of seven days.
    The waitlist form posts ``csrf, service, practitioner, first, last, part, urgency``
    to ``{base}/waitlist``; only staff are asked how urgent it is. ``suggested`` are the
    day's free slots that cost everybody else the least, best first.
    """

    template: ClassVar[str] = "booking.html"

    shell: Shell
    base: str
    heading: str
    services: tuple[Choice, ...]
    practitioners: tuple[Choice, ...]
    weeks: tuple[tuple[BookingDay, ...], ...]
    groups: tuple[BookingGroup, ...]
    kept: Mapping[str, str]
    day: date | None = None
    moving: str = ""
    earlier: str = ""
    later: str = ""
    back: Link | None = None
    waitlist: FormState = field(default_factory=FormState)
    urgencies: tuple[Choice, ...] = ()
    parts: tuple[Choice, ...] = ()
    suggested: tuple[BookingSlot, ...] = ()

    @property
    def action(self) -> str:
        """Where a chosen slot is posted."""
        return f"{self.base}/move" if self.moving else f"{self.base}/hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPage:
    """``GET {base}/<appointment>`` of a hold: it lasts until ``until``.

    Posts ``csrf`` to ``{here}/confirm`` or ``{here}/release``.
    """

    template: ClassVar[str] = "held.html"

    shell: Shell
    here: str
    patient: str
    start: datetime
    doctor: str
    service: str
    where: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedPage:
    """``GET {base}/<appointment>`` of a booking: what to keep, print, or put in a calendar.

    ``may_change`` shows the ways to move it and to give it up; giving up posts ``csrf,
    reason`` to ``{here}/cancel``. ``status`` is a word.
    """

    template: ClassVar[str] = "booked.html"

    shell: Shell
    here: str
    patient: str
    start: datetime
    doctor: str
    service: str
    where: str
    status: str
    number: str = ""
    token_href: str = ""
    qr: Markup = field(default_factory=Markup)
    may_change: bool = False
    move_href: str = ""
    back: Link | None = None
    cancel: FormState = field(default_factory=FormState)
