"""What the pages of people on the roster share: tabs, looks, dates in words."""

from datetime import date

from horarium.engines.rostering.shifts import ShiftType
from horarium.services.own_duties import OwnDay
from horarium.web.office.looks import LEAVE, look_of
from horarium.web.pages.roster import OFF, ShiftLook
from horarium.web.pages.shell import Choice, Link

TABS = (
    Link("My duties", "/duties"),
    Link("Requests and leave", "/duties/requests"),
    Link("Swaps", "/duties/swaps"),
    Link("My share", "/duties/fairness"),
)


def look(
    shift: ShiftType | None, *, is_leave: bool = False, site: str = ""
) -> ShiftLook:
    """How a day looks on a chip; ``site`` is told beside it."""
    if shift is None:
        return LEAVE if is_leave else OFF
    return look_of(shift, site)


def duty_choices(duties: list[OwnDay], chosen: date | None) -> tuple[Choice, ...]:
    """One option a duty."""
    return tuple(
        Choice(
            one.on.isoformat(),
            f"{day_words(one.on)}, {one.shift.title}",
            is_chosen=one.on == chosen,
        )
        for one in duties
        if one.shift
    )


def day_words(on: date) -> str:
    """A day as people write it: "Tue 6 Jan"."""
    return f"{on:%a} {on.day} {on:%b}"


def days_words(first: date, last: date) -> str:
    """A stretch of days as people write it."""
    if first == last:
        return day_words(first)
    return f"{day_words(first)} – {day_words(last)}"


def points(amount: int) -> str:
    """An effect in points with its sign."""
    return f"{amount:+d}" if amount else "±0"
