"""What of a roster is for everybody, and what only for those who make rosters."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from horarium.domain.roster import RosterStatus, StoredRoster
from horarium.engines.rostering.roster import Breach
from horarium.services.own_staff import own_code
from horarium.services.permissions import Permission, may
from horarium.services.work import Work

_OPEN_PROBLEM = (
    "format",
    "name",
    "horizon",
    "grades",
    "sites",
    "shift_types",
    "cover",
)
_OPEN_PERSON = ("id", "name", "grade", "skills")
_OPEN_SUMMARY = ("status", "objective", "bound", "seconds", "replaces")
"""A summary may say why a roster was mended, which is somebody's illness."""


def is_hidden(work: Work, stored: StoredRoster) -> bool:
    """Whether a roster is not there for who asks: a draft is its makers' business."""
    return stored.status is RosterStatus.DRAFT and not _makes_rosters(work)


def as_seen(work: Work, stored: StoredRoster) -> StoredRoster:
    """The roster as who asks may see it.

    Whoever makes rosters sees all of it. Anybody else sees of the problem what is wanted
    and who is on it; leave, requests, limits, rules and reasons only of themselves.
    """
    if _makes_rosters(work):
        return stored
    own = own_code(work)
    problem = {
        name: stored.problem[name] for name in _OPEN_PROBLEM if name in stored.problem
    }
    problem["people"] = [
        person if person["id"] == own else _pick(person, _OPEN_PERSON)
        for person in stored.problem.get("people", ())
    ]
    return replace(
        stored, problem=problem, summary=_pick(stored.summary, _OPEN_SUMMARY)
    )


def heading_as_seen(work: Work, heading: StoredRoster) -> StoredRoster:
    """A heading, which has no problem, as who asks may see it."""
    if _makes_rosters(work):
        return heading
    return replace(heading, summary=_pick(heading.summary, _OPEN_SUMMARY))


def breaches_seen(work: Work, breaches: tuple[Breach, ...]) -> tuple[Breach, ...]:
    """The breaches that tell who asks nothing of anybody else."""
    if _makes_rosters(work):
        return breaches
    own = own_code(work)
    return tuple(one for one in breaches if one.person is None or one.person == own)


def _makes_rosters(work: Work) -> bool:
    return may(work.actor, Permission.ROSTER_SOLVE)


def _pick(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}
