"""The patient's own page behind an opaque link: a number and no name."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from markupsafe import Markup

from horarium.web.pages.shell import Shell


class TokenStage(StrEnum):
    """How far the patient has come, as the page tells it."""

    BOOKED = "booked"
    WAITING = "waiting"
    CALLED = "called"
    WITH_DOCTOR = "with-doctor"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class WaitInterval:
    """An honest waiting time: from ``low_min`` to ``high_min`` minutes, both whole."""

    low_min: int
    high_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLive:
    """The live part, as of ``as_of``.

    ``headline`` is the state in a few words ("Please go in", "Waiting"), ``advice`` one
    sentence on what to do. ``n_ahead`` and ``wait`` are None when they mean nothing (not
    checked in, called, done). ``now_serving`` is another patient's number, or nothing.
    """

    template: ClassVar[str] = "_token.html"

    number: str
    stage: TokenStage
    headline: str
    advice: str
    service: str
    doctor: str
    room: str
    as_of: datetime
    appointment_at: datetime | None = None
    n_ahead: int | None = None
    wait: WaitInterval | None = None
    now_serving: str = ""
    late_min: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPage:
    """``GET /t/<opaque>``, public; whoever has the link sees it. Prints as an 80 mm slip.

    ``qr`` is the page's own address as an inline picture, for the phone of the patient.
    """

    template: ClassVar[str] = "token.html"

    shell: Shell
    live: TokenLive
    stream: str
    qr: Markup = field(default_factory=Markup)
