"""Drafts of rosters: the list, answers to edits, comparing, publishing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from horarium.web.pages.roster import RosterPage
from horarium.web.pages.shell import Choice, Link, Shell


@dataclass(frozen=True, slots=True)
class EditedParts:
    """The answer to an edit: only what changed of the page; ``rows`` are row numbers.

    ``codes`` are the shifts whose cover changed, all without; ``has_problems`` says
    whether the list of problems may be another one.
    """

    template: ClassVar[str] = "_roster_edited.html"

    page: RosterPage
    rows: frozenset[int]
    codes: frozenset[str] | None = None
    has_problems: bool = True


@dataclass(frozen=True, slots=True)
class SaidPart:
    """The answer to an edit that was refused: the words, nothing else."""

    template: ClassVar[str] = "_roster_said.html"

    said: str


@dataclass(frozen=True, slots=True)
class DraftMark:
    """What the stream of a draft says: at which version it is."""

    template: ClassVar[str] = "_roster_mark.html"

    version: int


@dataclass(frozen=True, slots=True)
class CaughtUpParts:
    """What others changed of the page; ``news`` says who did what."""

    template: ClassVar[str] = "_roster_caught_up.html"

    page: RosterPage
    rows: frozenset[int]
    news: str
    codes: frozenset[str] | None = None
    has_problems: bool = True


@dataclass(frozen=True, slots=True)
class DraftOver:
    """The draft is none any more: ``status`` says what it is, ``roster`` leads there."""

    template: ClassVar[str] = "_roster_over.html"

    status: str
    roster: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """One roster in the list; an action without an address is not possible."""

    id: str
    name: str
    first: date
    last: date
    status: str
    version: int
    made_at: datetime
    n_changes: int
    n_must_fix: int | None
    n_to_improve: int | None
    penalty: int | None
    show: str
    edit: str = ""
    copy: str = ""
    publish: str = ""
    archive: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether it may change."""
        return self.status == "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterListPage:
    """``GET /rosters``: drafts first, then by start."""

    template: ClassVar[str] = "rosters.html"

    shell: Shell
    rosters: tuple[RosterLine, ...]
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure in the one roster and in the other, as printed."""

    name: str
    detail: str
    before: str
    after: str
    change: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class CellLine:
    """What somebody works otherwise on a day."""

    who: str
    on: date
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """``GET /rosters/compare?a=&b=``: two rosters side by side.

    Without two rosters that share days it has only the form. ``note`` says what is
    compared of two that do not cover the same days.
    """

    template: ClassVar[str] = "roster_compare.html"

    shell: Shell
    one: tuple[Choice, ...]
    other: tuple[Choice, ...]
    names: tuple[str, str] = ("", "")
    links: tuple[Link, ...] = ()
    totals: tuple[Pair, ...] = ()
    rules: tuple[Pair, ...] = ()
    people: tuple[Pair, ...] = ()
    cells: tuple[CellLine, ...] = ()
    n_cells: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPage:
    """``GET /rosters/{roster}/publish``: what it means, before it is done.

    ``blocked`` are the hard breaches; with any there is no button. ``cells`` changes for
    those who live by another roster now.
    """

    template: ClassVar[str] = "roster_publish.html"

    shell: Shell
    name: str
    base: str
    version: int
    first: date
    last: date
    penalty: int
    n_to_improve: int
    blocked: tuple[str, ...]
    n_blocked: int
    replaces: tuple[str, ...]
    people: tuple[str, ...]
    cells: tuple[CellLine, ...]
    n_cells: int
