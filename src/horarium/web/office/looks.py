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
    ("evening", ShiftKind.EVENING),
    ("teaching", ShiftKind.TEACHING),
)
"""The first tag that a shift type carries decides its colour."""

_SEVERAL = {ShiftKind.CLINIC: "Clinic"}
"""What shift types of one letter are called together, when their names differ."""

LEAVE = ShiftLook(code="V", kind=ShiftKind.LEAVE, name="leave")


def looks_of(problem: RosterProblem) -> dict[str, ShiftLook]:
    """The look of each shift type, by its id."""
    sites = site_names(problem)
    return {
        shift.id: look_of(shift, sites.get(shift.site, ""))
        for shift in problem.shift_types
    }


def site_names(problem: RosterProblem) -> dict[str, str]:
    """The name of each site, by its id."""
    return {site.id: site.name or site.id for site in problem.sites}


def together(look: ShiftLook) -> ShiftLook:
    """The look of all shift types that share this letter and colour."""
    name = _SEVERAL.get(look.kind, look.name)
    return ShiftLook(code=look.code, kind=look.kind, name=name)


def legend(problem: RosterProblem) -> tuple[ShiftLook, ...]:
    """One entry a letter and colour, in the order of the shift types, leave last."""
    seen: dict[tuple[str, ShiftKind], ShiftLook] = {}
    for look in looks_of(problem).values():
        seen.setdefault((look.code, look.kind), together(look))
    return (*seen.values(), LEAVE)


def look_of(shift: ShiftType, site: str) -> ShiftLook:
    """The look of one shift type at a site of that name."""
    return ShiftLook(
        code=shift.code or shift.id[:2],
        kind=_kind(shift.tags),
        # The site is told beside the name, so it need not be in it as well.
        name=shift.title.removesuffix(site).strip() or shift.title,
        hours=f"{shift.start:%H:%M}–{shift.end:%H:%M}",
    )


def _kind(tags: Iterable[str]) -> ShiftKind:
    tags = set(tags)
    return next((kind for tag, kind in _KINDS if tag in tags), ShiftKind.DAY)
