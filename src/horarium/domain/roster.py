"""Rosters as they are kept: what was asked, who was assigned, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from horarium.domain.ids import PractitionerId, RosterId


class RosterStatus(StrEnum):
    """A draft may change, a published roster is lived by, an archived one is history."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Assignment:
    """One practitioner works one shift type on one date."""

    practitioner: PractitionerId
    staff_code: str
    on_date: date
    shift_type: str
    locked: bool = False


@dataclass(frozen=True, slots=True)
class StoredRoster:
    """A roster with the problem it answers.

    ``problem`` is the rostering engine's own dictionary form; ``summary`` holds status,
    objective, bound and seconds of the solve.
    """

    id: RosterId
    name: str
    starts_on: date
    n_days: int
    status: RosterStatus
    version: int
    problem: Mapping[str, Any]
    summary: Mapping[str, Any]
    assignments: tuple[Assignment, ...]
    created_at: datetime
    published_at: datetime | None = None
