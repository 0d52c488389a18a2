"""Making the next roster: what to ask for, and how the search for it goes."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from markupsafe import Markup

from horarium.web.pages.shell import Choice, FormState, Link, Shell, Tone


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Somebody who may be on the roster."""

    code: str
    name: str
    detail: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class NewRosterPage:
    """The form for the next roster; without ``templates`` there is nothing to go on from.

    ``known`` are sentences about what the search will be told beside the form.
    """

    template: ClassVar[str] = "roster-new.html"

    shell: Shell
    form: FormState
    templates: tuple[Choice, ...] = ()
    people: tuple[PersonChoice, ...] = ()
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchRow:
    """How the search stood at one moment, in words."""

    elapsed: str
    objective: str
    bound: str
    gap: str


@dataclass(frozen=True, slots=True)
class SearchLive:
    """A search as it goes; ``stop`` is where the stop button posts, empty when over.

    ``clash`` are sentences: what cannot all hold, and the least that would help.
    """

    template: ClassVar[str] = "_roster_search.html"

    status: str
    tone: Tone
    sentence: str
    csrf: str
    now: SearchRow
    chart: Markup
    rows: tuple[SearchRow, ...]
    stop: str = ""
    links: tuple[Link, ...] = ()
    clash: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The search for one roster, followed live until it is over."""

    template: ClassVar[str] = "roster-search.html"

    shell: Shell
    name: str
    first: date
    last: date
    n_people: int
    live: SearchLive
    stream: str = ""
