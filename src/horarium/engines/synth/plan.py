"""Which data set is wanted: everything that decides its bytes, and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from importlib.metadata import version
from typing import Any

from horarium.domain.errors import InvalidField
from horarium.engines.synth.fit import learnt_json, preset_of, read_learnt
from horarium.engines.synth.learnt import Learnt
from horarium.engines.synth.organisation import Organisation
from horarium.engines.synth.presets import Preset, preset
from horarium.engines.synth.spec import EARLIEST, want_in_reach

_ONE_DAY = timedelta(days=1)


class Format(StrEnum):
    """How the tables are written."""

    PARQUET = "parquet"
    CSV = "csv"
    DUCKDB = "duckdb"
    FHIR_NDJSON = "fhir-ndjson"
    POSTGRES = "postgres"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSetPlan:
    """A data set: ``n_clinics`` of a preset from ``first_day`` to ``last_day``, included.

    What lies on or after ``reference`` is the future: booked or cancelled by then, not yet
    seen. ``signal`` multiplies the effects on no-shows, 0 for none; ``events`` says whether
    the event log is wanted. ``learnt`` makes the
    clinics like records of one's own. The number of processes
    is not here, for it changes no byte; the version of Horarium is, for it may. Raises
    ``InvalidField``.
    """

    preset: str
    n_clinics: int = 1
    first_day: date = date(2024, 1, 1)
    last_day: date = date(2024, 12, 31)
    reference: date = date(2024, 12, 1)
    seed: int = 0
    format: Format = Format.PARQUET
    signal: float = 1.0
    events: bool = True
    learnt: Learnt | None = None
    version: str = field(default_factory=lambda: version("horarium"))

    def __post_init__(self) -> None:
        preset(self.preset)
        want_in_reach("first_day", self.first_day)
        want_in_reach("last_day", self.last_day)
        if self.last_day < self.first_day:
            raise InvalidField(
                "last_day", self.last_day.isoformat(), f"{self.first_day} or later"
            )
        _ = self.organisation
        if not self.first_day <= self.reference <= self.last_day + _ONE_DAY:
            wanted = f"{self.first_day} to {self.last_day + _ONE_DAY}"
            raise InvalidField("reference", self.reference.isoformat(), wanted)
        if not 0 <= self.signal <= 10:
            raise InvalidField("signal", str(self.signal), "0 to 10")

    @property
    def kind(self) -> Preset:
        """The preset, with whatever was learnt."""
        base = preset(self.preset)
        return preset_of(self.learnt, base) if self.learnt else base

    @property
    def organisation(self) -> Organisation:
        """The organisation whose clinics these are."""
        return Organisation(
            traits=self.kind.traits,
            n_clinics=self.n_clinics,
            start=self.first_day,
            end=self.last_day + _ONE_DAY,
            seed=self.seed,
        )

    def as_dict(self) -> dict[str, Any]:
        """The plan as JSON knows it."""
        plan: dict[str, Any] = {
            "preset": self.preset,
            "clinics": self.n_clinics,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "reference": self.reference.isoformat(),
            "seed": self.seed,
            "format": self.format.value,
            "signal": self.signal,
            "events": self.events,
            "version": self.version,
        }
        if self.learnt:
            plan["learnt"] = json.loads(learnt_json(self.learnt))
        return plan


def plan_of(given: Mapping[str, Any]) -> DataSetPlan:
    """The plan that ``as_dict`` told; raises ``KeyError`` and its kin for another thing."""
    learnt = given.get("learnt")
    return DataSetPlan(
        preset=given["preset"],
        n_clinics=given["clinics"],
        first_day=date.fromisoformat(given["first_day"]),
        last_day=date.fromisoformat(given["last_day"]),
        reference=date.fromisoformat(given["reference"]),
        seed=given["seed"],
        format=Format(given["format"]),
        signal=given["signal"],
        events=given["events"],
        learnt=read_learnt(json.dumps(learnt), "the plan") if learnt else None,
        version=given["version"],
    )


def years_until(last_day: date, years: int) -> date:
    """The first of ``years`` whole years that end with ``last_day``.

    Raises ``InvalidField`` for fewer than one year, and for more than a calendar may have.
    """
    want_in_reach("last_day", last_day)
    following = last_day + _ONE_DAY
    most = following.year - EARLIEST.year
    if not 1 <= years <= most:
        raise InvalidField("years", str(years), f"1 to {most}")
    day = 28 if (following.month, following.day) == (2, 29) else following.day
    return following.replace(year=following.year - years, day=day)
