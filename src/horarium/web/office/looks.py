"""How the shift types of a roster look on its chips."""

from collections.abc import Iterable

from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.shifts import ShiftType
from horarium.web.pages.roster import ShiftKind, ShiftLook

_KINDS = (
    ("night", ShiftKind.NIGHT),
    ("on-call", ShiftKind.ON_CALL),
    ("clinic", ShiftKind.CLINIC),
    ("long", ShiftKind.LONG),
    ("late", ShiftKind.EVENING),
    ("teaching", ShiftKind.TEACHING),
)
"""The first tag that a shift type carries decides its colour."""

LEAVE = ShiftLook(code="L", kind=ShiftKind.LEAVE, name="leave")


def looks_of(problem: RosterProblem) -> dict[str, ShiftLook]:
    """The look of each shift type, by its id."""
    return {shift.id: look_of(shift) for shift in problem.shift_types}


def look_of(shift: ShiftType) -> ShiftLook:
    """The look of one shift type."""
    return ShiftLook(
        code=shift.code or shift.id[:2],
        kind=_kind(shift.tags),
        name=shift.title,
        hours=f"{shift.start:%H:%M}–{shift.end:%H:%M}",
    )


def legend(problem: RosterProblem) -> tuple[ShiftLook, ...]:
    """One entry a letter and colour, in the order of the shift types, leave last."""
    seen: dict[tuple[str, ShiftKind], ShiftLook] = {}
    for shift in problem.shift_types:
        look = look_of(shift)
        seen.setdefault((look.code, look.kind), look)
    return (*seen.values(), LEAVE)


def _kind(tags: Iterable[str]) -> ShiftKind:
    tags = set(tags)
    return next((kind for tag, kind in _KINDS if tag in tags), ShiftKind.DAY)
