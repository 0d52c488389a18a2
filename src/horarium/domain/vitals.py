"""Vital signs, as a nurse takes them before the consultation."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from horarium.domain.errors import InvalidField
from horarium.domain.ids import PatientId, TokenId

RANGES: dict[str, tuple[float, float]] = {
    "systolic_mmhg": (40, 300),
    "diastolic_mmhg": (20, 200),
    "pulse_per_min": (20, 300),
    "temperature_c": (25.0, 45.0),
    "spo2_percent": (40, 100),
    "weight_kg": (0.3, 500.0),
}
"""What a living patient can have; beyond it somebody mistyped."""

MAX_NOTE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What was measured; what was not is ``None``, but something was.

    Blood pressure is both numbers or neither, the systolic above the diastolic.
    Temperature and weight are kept to a tenth. Raises ``InvalidField`` for what is out
    of range.
    """

    systolic_mmhg: int | None = None
    diastolic_mmhg: int | None = None
    pulse_per_min: int | None = None
    temperature_c: float | None = None
    spo2_percent: int | None = None
    weight_kg: float | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if all(getattr(self, field.name) is None for field in fields(self)):
            raise InvalidField("vitals", "nothing", "at least one measurement")
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise InvalidField(name, str(value), f"{low:g} to {high:g}")
        for name in ("temperature_c", "weight_kg"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, round(float(value), 1))
        self._check_pressure()
        if self.note is not None:
            self._check_note(self.note)

    def _check_pressure(self) -> None:
        upper, lower = self.systolic_mmhg, self.diastolic_mmhg
        if (upper is None) != (lower is None):
            missing = "systolic_mmhg" if upper is None else "diastolic_mmhg"
            raise InvalidField(missing, "None", "both numbers of the blood pressure")
        if upper is not None and lower is not None and upper <= lower:
            raise InvalidField("systolic_mmhg", str(upper), f"more than {lower}")

    def _check_note(self, note: str) -> None:
        if not note.strip() or len(note) > MAX_NOTE or "\0" in note:
            raise InvalidField("note", "…", f"1 to {MAX_NOTE} characters")

    def measured(self) -> tuple[str, ...]:
        """The names of what was measured, without the values."""
        names = (field.name for field in fields(self))
        return tuple(name for name in names if getattr(self, name) is not None)


@dataclass(frozen=True, slots=True)
class TakenVitals:
    """Vital signs with when, for which visit and by whom they were taken."""

    id: UUID
    token: TokenId
    patient: PatientId
    vitals: Vitals
    taken_by: str
    taken_at: datetime
