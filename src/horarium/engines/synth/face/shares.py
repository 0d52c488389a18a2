"""Ages, sexes and weights as Medscheduler's arguments give them."""

from collections.abc import Mapping, Sequence
from numbers import Real
from operator import index
from typing import Any

import pandas as pd

from horarium.engines.synth.constants import DEFAULT_AGE_GENDER_PROBS, OLDEST_AGE
from horarium.engines.synth.population_spec import Cell
from horarium.engines.synth.pyramid import OLDEST_EVER, Sex
from horarium.engines.synth.spec import WEIGHTS_WANTED, are_weights

_MOST_SHARE = 1e9
_COLUMNS = ("age_yrs", "total_female", "total_male")


def age_table_of(given: Any) -> pd.DataFrame:
    """``age_gender_probs``: its three columns, numeric shares; None: the default."""
    if given is None:
        given = DEFAULT_AGE_GENDER_PROBS
    if isinstance(given, pd.DataFrame):
        table = given.copy()
    elif isinstance(given, Mapping):
        table = pd.DataFrame([dict(given)])
    elif isinstance(given, Sequence) and not isinstance(given, str | bytes):
        if not all(isinstance(row, Mapping) for row in given):
            raise ValueError("`age_gender_probs` must be a sequence of mappings")
        table = pd.DataFrame([dict(row) for row in given])
    else:
        raise TypeError(
            f"`age_gender_probs` must be a frame or a sequence of mappings, not {given!r}"
        )
    missing = [name for name in _COLUMNS if name not in table.columns]
    if missing:
        raise ValueError(f"`age_gender_probs` lacks the columns {missing}")
    table = table[[*_COLUMNS]].reset_index(drop=True)
    table["age_yrs"] = table["age_yrs"].astype(str)
    for name in _COLUMNS[1:]:
        table[name] = pd.to_numeric(table[name], errors="coerce").astype(float)
        if not table[name].between(0, _MOST_SHARE).all():
            raise ValueError(
                f"`age_gender_probs`: {name} must be non-negative everywhere, "
                f"{_MOST_SHARE:g} at most"
            )
    return table


def cells_of(table: pd.DataFrame) -> tuple[Cell, ...]:
    """The table as cells; a band ``n+`` ends at 100, or later if it begins later."""
    cells: list[Cell] = []
    rows = zip(*(table[name].tolist() for name in _COLUMNS), strict=True)
    for band, female, male in rows:
        low, high = _band(str(band))
        cells += [
            Cell(sex=sex, youngest=low, oldest=high, share=float(share))
            for sex, share in ((Sex.FEMALE, female), (Sex.MALE, male))
        ]
    return tuple(cells)


def _band(text: str) -> tuple[int, int]:
    if text.endswith("+") and _is_age(text[:-1]):
        low = int(text[:-1])
        return low, min(max(low + 10, OLDEST_AGE), OLDEST_EVER)
    low_text, _, high_text = text.partition("-")
    if not (_is_age(low_text) and _is_age(high_text)):
        raise ValueError(
            f"`age_gender_probs`: {text!r} is no band; write '15-19' or '90+', "
            f"with ages up to {OLDEST_EVER}"
        )
    low, high = int(low_text), int(high_text)
    if low > high:
        raise ValueError(f"`age_gender_probs`: {text!r} ends before it begins")
    return low, high


def _is_age(text: str) -> bool:
    return text.isdecimal() and len(text) <= 3 and int(text) <= OLDEST_EVER


def has_anybody(table: pd.DataFrame, youngest: int, oldest: int) -> bool:
    """Whether the table has people of these ages, both included."""
    return any(
        cell.share and cell.youngest <= oldest and cell.oldest >= youngest
        for cell in cells_of(table)
    )


def month_weights_of(given: Any) -> dict[int, float]:
    """``month_weights`` for each of months 1 to 12, 1 where none is given."""
    return _weights("month_weights", given, range(1, 13))


def weekday_weights_of(given: Any) -> dict[int, float]:
    """``weekday_weights`` for each of Monday 0 to Sunday 6, 1 where none is given."""
    return _weights("weekday_weights", given, range(7))


def with_mean_1(weights: Mapping[int, float]) -> dict[int, float]:
    """The weights, not all 0, over their mean."""
    mean = sum(weights.values()) / len(weights)
    return {key: weight / mean for key, weight in weights.items()}


def _weights(name: str, given: Any, keys: range) -> dict[int, float]:
    if isinstance(given, Mapping):
        strange = [key for key in given if not _is_in(keys, key)]
        if strange:
            raise ValueError(
                f"`{name}` has keys {strange}; they must be integers {keys[0]} to {keys[-1]}"
            )
        found = {key: given.get(key, 1.0) for key in keys}
    elif isinstance(given, list | tuple):
        if len(given) != len(keys):
            raise ValueError(
                f"`{name}` must have exactly {len(keys)} weights, not {len(given)}"
            )
        found = {
            key: float(weight) if _is_numeral(weight) else weight
            for key, weight in zip(keys, given, strict=True)
        }
    else:
        raise TypeError(f"`{name}` must be a mapping or a list of {len(keys)} weights")
    for key, weight in found.items():
        is_number = isinstance(weight, Real) and 0 <= float(weight) < float("inf")
        if not is_number:
            raise ValueError(
                f"`{name}[{key}]` must be a non-negative number, not {weight!r}"
            )
    if not any(found.values()):
        raise ValueError(f"`{name}` must not all be 0")
    if not are_weights(tuple(found.values())):
        raise ValueError(f"`{name}`: {WEIGHTS_WANTED}, not {given!r}")
    return {key: float(weight) for key, weight in found.items()}


def _is_in(keys: range, key: object) -> bool:
    """Whether a key is an integer of any kind among ``keys``."""
    try:
        return index(key) in keys  # type: ignore[arg-type]
    except TypeError:
        return False


def _is_numeral(given: object) -> bool:
    """Whether a text reads as a number, as a list of weights may hold."""
    try:
        return isinstance(given, str) and float(given) >= 0
    except ValueError:
        return False
