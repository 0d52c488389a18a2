"""The home page: what matters today, as sections of tiles, lists and links."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from horarium.web.pages.roster import ShiftLook
from horarium.web.pages.shell import Link, Shell, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One figure: ``value`` is large ("12", "2 h 15"), ``note`` says what to make of it.

    ``share`` (0 to 1) draws a bar under the figure, such as places taken of capacity.
    """

    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.PLAIN
    href: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a list.

    ``lead`` stands in front in strong type: a date ("Tue 6 Jan"), a time ("09:20") or a
    token ("A 7"). ``chip`` puts a shift chip there. ``badge`` is a short word at the end
    ("2 places left"), coloured by ``tone``. ``href`` makes the title a link.
    """

    title: str
    detail: str = ""
    lead: str = ""
    chip: ShiftLook | None = None
    badge: str = ""
    tone: Tone = Tone.PLAIN
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A card: tiles, then a list, then links; ``empty`` is said when there is no list.

    ``is_wide`` lets the card take the whole width.
    """

    title: str
    lead: str = ""
    tiles: tuple[Tile, ...] = ()
    items: tuple[Item, ...] = ()
    links: tuple[Link, ...] = ()
    empty: str = ""
    is_wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BigToken:
    """The token of the patient who looks: number ("A 7") and what to expect."""

    number: str
    headline: str
    detail: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedPlace:
    """A place kept for the patient who looks, until ``until``.

    Posts ``csrf`` to ``accept`` or ``decline``.
    """

    start: datetime
    service: str
    where: str
    until: datetime
    accept: str
    decline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """``GET /``: what matters today to this role, most urgent section first.

    Coordinator: state of the roster, breaches, cover gaps today, who is on now per site.
    Doctor: next shifts, clinic today with the waiting count. Nurse: lines, longest waits.
    Staff: sessions today with places left. Patient: ``token`` and appointments.
    Admin: health of the system, accounts, the state of the audit seal.

    ``greeting`` is the heading ("Good morning, Ana"), ``lead`` one sentence under it that
    sums up the day. ``actions`` are the one or two things done most from here.
    """

    template: ClassVar[str] = "home.html"

    shell: Shell
    greeting: str
    lead: str
    sections: tuple[Section, ...]
    actions: tuple[Link, ...] = ()
    token: BigToken | None = None
    offers: tuple[OfferedPlace, ...] = ()
