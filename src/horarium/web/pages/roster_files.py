"""The pages of roster files: downloads, imports, and the month on paper."""

from dataclasses import dataclass
from typing import ClassVar

from horarium.web.pages.roster import Day, ShiftLook
from horarium.web.pages.shell import Choice, FormState, Link, Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFilesPage:
    """``GET /rosters/{roster}/files``; who may not import has no ``forms``."""

    template: ClassVar[str] = "roster-files.html"

    shell: Shell
    title: str
    back: Link
    downloads: tuple[Link, ...]
    print_href: str
    post: str
    forms: tuple[Choice, ...]
    form: FormState


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRow:
    """One person's month: a look a day."""

    name: str
    detail: str
    shifts: tuple[ShiftLook, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPrintPage:
    """``GET /rosters/{roster}/print``: a table for paper, without requests and leave."""

    template: ClassVar[str] = "roster-print.html"

    shell: Shell
    title: str
    back: Link
    days: tuple[Day, ...]
    rows: tuple[PrintedRow, ...]
    legend: tuple[ShiftLook, ...]
