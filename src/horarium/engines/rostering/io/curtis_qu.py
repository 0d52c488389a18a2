"""The text format of the public shift scheduling instances of Curtis and Qu.

Its horizon begins on some Monday and its shifts have a length but no clock times, so
they are read as beginning at midnight of a year without clock changes. Every limit is
personal. Runs of days that touch the first or the last day are exempt from minimum
lengths.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time

from horarium.domain.errors import InvalidField, UnreadableInput
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.horizon import MAX_DAYS, Horizon
from horarium.engines.rostering.io.fields import MOST
from horarium.engines.rostering.people import (
    Leave,
    Limits,
    Person,
    Request,
    RequestKind,
)
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.rules.cover import CoverIsMet
from horarium.engines.rostering.rules.leave import LeaveIsFree
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.max_shifts import MaxShifts
from horarium.engines.rostering.rules.max_weekends import MaxWeekends
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.min_days_off import MinDaysOff
from horarium.engines.rostering.rules.requests import RequestsAreMet
from horarium.engines.rostering.rules.successions import Successions
from horarium.engines.rostering.rules.total_hours import TotalHours
from horarium.engines.rostering.shifts import DAY_MIN, ShiftType

SOME_MONDAY = date(2001, 1, 1)
"""The format names no year; 1 January 2001 was a Monday."""

RULES: tuple[Rule, ...] = (
    CoverIsMet(),
    LeaveIsFree(),
    Successions(),
    MaxShifts(),
    TotalHours(),
    MaxConsecutive(),
    MinConsecutive(),
    MinDaysOff(),
    MaxWeekends(),
    RequestsAreMet(),
)


def parse_curtis_qu(text: str, file: str) -> RosterProblem:
    """The problem in ``text``; ``file`` is the name that refusals give.

    Raises ``UnreadableInput`` with the line, the value and what is wanted there.
    """
    draft = _Draft()
    for line in _lines(text, file):
        reader = _READERS.get(line.section)
        if reader is None:
            raise line.refuse(line.section, f"one of {', '.join(_READERS)}")
        try:
            reader(draft, line)
        except InvalidField as refusal:
            found, wanted = refusal.value, refusal.wanted
            raise line.refuse(found, wanted, refusal.field) from refusal
    return draft.problem(file)


MANY_DIGITS = 18


def whole(text: str) -> int | None:
    """The number that is written in ``text`` in plain digits, if it is one."""
    is_number = text.isascii() and text.isdigit() and len(text) <= MANY_DIGITS
    return int(text) if is_number else None


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a section, cut at its commas."""

    file: str
    number: int
    section: str
    fields: tuple[str, ...]

    def refuse(self, value: str, wanted: str, name: str = "") -> UnreadableInput:
        place = f"line {self.number}{', ' if name else ''}{name}"
        return UnreadableInput(self.file, place, value, wanted)

    def text(self, index: int, name: str) -> str:
        if index >= len(self.fields) or not self.fields[index]:
            wanted = f"{name} as value {index + 1} of the line"
            raise self.refuse(",".join(self.fields), wanted, name)
        return self.fields[index]

    def number_at(self, index: int, name: str, most: int = MOST) -> int:
        value = self.text(index, name)
        value = "0" if value == "-0" else value  # as Instance15 writes it
        found = whole(value)
        if found is None or found > most:
            raise self.refuse(value, f"a whole number, 0 or more, up to {most}", name)
        return found

    def known(self, index: int, name: str, known: dict[str, int]) -> str:
        value = self.text(index, name)
        if value not in known:
            raise self.refuse(value, f"one of {', '.join(known) or 'none'}", name)
        return value

    def names(self, index: int) -> tuple[str, ...]:
        cell = self.fields[index] if index < len(self.fields) else ""
        return tuple(name.strip() for name in cell.split("|") if name.strip())


@dataclass(slots=True)
class _Draft:
    """What has been read so far; the dictionaries keep the line of each name."""

    n_days: int = 0
    shifts: list[ShiftType] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    cover: list[Cover] = field(default_factory=list)
    shift_lines: dict[str, int] = field(default_factory=dict)
    person_lines: dict[str, int] = field(default_factory=dict)
    successors: list[tuple[_Line, tuple[str, ...]]] = field(default_factory=list)
    leave: dict[str, list[Leave]] = field(default_factory=dict)
    requests: dict[str, list[Request]] = field(default_factory=dict)

    def day(self, line: _Line, index: int) -> int:
        if not self.n_days:
            raise line.refuse(line.section, "SECTION_HORIZON before this section")
        return line.number_at(index, "day", self.n_days - 1)

    def problem(self, file: str) -> RosterProblem:
        for name, content in (
            ("SECTION_HORIZON", self.n_days),
            ("SECTION_SHIFTS", self.shifts),
            ("SECTION_STAFF", self.people),
        ):
            if not content:
                raise UnreadableInput(file, name, "nothing", "at least one line in it")
        for line, names in self.successors:
            for name in names:
                if name not in self.shift_lines:
                    known = ", ".join(self.shift_lines)
                    wanted = f"one of {known}"
                    raise line.refuse(name, wanted, "shifts which cannot follow")
        try:
            return RosterProblem(
                name=file,
                horizon=Horizon(SOME_MONDAY, self.n_days),
                shift_types=tuple(self.shifts),
                people=tuple(self._complete(person) for person in self.people),
                cover=tuple(self.cover),
                rules=RULES,
            )
        except InvalidField as refusal:
            raise UnreadableInput(
                file, refusal.field, refusal.value, refusal.wanted
            ) from refusal

    def _complete(self, person: Person) -> Person:
        return replace(
            person,
            leave=tuple(self.leave.get(person.id, ())),
            requests=tuple(self.requests.get(person.id, ())),
        )


def _lines(text: str, file: str) -> Iterator[_Line]:
    section = ""
    for number, raw in enumerate(text.splitlines(), start=1):
        content = raw.strip()
        if not content or content.startswith("#"):
            continue
        if content.startswith("SECTION_"):
            section = content
            if section not in _READERS:
                known = ", ".join(_READERS)
                place = f"line {number}"
                raise UnreadableInput(file, place, section, f"one of {known}")
            continue
        fields = tuple(part.strip() for part in content.split(","))
        if not section:
            place = f"line {number}"
            raise UnreadableInput(file, place, content, "a line like SECTION_HORIZON")
        yield _Line(file, number, section, fields)


def _read_horizon(draft: _Draft, line: _Line) -> None:
    draft.n_days = line.number_at(0, "horizon length in days", MAX_DAYS)


def _read_shift(draft: _Draft, line: _Line) -> None:
    name = line.text(0, "ShiftID")
    _refuse_twice(line, name, draft.shift_lines)
    length = line.number_at(1, "length in minutes", DAY_MIN)
    if not length:
        raise line.refuse("0", f"minutes from 1 to {DAY_MIN}", "length in minutes")
    followers = line.names(2)
    draft.successors.append((line, followers))
    end = time(length % DAY_MIN // 60, length % 60)
    draft.shifts.append(
        ShiftType(id=name, code=name[:2], end=end, never_before=followers)
    )


def _read_person(draft: _Draft, line: _Line) -> None:
    name = line.text(0, "employee ID")
    _refuse_twice(line, name, draft.person_lines)
    most_min = line.number_at(2, "MaxTotalMinutes")
    least_min = line.number_at(3, "MinTotalMinutes")
    if least_min > most_min:
        wanted = f"no more than MaxTotalMinutes, {most_min}"
        raise line.refuse(str(least_min), wanted, "MinTotalMinutes")
    limits = Limits(
        max_shifts=dict(_caps(draft, line)),
        max_min=most_min,
        min_min=least_min,
        max_consecutive_days=_at_least_1(line, 4, "MaxConsecutiveShifts"),
        min_consecutive_days=_at_least_1(line, 5, "MinConsecutiveShifts"),
        min_days_off=_at_least_1(line, 6, "MinConsecutiveDaysOff"),
        max_weekends=line.number_at(7, "MaxWeekends"),
    )
    draft.people.append(Person(id=name, limits=limits))


def _caps(draft: _Draft, line: _Line) -> Iterator[tuple[str, int]]:
    for cap in line.names(1):
        shift, _, most = cap.partition("=")
        if shift not in draft.shift_lines:
            wanted = f"one of {', '.join(draft.shift_lines)}"
            raise line.refuse(shift, wanted, "MaxShifts")
        found = whole(most)
        if found is None or found > MOST:
            wanted = f"{shift}= and a whole number up to {MOST}"
            raise line.refuse(cap, wanted, "MaxShifts")
        yield shift, found


def _at_least_1(line: _Line, index: int, name: str) -> int:
    value = line.number_at(index, name)
    if not value:
        raise line.refuse("0", "1 or more", name)
    return value


def _read_days_off(draft: _Draft, line: _Line) -> None:
    person = line.known(0, "EmployeeID", draft.person_lines)
    for index in range(1, len(line.fields)):
        day = draft.day(line, index)
        off = Leave(start=day, end=day + 1, kind="day-off", is_credited=False)
        draft.leave.setdefault(person, []).append(off)


def _read_request(kind: RequestKind) -> "_Reader":
    def read(draft: _Draft, line: _Line) -> None:
        person = line.known(0, "EmployeeID", draft.person_lines)
        request = Request(
            day=draft.day(line, 1),
            kind=kind,
            shift_types=(line.known(2, "ShiftID", draft.shift_lines),),
            weight=line.number_at(3, "weight"),
        )
        draft.requests.setdefault(person, []).append(request)

    return read


def _read_cover(draft: _Draft, line: _Line) -> None:
    cover = Cover(
        day=draft.day(line, 0),
        shift_types=(line.known(1, "ShiftID", draft.shift_lines),),
        wanted=line.number_at(2, "requirement"),
        under_weight=line.number_at(3, "weight for under"),
        over_weight=line.number_at(4, "weight for over"),
    )
    draft.cover.append(cover)


def _refuse_twice(line: _Line, name: str, lines: dict[str, int]) -> None:
    if name in lines:
        raise line.refuse(name, f"a name not used before; line {lines[name]} has it")
    lines[name] = line.number


_Reader = Callable[[_Draft, _Line], None]

_READERS: dict[str, _Reader] = {
    "SECTION_HORIZON": _read_horizon,
    "SECTION_SHIFTS": _read_shift,
    "SECTION_STAFF": _read_person,
    "SECTION_DAYS_OFF": _read_days_off,
    "SECTION_SHIFT_ON_REQUESTS": _read_request(RequestKind.ON),
    "SECTION_SHIFT_OFF_REQUESTS": _read_request(RequestKind.OFF),
    "SECTION_COVER": _read_cover,
}
