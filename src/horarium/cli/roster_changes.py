"""Changes to a roster's problem as options of a command."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from horarium.cli.roster_files import read_day
from horarium.domain.errors import InvalidField
from horarium.engines.rostering import RosterProblem
from horarium.engines.rostering.changes import (
    Absence,
    Change,
    CoverChange,
    LockChange,
    LostSite,
)

Sick = Annotated[
    list[str] | None,
    typer.Option(help="PERSON:FIRST[:LAST], dates like 2026-03-10. Repeatable."),
]
Leave = Annotated[
    list[str] | None, typer.Option(help="PERSON:FIRST[:LAST]. Repeatable.")
]
Extra = Annotated[
    list[str] | None,
    typer.Option(help="SHIFT:DATE[:HEADS], heads may be negative. Repeatable."),
]
Closed = Annotated[
    list[str] | None, typer.Option(help="SITE:FIRST[:LAST]. Repeatable.")
]
Lock = Annotated[
    list[str] | None,
    typer.Option(help="PERSON:DATE[:SHIFT]; off without a shift. Repeatable."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The options as they were given."""

    sick: Sequence[str] | None = None
    leave: Sequence[str] | None = None
    extra: Sequence[str] | None = None
    closed: Sequence[str] | None = None
    lock: Sequence[str] | None = None

    def changes(self, problem: RosterProblem) -> list[Change]:
        """The changes they mean; refuses when there is none."""
        readers: tuple[tuple[str, Sequence[str] | None, _Reader], ...] = (
            ("--sick", self.sick, _absence("sick")),
            ("--leave", self.leave, _absence("annual")),
            ("--extra", self.extra, _extra),
            ("--closed", self.closed, _closed),
            ("--lock", self.lock, _lock),
        )
        changes = [
            _known(problem, read(problem, text, option), option)
            for option, texts, read in readers
            for text in texts or ()
        ]
        if not changes:
            names = ", ".join(option for option, _, _ in readers)
            raise InvalidField("options", "no change", f"at least one of {names}")
        return changes


_Reader = Callable[[RosterProblem, str, str], Change]


def read_now(text: str | None) -> datetime | None:
    """The instant of ``--now``; refuses one without its offset from UTC."""
    if text is None:
        return None
    wanted = "an instant like 2026-03-10T07:00+00:00"
    try:
        now = datetime.fromisoformat(text)
    except ValueError as unreadable:
        raise InvalidField("--now", text, wanted) from unreadable
    if now.tzinfo is None:
        raise InvalidField("--now", text, wanted)
    return now


def _known(problem: RosterProblem, change: Change, option: str) -> Change:
    """The change, if all it names is there; a refusal names the option."""
    try:
        change.apply(problem)
    except InvalidField as refusal:
        raise InvalidField(option, refusal.value, refusal.wanted) from refusal
    return change


def _absence(kind: str) -> _Reader:
    def read(problem: RosterProblem, text: str, option: str) -> Change:
        person, start, end = _stretch(problem, text, option, "PERSON")
        return Absence(person=person, start=start, end=end, kind=kind)

    return read


def _closed(problem: RosterProblem, text: str, option: str) -> Change:
    site, start, end = _stretch(problem, text, option, "SITE")
    return LostSite(site=site, start=start, end=end)


def _extra(problem: RosterProblem, text: str, option: str) -> Change:
    shift, when, *rest = _parts(text, option, "SHIFT:DATE[:HEADS]", (2, 3))
    heads = rest[0] if rest else "1"
    if not heads.removeprefix("-").isdecimal():
        raise InvalidField(option, heads, "a whole number of heads")
    day = read_day(problem, when, option)
    return CoverChange(day=day, shift_type=shift, heads=int(heads))


def _lock(problem: RosterProblem, text: str, option: str) -> Change:
    person, when, *rest = _parts(text, option, "PERSON:DATE[:SHIFT]", (2, 3))
    day = read_day(problem, when, option)
    return LockChange(person=person, day=day, shift_type=rest[0] if rest else "")


def _stretch(
    problem: RosterProblem, text: str, option: str, what: str
) -> tuple[str, int, int]:
    """A name with its first day and the day after its last."""
    name, first, *rest = _parts(text, option, f"{what}:FIRST[:LAST]", (2, 3))
    start = read_day(problem, first, option)
    last = read_day(problem, rest[0], option) if rest else start
    if last < start:
        raise InvalidField(option, text, "a last day that is not before the first")
    return name, start, last + 1


def _parts(text: str, option: str, form: str, lengths: tuple[int, ...]) -> list[str]:
    parts = text.split(":")
    if len(parts) not in lengths or not parts[0]:
        raise InvalidField(option, text, form)
    return parts
