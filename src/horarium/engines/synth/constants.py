"""Defaults and limits of ``AppointmentScheduler``, under Medscheduler's names."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypedDict

from horarium.engines.synth.params import StatusRates as Rates
from horarium.engines.synth.population_spec import NHS_CELLS, Population
from horarium.engines.synth.pyramid import BAND_YEARS, OLDEST, Sex
from horarium.engines.synth.spec import MONTH_WEIGHTS, WEEKDAY_WEIGHTS, DayFlow

StatusKey = Literal["attended", "cancelled", "did not attend", "unknown"]
StatusRates = Mapping[StatusKey, float]


class AgeGenderProb(TypedDict):
    """A band of ages and the shares of both sexes in all attendances."""

    age_yrs: str
    total_female: float
    total_male: float


def _age_gender_probs() -> tuple[AgeGenderProb, ...]:
    shares = {(cell.sex, cell.youngest): round(cell.share, 5) for cell in NHS_CELLS}
    youngest = sorted({cell.youngest for cell in NHS_CELLS})
    return tuple(
        {
            "age_yrs": f"{low}+"
            if low == youngest[-1]
            else f"{low}-{low + BAND_YEARS - 1}",
            "total_female": shares[Sex.FEMALE, low],
            "total_male": shares[Sex.MALE, low],
        }
        for low in youngest
    )


_RATES = Rates()

STATUS_KEYS: tuple[StatusKey, ...] = (
    "attended",
    "cancelled",
    "did not attend",
    "unknown",
)
DEFAULT_STATUS_RATES: StatusRates = MappingProxyType(
    {
        "attended": round(_RATES.attended, 3),
        "cancelled": _RATES.cancelled,
        "did not attend": _RATES.no_show,
        "unknown": _RATES.unknown,
    }
)
DEFAULT_FIRST_ATTENDANCE_RATIO: float = Population().first_attendance
DEFAULT_MONTH_WEIGHTS: Mapping[int, float] = MappingProxyType(
    dict(enumerate(MONTH_WEIGHTS, start=1))
)
DEFAULT_WEEKDAY_WEIGHTS: Mapping[int, float] = MappingProxyType(
    dict(enumerate(WEEKDAY_WEIGHTS))
)
DEFAULT_AGE_GENDER_PROBS: tuple[AgeGenderProb, ...] = _age_gender_probs()

VALID_APPTS_PER_HOUR: tuple[int, ...] = (1, 2, 3, 4, 6)
DEFAULT_WORKING_DAYS: tuple[int, ...] = (0, 1, 2, 3, 4)
CHECK_IN_MIN_MAX: tuple[int, int] = (-60, 30)
CHECK_IN_STD_MIN: float = DayFlow().check_in_sd
MAX_VISITS_PER_YEAR: float = 12.0
MAX_BIN_SIZE: int = 20
MIN_FILL_RATE: float = 0.30
OLDEST_AGE: int = OLDEST

_NEAR_ONE = (0.995, 1.005)
_NEAR_HALF = (0.495, 0.505)


def validate_defaults(*, strict: bool = False) -> None:
    """Check the defaults against what Medscheduler demands of them.

    With ``strict`` a failure is a ``ValueError``, otherwise nothing happens. The last
    demand, that each sex makes up half of the attendances, fails for the NHS table
    (58 % are female), so a strict check always raises, as it does there.
    """
    failures = [sentence for sentence, holds in _demands() if not holds]
    if strict and failures:
        raise ValueError("; ".join(failures))


def _demands() -> list[tuple[str, bool]]:
    female = sum(row["total_female"] for row in DEFAULT_AGE_GENDER_PROBS)
    male = sum(row["total_male"] for row in DEFAULT_AGE_GENDER_PROBS)
    month = sum(DEFAULT_MONTH_WEIGHTS.values()) / len(DEFAULT_MONTH_WEIGHTS)
    weekday = sum(DEFAULT_WEEKDAY_WEIGHTS.values()) / len(DEFAULT_WEEKDAY_WEIGHTS)
    rates = sum(DEFAULT_STATUS_RATES.values())
    return [
        ("status rates have other keys", tuple(DEFAULT_STATUS_RATES) == STATUS_KEYS),
        (f"status rates sum to {rates:.4f}, not 1", _lies(rates, _NEAR_ONE)),
        (f"month weights average {month:.4f}, not 1", _lies(month, _NEAR_ONE)),
        (f"weekday weights average {weekday:.4f}, not 1", _lies(weekday, _NEAR_ONE)),
        (f"female shares sum to {female:.4f}, not 0.5", _lies(female, _NEAR_HALF)),
        (f"male shares sum to {male:.4f}, not 0.5", _lies(male, _NEAR_HALF)),
    ]


def _lies(value: float, band: tuple[float, float]) -> bool:
    return band[0] <= value <= band[1]
