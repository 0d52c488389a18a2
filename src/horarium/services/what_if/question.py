"""What may be asked, within which ends."""

from dataclasses import dataclass, fields

from horarium.domain.errors import InvalidField

PRESET_NAMES = (
    "nhs-outpatient",
    "us-primary-care",
    "india-opd",
    "womens-health",
    "paediatrics",
)
"""The kinds of clinic that the simulation knows."""

ENDS: dict[str, tuple[float, float]] = {
    "n_practitioners": (1, 4),
    "no_show_percent": (0, 60),
    "late_percent": (0, 100),
    "walk_ins_an_hour": (0, 6),
    "overtime_cost": (0, 20),
    "idle_cost": (0, 20),
    "n_days": (20, 400),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A clinic and what a minute is worth in it.

    ``no_show_percent`` of the booked stay away, doctors begin late in ``late_percent`` of
    the sessions; costs are in minutes of a patient's waiting. ``n_days`` days are played
    under each practice. Raises ``InvalidField``.
    """

    preset: str = "nhs-outpatient"
    n_practitioners: int = 1
    no_show_percent: float = 20.0
    late_percent: float = 30.0
    walk_ins_an_hour: float = 0.0
    overtime_cost: float = 5.0
    idle_cost: float = 3.0
    n_days: int = 100

    def __post_init__(self) -> None:
        if self.preset not in PRESET_NAMES:
            wanted = f"one of {', '.join(PRESET_NAMES)}"
            raise InvalidField("preset", self.preset, wanted)
        for name, (least, most) in ENDS.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise InvalidField(name, str(value), f"{least:g} to {most:g}")

    def as_dict(self) -> dict[str, str | float]:
        """The same as plain values."""
        return {one.name: getattr(self, one.name) for one in fields(self)}
