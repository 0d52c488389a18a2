"""Ages, sexes, first attendances, visits per year."""

from collections.abc import Iterator
from math import sqrt
from typing import TYPE_CHECKING

import pandas as pd

from horarium.engines.synth.drawn import SEXES
from horarium.engines.synth.pyramid import Sex
from horarium.engines.synth.validation.report import Check

if TYPE_CHECKING:
    from horarium.engines.synth.spec import ClinicSpec

_CELL = 0.003
_MANY, _FEW_SPREADS = 8000, 1.5
"""From so many patients on the tolerance of the cells is fixed."""
_FIRST = 0.01
_VISITS = 0.03
_FEWEST_OF_A_YEAR = 2000


def people(
    spec: "ClinicSpec", booked: pd.DataFrame, past: pd.DataFrame
) -> Iterator[Check]:
    """Shares of the cells, of first attendances, and visits per patient and year."""
    yield from _cells(spec, past, booked["patient_id"].nunique())
    yield from _visits(spec, booked)
    yield from _first(spec, past)


def _cells(spec: "ClinicSpec", past: pd.DataFrame, n_patients: int) -> Iterator[Check]:
    for cell in spec.population.within():
        sex = SEXES[list(Sex).index(cell.sex)]
        inside = past["age"].between(cell.youngest, cell.oldest) & (past["sex"] == sex)
        spread = _FEW_SPREADS * sqrt(cell.share * (1 - cell.share) / n_patients)
        yield Check(
            name=f"share {sex} {cell.youngest}-{cell.oldest}",
            requested=cell.share,
            achieved=float(inside.mean()),
            tolerance=_CELL if n_patients >= _MANY else max(_CELL, spread),
        )


def _visits(spec: "ClinicSpec", booked: pd.DataFrame) -> Iterator[Check]:
    linked = spec.rates.cancelled * spec.booking.rebook_rate
    if linked >= 1:
        return
    requested = max(spec.population.visits_per_year, 1 / (1 - linked))
    by_year = booked.groupby(booked["appointment_date"].dt.year)["patient_id"]
    for year, ids in by_year:
        if len(ids) >= _FEWEST_OF_A_YEAR:
            yield Check(
                name=f"visits per patient in {year}",
                requested=requested,
                achieved=len(ids) / ids.nunique(),
                tolerance=_VISITS * requested,
                note="at least one each" if requested <= 1 / (1 - linked) else "",
            )


def _first(spec: "ClinicSpec", past: pd.DataFrame) -> Iterator[Check]:
    year = past["appointment_date"].dt.year
    if "is_first" in past.columns:
        is_first = past["is_first"]
        inside = pd.Series(data=True, index=past.index)
    else:
        is_first = ~past["patient_id"].duplicated()
        inside = year > year.min()
    wanted = spec.population.first_attendance
    most = 1 / max(spec.population.visits_per_year, 1.0)
    if int(inside.sum()) >= _FEWEST_OF_A_YEAR:
        yield Check(
            name="share of first attendances",
            requested=min(wanted, most),
            achieved=float(is_first[inside].mean()),
            tolerance=_FIRST,
            note="one each" if most < wanted else "",
        )
