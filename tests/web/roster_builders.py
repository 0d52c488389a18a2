"""Roster pages for tests: any number of people and days in a plain rotation."""

from dataclasses import replace
from datetime import date, timedelta

from tests.web.builders import at, make_shell

from horarium.domain.actor import Role
from horarium.web.pages.roster import (
    OFF,
    Cell,
    CoverCount,
    CoverRow,
    Day,
    Load,
    MyDay,
    MyShifts,
    OneDay,
    OnShift,
    Problem,
    ProblemGroup,
    RosterHead,
    RosterPage,
    RosterView,
    Row,
    ShiftKind,
    ShiftLook,
)
from horarium.web.pages.shell import Choice

START = date(2026, 1, 5)
SITES = ("North", "East", "Quay")
FIRST = ("Ana", "Ben", "Chitra", "Deepak", "Emma", "Farhan", "Gauri", "Hana", "Ivo")
LAST = (
    "Ruiz",
    "Okoro",
    "Das",
    "Nair",
    "Moss",
    "Khan",
    "Bose",
    "Sato",
    "Lund",
    "Pillai",
)

DAY = ShiftLook("D", ShiftKind.DAY, "day", "08:00–17:00")
LONG = ShiftLook("L", ShiftKind.LONG, "long day", "08:00–20:30")
NIGHT = ShiftLook("N", ShiftKind.NIGHT, "night", "20:00–08:30")
CLINIC = ShiftLook("C", ShiftKind.CLINIC, "clinic", "09:00–17:00")
ON_CALL = ShiftLook("R", ShiftKind.ON_CALL, "24 h on call", "09:00–09:00")
TEACHING = ShiftLook("T", ShiftKind.TEACHING, "teaching", "13:00–17:00")
LEAVE = ShiftLook("V", ShiftKind.LEAVE, "leave")
LEGEND = (DAY, LONG, NIGHT, CLINIC, ON_CALL, TEACHING, LEAVE)

ROTATION = (
    *(DAY, DAY, LONG, LONG, OFF, OFF, OFF),
    *(NIGHT, NIGHT, NIGHT, OFF, OFF, OFF, OFF),
    *(CLINIC, DAY, DAY, CLINIC, TEACHING, OFF, OFF),
    *(LONG, LONG, DAY, CLINIC, DAY, OFF, OFF),
    *(DAY, DAY, OFF, OFF, LONG, LONG, LONG),
    *(LEAVE, LEAVE, LEAVE, LEAVE, LEAVE, LEAVE, LEAVE),
    *(CLINIC, DAY, OFF, OFF, NIGHT, NIGHT, NIGHT),
    *(OFF, OFF, DAY, DAY, CLINIC, ON_CALL, OFF),
)


def make_days(n_days: int = 28) -> tuple[Day, ...]:
    dates = (START + timedelta(days=n) for n in range(n_days))
    return tuple(
        Day(on, on.weekday() >= 5, is_today=on == at(9).date()) for on in dates
    )


def make_row(number: int = 0, n_days: int = 28, **changes) -> Row:
    phase = 7 * (number * 5 % 8)
    cells = tuple(
        Cell(ROTATION[(phase + day) % len(ROTATION)]) for day in range(n_days)
    )
    nights = sum(cell.shift is NIGHT for cell in cells)
    hours = 9 * sum(cell.shift.kind not in {"off", "leave"} for cell in cells)
    weekends = sum(cell.shift.kind != "off" for cell in cells[5::7])
    row = Row(
        number=number,
        person=f"p-{number}",
        name=f"{FIRST[number % len(FIRST)]} {LAST[number * 7 % len(LAST)]}",
        grade=f"ST{3 + number % 5}",
        site=SITES[number % 3],
        contract="80 %" if number % 6 == 5 else "100 %",
        cells=cells,
        hours=Load(f"{hours} h", hours, 48 * n_days / 7, 40 * n_days / 7),
        nights=Load(str(nights), nights, n_days / 3),
        weekends=Load(str(weekends), weekends, n_days / 7),
    )
    return replace(row, **changes)


def with_cell(row: Row, day: int, **changes) -> Row:
    cells = list(row.cells)
    cells[day] = replace(cells[day], **changes)
    return replace(row, cells=tuple(cells))


def make_marked_row() -> Row:
    """Ana Ruiz with every mark that a cell can have, in her first week."""
    row = make_row(0, n_must_fix=1, n_to_improve=1, is_me=True)
    row = with_cell(row, 0, is_locked=True)
    row = with_cell(row, 1, must_fix="5 of 11 h rest", is_locked=True)
    row = with_cell(row, 2, to_improve="one of three long days", request="wants off")
    row = with_cell(row, 3, was="N", site="East")
    return with_cell(row, 4, is_locked=True)


def make_cover(rows: tuple[Row, ...], n_days: int) -> tuple[CoverRow, ...]:
    wanted = {DAY: 3, LONG: 2, NIGHT: 2, CLINIC: 1}
    return tuple(
        CoverRow(
            shift,
            site,
            tuple(
                CoverCount(
                    sum(r.cells[d].shift is shift for r in rows if r.site == site), n
                )
                for d in range(n_days)
            ),
        )
        for shift, n in wanted.items()
        for site in SITES
    )


def make_problems() -> tuple[ProblemGroup, ...]:
    return (
        ProblemGroup(
            rule="At least 11 h rest between shifts",
            is_hard=True,
            weight=0,
            penalty=0,
            n_breaches=1,
            problems=(
                Problem("Ana Ruiz", "Tue 6 Jan", "5 of 11 h rest after long day", 0, 1),
            ),
        ),
        ProblemGroup(
            rule="Enough people on every shift",
            is_hard=False,
            weight=10,
            penalty=320,
            n_breaches=32,
            problems=(
                Problem("Night, North", "Wed 7 Jan", "1 of 2"),
                Problem("Ben Okoro", "Fri 9 Jan", "works on a wished day off", 1, 4),
            ),
        ),
    )


def make_head(**changes) -> RosterHead:
    head = RosterHead(
        title="Registrars, 5 January to 1 February",
        status="Published",
        is_published=True,
        version=3,
        changed_at=at(8, 2),
        n_must_fix=1,
        n_to_improve=32,
        penalty=320,
        bound=310,
        solved_in=timedelta(seconds=18),
    )
    return replace(head, **changes)


def make_one_day() -> OneDay:
    return OneDay(
        at(9).date(),
        (
            OnShift(
                DAY, "North", CoverCount(3, 3), ("Ana Ruiz", "Ivo Moss", "Ben Das")
            ),
            OnShift(NIGHT, "East", CoverCount(1, 2), ("Hana Sato",)),
        ),
        away=("Emma Lund (leave)",),
    )


def make_mine(row: Row, days: tuple[Day, ...]) -> MyShifts:
    mine = tuple(
        MyDay(day.on, cell.shift, row.site, is_today=day.is_today)
        for day, cell in zip(days, row.cells, strict=True)
    )
    weeks = tuple(mine[at : at + 7] for at in range(0, len(mine), 7))
    return MyShifts(row.name, "4 nights · 2 weekends · 162 h", weeks)


def make_roster_page(n_people: int = 3, n_days: int = 28, **changes) -> RosterPage:
    days = make_days(n_days)
    rows = tuple(make_row(number, n_days) for number in range(n_people))
    page = RosterPage(
        shell=make_shell(Role.COORDINATOR, here="/roster"),
        view=RosterView(start=START, range_days=84 if n_days > 28 else 28),
        head=make_head(),
        days=days,
        rows=rows,
        cover=make_cover(rows, n_days),
        problems=make_problems(),
        legend=LEGEND,
        sites=(Choice("", "All sites"), *(Choice(site, site) for site in SITES)),
        one_day=make_one_day(),
        may_edit=True,
    )
    return replace(page, **changes)
