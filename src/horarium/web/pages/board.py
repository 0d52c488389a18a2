"""The board in the waiting room: numbers only, never the name of a patient."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from horarium.web.pages.shell import Shell
from horarium.web.pages.token import WaitInterval


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRoom:
    """One room: ``now`` is the number called or in consultation ("A 7"), or nothing.

    ``status`` stands where there is no number ("starts 14:00", "nobody waiting", "nobody
    called now").
    ``following`` are the next numbers, three at most. ``is_last_called`` marks the newest
    call of the whole board. ``wait`` is what whoever joins now has to expect, if anybody
    still can; ``n_recalls`` tells a call made again from the first one.
    """

    room: str
    doctor: str
    service: str
    now: str
    following: tuple[str, ...]
    status: str = ""
    late_min: int = 0
    is_last_called: bool = False
    wait: WaitInterval | None = None
    n_recalls: int = 0


@dataclass(frozen=True, slots=True)
class BoardLive:
    """The live part: every room in use, as of ``as_of``; ``notice`` is for everybody."""

    template: ClassVar[str] = "_board.html"

    rooms: tuple[BoardRoom, ...]
    as_of: datetime
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """``GET /board``, public; ``stream`` is the address of its events."""

    template: ClassVar[str] = "board.html"

    shell: Shell
    live: BoardLive
    stream: str
    title: str
