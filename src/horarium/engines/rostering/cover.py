"""How many people are wanted."""

from dataclasses import dataclass

from horarium.engines.rostering.horizon import Day
from horarium.engines.rostering.wants import want, want_at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How many are wanted on ``day`` at any of ``shift_types`` together.

    With ``skills`` or ``grades`` only people who have all of the skills, and one of the
    grades, count. Less than ``minimum`` or more than ``maximum`` is never accepted; each
    head below ``wanted`` costs ``under_weight``, each above it ``over_weight``.
    """

    day: Day
    shift_types: tuple[str, ...]
    wanted: int
    minimum: int = 0
    maximum: int | None = None
    under_weight: int = 0
    over_weight: int = 0
    skills: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        want(bool(self.shift_types), "cover.shift_types", "()", "at least one")
        for name in ("wanted", "minimum", "maximum", "under_weight", "over_weight"):
            want_at_least(0, f"cover.{name}", getattr(self, name))
        want(
            self.minimum <= self.wanted,
            "cover.minimum",
            self.minimum,
            f"no more than cover.wanted, {self.wanted}",
        )
        want(
            self.maximum is None or self.maximum >= self.wanted,
            "cover.maximum",
            self.maximum,
            f"no less than cover.wanted, {self.wanted}",
        )

    @property
    def is_head_count(self) -> bool:
        """Whether everybody counts, whatever their skills and grade."""
        return not (self.skills or self.grades)
