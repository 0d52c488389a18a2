"""The three tables of a data set as pandas frames."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.random import Generator

from horarium.engines.synth.age_groups import AgeGroups
from horarium.engines.synth.drawing import draw
from horarium.engines.synth.drawn import Drawn
from horarium.engines.synth.spec import ClinicSpec
from horarium.engines.synth.tables import columns, groups_of
from horarium.engines.synth.text import clock_texts, looked_up

_TEXT_TIMES = ("check_in_time", "start_time", "end_time")


@dataclass(frozen=True, slots=True)
class Frames:
    """Slots, appointments and patients; unpacks in that order."""

    slots: pd.DataFrame
    appointments: pd.DataFrame
    patients: pd.DataFrame

    def __iter__(self) -> Iterator[pd.DataFrame]:
        return iter((self.slots, self.appointments, self.patients))


def generate(spec: ClinicSpec, rng: Generator, *, extended: bool = False) -> Frames:
    """A data set: the same state of ``rng`` gives the same bytes.

    ``extended`` adds the opt-in columns, the true chance of a no-show among them; what is
    drawn does not change with it. The columns are listed in ``engines.synth``.
    """
    return framed(draw(spec, rng), spec, extended=extended)


def framed(
    drawn: Drawn,
    spec: ClinicSpec,
    *,
    extended: bool = False,
    groups: AgeGroups | None = None,
) -> Frames:
    """``drawn`` as pandas frames, typed as the compatible tables are.

    Days are ``datetime64``, ``appointment_time`` holds ``datetime.time``, the other times
    of day are text HH:MM:SS, age groups are an ordered category, all other text is plain.
    One Arrow column at a time becomes a column of a frame, so that little is there twice.
    """
    found = columns(drawn, groups or groups_of(spec), extended=extended)
    return Frames(*map(_frame, found))


def to_frame(table: Any) -> pd.DataFrame:
    """One Arrow table as a pandas frame."""
    return _frame(
        (name, table.column(name).combine_chunks()) for name in table.column_names
    )


def _frame(found: Iterable[tuple[str, Any]]) -> pd.DataFrame:
    ready = {name: _column(name, column) for name, column in found}
    return pd.DataFrame(ready, copy=False)


def _column(name: str, column: Any) -> Any:
    kind = column.type
    if name in _TEXT_TIMES:
        return _looked_up(clock_texts(), column.view(pa.int32()))
    if pa.types.is_time(kind):
        return _times(column)
    if pa.types.is_date(kind):
        days = column.view(pa.int32()).to_numpy(zero_copy_only=False)
        return days.astype("datetime64[D]").astype("datetime64[ns]")
    if pa.types.is_dictionary(kind):
        if kind.ordered:
            return _category(column)
        return _looked_up(column.dictionary.cast(pa.large_string()), column.indices)
    if pa.types.is_large_string(kind) or pa.types.is_string(kind):
        return _text(column)
    return column.to_numpy(zero_copy_only=False)


def _looked_up(texts: Any, places: Any) -> Any:
    """The text at each place, missing where the place is null."""
    if _HAS_STR:
        return _text(looked_up(texts, places))
    found = np.append(texts.to_numpy(zero_copy_only=False), [np.nan])
    return found[places.fill_null(len(texts)).to_numpy(zero_copy_only=False)]


def _times(column: Any) -> Any:
    """Objects of ``datetime.time``, one for each minute and not one for each row."""
    minutes = column.view(pa.int32()).to_numpy(zero_copy_only=False) // 60
    return _clock_objects()[minutes]


@cache
def _clock_objects() -> Any:
    found = np.empty(24 * 60, dtype=object)
    found[:] = [time(*divmod(minute, 60)) for minute in range(24 * 60)]
    return found


def _category(column: Any) -> pd.Categorical:
    codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return pd.Categorical.from_codes(
        codes, categories=column.dictionary.to_pylist(), ordered=True
    )


def _text(column: Any) -> Any:
    """The text column of this pandas: ``str`` from 3.0 on, objects before."""
    if _HAS_STR:
        return pd.array(column, dtype=pd.StringDtype("pyarrow", na_value=np.nan))
    found = column.to_numpy(zero_copy_only=False)
    if column.null_count:
        found[column.is_null().to_numpy(zero_copy_only=False)] = np.nan
    return found


_HAS_STR = pd.Series([""]).dtype != object
