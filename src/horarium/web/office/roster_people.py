"""The rows of the roster: one person, their cells and their load."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from horarium.engines.rostering.hours import target_min
from horarium.engines.rostering.people import Person, RequestKind
from horarium.engines.rostering.roster import OFF as FREE
from horarium.services.rosters import RosterSheet
from horarium.web.greetings import counted
from horarium.web.office.looks import LEAVE, looks_of, site_names
from horarium.web.office.roster_range import PlacedBreach, RosterRange
from horarium.web.pages.roster import OFF, Cell, Load, MyDay, MyShifts, Row, ShiftLook

NIGHT = "night"
SATURDAY = 5
HOUR_MIN = 60

MARK_FROM = 3
"""A cell is marked for a wish or a rule that weighs; lesser ones are only listed."""


@dataclass(frozen=True, slots=True)
class _Load:
    """What somebody works on the days shown."""

    minutes: int
    nights: int
    weekends: int
    target_min: int


def people_rows(shown: RosterRange) -> tuple[Row, ...]:
    """One row a person, by name; rows are numbered in that order."""
    looks = {id(s): list(looks_of(s.problem).values()) for s in shown.sheets}
    loads = {code: _load(shown, person) for code, person in shown.people.items()}
    tops = _Load(
        max((one.minutes for one in loads.values()), default=0),
        max((one.nights for one in loads.values()), default=0),
        max((one.weekends for one in loads.values()), default=0),
        max((one.target_min for one in loads.values()), default=0),
    )
    marks = _marks(shown.breaches)
    in_order = sorted(shown.people.values(), key=lambda one: one.title)
    return tuple(
        _row(shown, number, person, looks, (loads[person.id], tops), marks)
        for number, person in enumerate(in_order)
    )


def my_shifts(shown: RosterRange, me: Row, today: date) -> MyShifts:
    """The reader's own roster, week by week."""
    days = [
        MyDay(
            on=on,
            shift=cell.shift,
            site=cell.site,
            note=cell.must_fix or cell.to_improve,
            is_today=on == today,
        )
        for on, cell in zip(shown.days, me.cells, strict=True)
    ]
    weeks: dict[tuple[int, int], list[MyDay]] = {}
    for day in days:
        weeks.setdefault(day.on.isocalendar()[:2], []).append(day)
    nights, weekends = int(me.nights.value), int(me.weekends.value)
    return MyShifts(
        name=me.name,
        summary=f"{counted(nights, 'night')} · {counted(weekends, 'weekend')}"
        f" · {me.hours.text}",
        weeks=tuple(tuple(week) for week in weeks.values()),
    )


def _row(
    shown: RosterRange,
    number: int,
    person: Person,
    looks: Mapping[int, Sequence[ShiftLook]],
    load_and_tops: tuple[_Load, _Load],
    marks: Mapping[tuple[str, date], tuple[str, str]],
) -> Row:
    load, tops = load_and_tops
    cells = tuple(_cell(shown, person, on, looks, marks) for on in shown.days)
    own = [one for one in shown.breaches if one.breach.person == person.id]
    n_hard = sum(one.breach.is_hard for one in own)
    top_min = max(tops.minutes, tops.target_min, 1)
    return Row(
        number=number,
        person=shown.practitioners.get(person.id, person.id),
        name=person.title,
        grade=person.grade,
        site=_home_site(shown, person),
        contract=f"{person.contract.percent} %",
        cells=cells,
        hours=Load(
            f"{load.minutes // HOUR_MIN} h", load.minutes, top_min, load.target_min
        ),
        nights=Load(str(load.nights), load.nights, max(tops.nights, 1)),
        weekends=Load(str(load.weekends), load.weekends, max(tops.weekends, 1)),
        n_must_fix=n_hard,
        n_to_improve=len(own) - n_hard,
        is_me=shown.only_for is not None and shown.may_see(person.id),
    )


def _cell(
    shown: RosterRange,
    person: Person,
    on: date,
    looks: Mapping[int, Sequence[ShiftLook]],
    marks: Mapping[tuple[str, date], tuple[str, str]],
) -> Cell:
    sheet = shown.sheet_of[on]
    day = sheet.problem.horizon.day_of(on)
    shift = shown.shift_on(person.id, on)
    must_fix, to_improve = marks.get((person.id, on), ("", ""))
    known = sheet.problem.tables.people.get(person.id)
    here = sheet.problem.people[known] if known is not None else person
    if shift == FREE:
        look = LEAVE if here.is_on_leave(day) else OFF
        site = ""
    else:
        look = looks[id(sheet)][shift]
        site = _site_name(sheet, sheet.problem.shift_types[shift].site)
    request = _request(here, day) if shown.may_see(person.id) else ""
    return Cell(look, False, must_fix, to_improve, request, site)


def _request(person: Person, day: int) -> str:
    for request in person.requests:
        if request.day == day:
            wants = "wants off" if request.kind is RequestKind.OFF else "wants to work"
            shifts = " or ".join(request.shift_types)
            return f"{wants} {shifts}".strip()
    return ""


def _marks(
    breaches: Sequence[PlacedBreach],
) -> dict[tuple[str, date], tuple[str, str]]:
    """Reasons for each cell: what must be fixed, what could be better."""
    marks: dict[tuple[str, date], tuple[str, str]] = {}
    for one in breaches:
        if one.breach.person is None:
            continue
        # The last day is where the rule gives way; marking all would paint the row.
        for on in one.days[-1:]:
            hard, soft = marks.get((one.breach.person, on), ("", ""))
            if one.breach.is_hard:
                hard = hard or one.breach.sentence
            elif one.breach.penalty >= MARK_FROM:
                soft = soft or one.breach.sentence
            marks[one.breach.person, on] = hard, soft
    return marks


def _load(shown: RosterRange, person: Person) -> _Load:
    minutes = nights = 0
    weekends: set[tuple[int, int]] = set()
    for on in shown.days:
        shift = shown.shift_on(person.id, on)
        if shift == FREE:
            continue
        problem = shown.sheet_of[on].problem
        position = problem.horizon.day_of(on) + problem.n_history
        minutes += int(problem.times.worked[shift, position])
        nights += NIGHT in problem.shift_types[shift].tags
        if on.weekday() >= SATURDAY:
            weekends.add(on.isocalendar()[:2])
    return _Load(minutes, nights, len(weekends), _target(shown, person))


def _target(shown: RosterRange, person: Person) -> int:
    """The contract's minutes, for the share of each roster that is shown."""
    total = 0.0
    for sheet in shown.sheets:
        row = sheet.problem.tables.people.get(person.id)
        if row is None:
            continue
        n_shown = sum(one is sheet for one in shown.sheet_of.values())
        asked = target_min(sheet.problem, sheet.problem.people[row])
        total += asked * n_shown / sheet.problem.n_days
    return round(total)


def _home_site(shown: RosterRange, person: Person) -> str:
    return _site_name(shown.main, person.sites[0]) if person.sites else ""


def _site_name(sheet: RosterSheet, site: str) -> str:
    return site_names(sheet.problem).get(site, site)
