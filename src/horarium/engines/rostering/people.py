"""Who there is to work, under which contract, and what they asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from horarium.engines.rostering.horizon import Day
from horarium.engines.rostering.wants import want, want_at_least

FULL_WEEK_MIN = 40 * 60
"""Basic full-time hours of a UK doctor in training (TCS 2016: 40 hours a week)."""

WORKING_DAYS_A_WEEK = 5


class RequestKind(StrEnum):
    """Wanting to work, or wanting not to."""

    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A wish for one day: to work (``on``) or not to work (``off``) these shift types.

    No shift types means any of them. Not granting it costs ``weight``.
    """

    day: Day
    kind: RequestKind = RequestKind.OFF
    shift_types: tuple[str, ...] = ()
    weight: int = 1
    reason: str = ""

    def __post_init__(self) -> None:
        want_at_least(0, "requests.weight", self.weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Days ``start`` to ``end`` (excluded) on which nobody may ask for work.

    Credited leave counts as if its working days had been worked; days off do not.
    """

    start: Day
    end: Day
    kind: str = "annual"
    is_credited: bool = True

    def __post_init__(self) -> None:
        want(self.end > self.start, "leave.end", self.end, "a day after leave.start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """From ``start`` to ``end`` (excluded) the person works at ``site`` only."""

    start: Day
    end: Day
    site: str

    def __post_init__(self) -> None:
        want(self.end > self.start, "rotations.end", self.end, "a day after its start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """How much somebody works: ``percent`` of ``weekly_min`` minutes a week.

    On ``free_weekdays`` (0 is Monday) the contract asks for no work at all.
    """

    weekly_min: int = FULL_WEEK_MIN
    percent: int = 100
    free_weekdays: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        want_at_least(0, "contract.weekly_min", self.weekly_min)
        want(
            0 <= self.percent <= 150,
            "contract.percent",
            self.percent,
            "a percentage from 0 to 150",
        )
        for weekday in self.free_weekdays:
            want(
                0 <= weekday <= 6,
                "contract.free_weekdays",
                weekday,
                "0 (Monday) to 6 (Sunday)",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one person; a rule with its own number yields to these.

    ``max_min`` and ``min_min`` are minutes of work in the horizon, ``max_shifts`` says
    how often each shift type may be worked in it.
    """

    max_consecutive_days: int | None = None
    min_consecutive_days: int | None = None
    min_days_off: int | None = None
    max_weekends: int | None = None
    max_min: int | None = None
    min_min: int | None = None
    max_shifts: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (
            "max_consecutive_days",
            "min_consecutive_days",
            "min_days_off",
            "max_weekends",
            "max_min",
            "min_min",
        ):
            want_at_least(0, f"limits.{name}", getattr(self, name))
        for shift, most in self.max_shifts.items():
            want_at_least(0, f"limits.max_shifts[{shift}]", most)
        for lower, upper in (
            ("min_min", "max_min"),
            ("min_consecutive_days", "max_consecutive_days"),
        ):
            low, high = getattr(self, lower), getattr(self, upper)
            want(
                low is None or high is None or low <= high,
                f"limits.{lower}",
                low,
                f"no more than limits.{upper}, {high}",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works shifts, known in rosters by ``id``.

    No ``sites`` means every site; the first one is home. ``carried`` is what a fairness
    rule (by its id) brings over from earlier rosters: duties above the fair share.
    """

    id: str
    name: str = ""
    grade: str = ""
    skills: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    contract: Contract = Contract()
    limits: Limits = Limits()
    leave: tuple[Leave, ...] = ()
    requests: tuple[Request, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    carried: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        want(bool(self.id.strip()), "people.id", self.id, "a name")

    @property
    def title(self) -> str:
        """The name, or the id of a person without one."""
        return self.name or self.id

    @property
    def home(self) -> str:
        """The home site; empty when every site is as good."""
        return self.sites[0] if self.sites else ""

    def is_on_leave(self, day: int) -> bool:
        """Whether a leave covers ``day``."""
        return any(leave.start <= day < leave.end for leave in self.leave)
