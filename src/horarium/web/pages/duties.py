"""The pages of somebody on the roster: own duties, requests, swaps, own fairness."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from horarium.web.pages.home import Item, Tile
from horarium.web.pages.roster import MyDay, ShiftLook
from horarium.web.pages.shell import Choice, FormState, Link, Shell, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A button that posts to ``path`` with hidden ``fields``."""

    text: str
    path: str
    fields: tuple[tuple[str, str], ...] = ()
    is_main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDuty:
    """A duty to come; ``badge`` says "today" or that it is offered."""

    on: date
    shift: ShiftLook
    site: str
    badge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLink:
    """The calendar's secret link: ``url`` is there only right after it was made."""

    since: datetime | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesPage:
    """``GET /duties``: today's duty, what comes next, the month, news, the calendar.

    ``weeks`` are whole weeks from Monday on; None is a day outside the month or of no
    roster. ``month`` is its first day.
    """

    template: ClassVar[str] = "duties.html"

    shell: Shell
    tabs: tuple[Link, ...]
    name: str
    today: Item | None
    tiles: tuple[Tile, ...]
    upcoming: tuple[NextDuty, ...]
    month: date
    weeks: tuple[tuple[MyDay | None, ...], ...]
    earlier: str
    later: str
    news: tuple[Item, ...]
    calendar: CalendarLink


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectView:
    """What a request would do to one roster, in lines."""

    title: str
    days: tuple[Item, ...]
    loads: tuple[str, ...]
    breaks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """One request; ``status`` in words with its ``tone``."""

    what: str
    days: str
    reason: str
    status: str
    tone: Tone
    answer: str = ""
    act: Act | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsPage:
    """``GET /duties/requests``; ``effects`` are there after "show the effect"."""

    template: ClassVar[str] = "duty-requests.html"

    shell: Shell
    tabs: tuple[Link, ...]
    form: FormState
    kinds: tuple[Choice, ...]
    importances: tuple[Choice, ...]
    shifts: tuple[Choice, ...]
    rows: tuple[RequestRow, ...]
    effects: tuple[EffectView, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapRow:
    """One line about a swap, with what can be done about it."""

    title: str
    detail: str
    lead: str = ""
    chip: ShiftLook | None = None
    badge: str = ""
    tone: Tone = Tone.PLAIN
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapsPage:
    """``GET /duties/swaps``; ``ways`` are those for the duty of ``chosen``."""

    template: ClassVar[str] = "duty-swaps.html"

    shell: Shell
    tabs: tuple[Link, ...]
    duties: tuple[Choice, ...]
    chosen: str
    ways: tuple[SwapRow, ...]
    offer: Act | None
    to_me: tuple[SwapRow, ...]
    mine: tuple[SwapRow, ...]
    rings: tuple[SwapRow, ...]
    deals: tuple[SwapRow, ...]
    needs_approval: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BurdenRow:
    """One burden: own figures, and where the others lie on a scale from 0 to 1."""

    label: str
    load: str
    share: str
    balance: str
    verdict: str
    tone: Tone
    own_at: float
    others_at: tuple[float, ...]
    spread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFairnessPage:
    """``GET /duties/fairness``, with why one has the duty of a day (``?on=``)."""

    template: ClassVar[str] = "duty-fairness.html"

    shell: Shell
    tabs: tuple[Link, ...]
    burdens: tuple[BurdenRow, ...]
    duties: tuple[Choice, ...]
    chosen: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """A request or a swap that a coordinator decides; ``path`` takes the decision."""

    title: str
    who: str
    detail: str
    asked: datetime
    path: str
    form: FormState = field(default_factory=FormState)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """``GET /requests``."""

    template: ClassVar[str] = "duty-inbox.html"

    shell: Shell
    requests: tuple[InboxRow, ...]
    swaps: tuple[InboxRow, ...]
    needs_approval: bool
