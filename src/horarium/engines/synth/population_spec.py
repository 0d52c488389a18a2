"""Who comes: ages and sexes, how often, and how many for the first time."""

from dataclasses import dataclass

from horarium.domain.errors import InvalidField
from horarium.engines.synth.params import (
    want_positive,
    want_share,
    want_whole,
    want_within,
)
from horarium.engines.synth.pyramid import BAND_YEARS, OLDEST, OLDEST_EVER, SHARES, Sex

_FARTHEST_KM = 20_000
_MOST_SHARE = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A share of the attendances: one sex, completed years ``youngest`` to ``oldest``."""

    sex: Sex
    youngest: int
    oldest: int
    share: float

    def __post_init__(self) -> None:
        want_whole("population.cells", self.youngest, 0, OLDEST_EVER)
        want_whole("population.cells", self.oldest, self.youngest, OLDEST_EVER)
        want_within("population.cells", self.share, 0, _MOST_SHARE)


def _nhs_cells() -> tuple[Cell, ...]:
    last = len(SHARES[0][1]) - 1
    return tuple(
        Cell(
            sex=sex,
            youngest=band * BAND_YEARS,
            oldest=OLDEST if band == last else (band + 1) * BAND_YEARS - 1,
            share=share / 100,
        )
        for sex, shares in SHARES
        for band, share in enumerate(shares)
    )


NHS_CELLS = _nhs_cells()
"""NHS England, Hospital Outpatient Activity 2023-24, summary report 3; see ``pyramid``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """The patients of the clinic.

    ``cells`` is the age and sex of the attendances, shares in any unit; only ages from
    ``youngest`` to ``oldest``, both included, come, and a cell cut by them counts in
    proportion. The cell that begins at ``oldest`` counts whole, at that age: ages above are
    recorded as ``oldest``. Each patient seen in a calendar year comes ``visits_per_year``
    times on average (Rao et al. 2019: 1.2), at least once. ``first_attendance`` is the
    share of first attendances among all appointments (NHS England 2023-24, summary report
    2). ``has_phone``, ``mean_distance_km`` and ``reminded`` (the share who get a reminder)
    are this project's own choice.
    """

    cells: tuple[Cell, ...] = NHS_CELLS
    youngest: int = 15
    oldest: int = 90
    visits_per_year: float = 1.2
    first_attendance: float = 0.325
    mean_distance_km: float = 8.0
    reminded: float = 0.8

    def __post_init__(self) -> None:
        want_positive("population.visits_per_year", self.visits_per_year)
        want_share("population.first_attendance", self.first_attendance)
        want_share("population.reminded", self.reminded)
        want_positive(
            "population.mean_distance_km", self.mean_distance_km, most=_FARTHEST_KM
        )
        want_whole("population.oldest", self.oldest, 0, OLDEST_EVER)
        want_whole("population.youngest", self.youngest, 0, self.oldest)
        if not any(cell.share for cell in self.within()):
            raise InvalidField(
                "population.cells", "all empty", "somebody of the ages that come"
            )

    def within(self) -> tuple[Cell, ...]:
        """The cells cut to the ages that come, shares summing to 1 (or all 0)."""
        kept = [cut for cell in self.cells if (cut := self._cut(cell)) is not None]
        total = sum(cell.share for cell in kept) or 1.0
        return tuple(
            Cell(
                sex=cell.sex,
                youngest=cell.youngest,
                oldest=cell.oldest,
                share=cell.share / total,
            )
            for cell in kept
        )

    def _cut(self, cell: Cell) -> Cell | None:
        low, high = max(cell.youngest, self.youngest), min(cell.oldest, self.oldest)
        if low > high:
            return None
        is_top = cell.youngest == self.oldest
        part = 1.0 if is_top else (high - low + 1) / (cell.oldest - cell.youngest + 1)
        return Cell(sex=cell.sex, youngest=low, oldest=high, share=cell.share * part)
