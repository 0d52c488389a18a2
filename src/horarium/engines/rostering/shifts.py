"""Kinds of duty, and how to point at some of them."""

from dataclasses import dataclass
from datetime import time

from horarium.engines.rostering.wants import want, want_at_least

DAY_MIN = 24 * 60
NIGHT_START_MIN = 23 * 60
NIGHT_END_MIN = 30 * 60
"""Night work is what falls between 23:00 and 06:00 (UK TCS 2016, Schedule 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place where people work."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftType:
    """A duty that may be assigned on any day, by the local clock.

    It starts on its day at ``start`` and lasts until the next time the clock shows
    ``end``: overnight when ``end`` is earlier, 24 hours when both are equal. ``code`` is
    the letter or two in a roster cell. Whoever works it needs all of ``skills`` and, if
    ``grades`` are given, one of them, and works at ``site``. No shift type of
    ``never_before`` may be worked on the following day. ``worked_min`` is what counts as
    work when that is less than being there (on call). ``service`` names the outpatient
    clinic it staffs. ``points`` is its burden for fairness.
    """

    id: str
    name: str = ""
    code: str = ""
    start: time = time()
    end: time = time()
    site: str = ""
    tags: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    never_before: tuple[str, ...] = ()
    worked_min: int | None = None
    points: int = 0
    service: str = ""

    def __post_init__(self) -> None:
        want(bool(self.id.strip()), "shift_types.id", self.id, "a name")
        want_at_least(0, f"shift_types[{self.id}].points", self.points)
        want(
            self.worked_min is None or 0 <= self.worked_min <= self.length_min,
            f"shift_types[{self.id}].worked_min",
            self.worked_min,
            f"minutes from 0 to the length of the shift, {self.length_min}",
        )

    @property
    def title(self) -> str:
        """The name, or the id of a shift type without one."""
        return self.name or self.id

    @property
    def start_min(self) -> int:
        """Minutes from midnight to the start by the clock."""
        return self.start.hour * 60 + self.start.minute

    @property
    def length_min(self) -> int:
        """Minutes by the clock, 1 to 1440, on a day without a clock change."""
        end_min = self.end.hour * 60 + self.end.minute
        return (end_min - self.start_min - 1) % DAY_MIN + 1

    @property
    def night_min(self) -> int:
        """Minutes between 23:00 and 06:00 by the clock."""
        start, end = self.start_min, self.start_min + self.length_min
        return sum(
            max(
                0,
                min(end, NIGHT_END_MIN + shift) - max(start, NIGHT_START_MIN + shift),
            )
            for shift in (-DAY_MIN, 0, DAY_MIN)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """Some of the shift types: those that meet every condition given.

    ``label`` is how sentences call them. Lengths are by the clock, ``night_h`` is time
    between 23:00 and 06:00, ``ends_after`` a clock time that the shift runs beyond (a
    shift over midnight runs beyond every time of its first day).
    """

    label: str = "duty"
    ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    longer_than_h: float | None = None
    night_h: float | None = None
    ends_after: time | None = None

    def include(self, shift: ShiftType) -> bool:
        """Whether ``shift`` meets every condition."""
        return (
            (not self.ids or shift.id in self.ids)
            and (not self.tags or bool(set(self.tags) & set(shift.tags)))
            and not set(self.without_tags) & set(shift.tags)
            and (not self.sites or shift.site in self.sites)
            and self._clock_fits(shift)
        )

    def _clock_fits(self, shift: ShiftType) -> bool:
        end_min = shift.start_min + shift.length_min
        late = self.ends_after
        return (
            (self.longer_than_h is None or shift.length_min > self.longer_than_h * 60)
            and (self.night_h is None or shift.night_min >= self.night_h * 60)
            and (late is None or end_min > late.hour * 60 + late.minute)
        )

    @property
    def one(self) -> str:
        """The label for one of them, with its article."""
        return f"{'an' if self.label[0].lower() in 'aeiou' else 'a'} {self.label}"

    @property
    def plural(self) -> str:
        """The label for several of them."""
        return (
            f"{self.label[:-1]}ies" if self.label.endswith("ty") else f"{self.label}s"
        )


ANY_DUTY = Duties()
