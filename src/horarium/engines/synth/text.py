"""Columns of text made from numbers without a Python loop, as Arrow arrays."""

from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from horarium.engines.synth.drawn import NEVER, Ints, Seconds
from horarium.engines.synth.stages.people import all_names

DAY_S = 86_400


def numbered(first: int, n: int, width: int) -> Any:
    """``n`` identifiers from ``first`` on, zero-padded to ``width`` digits."""
    return padded(np.arange(first, first + n, dtype=np.int64), width)


def padded(numbers: "np.ndarray[Any, np.dtype[np.int64]]", width: int) -> Any:
    """Whole numbers from 0 as text of ``width`` digits, which all of them fit."""
    digits = np.empty((len(numbers), width), dtype=np.uint8)
    left = numbers.astype(np.int64)
    for place in range(width - 1, -1, -1):
        left, digits[:, place] = np.divmod(left, 10)
    digits += ord("0")
    return _fixed(digits)


@cache
def clock_texts() -> Any:
    """Every second of a day as HH:MM:SS."""
    second = np.arange(DAY_S, dtype=np.int64)
    text = np.full((DAY_S, 8), ord(":"), dtype=np.uint8)
    for start, part in ((0, second // 3600), (3, second // 60 % 60), (6, second % 60)):
        text[:, start] = ord("0") + part // 10
        text[:, start + 1] = ord("0") + part % 10
    return _fixed(text)


def clock_column(at: Seconds) -> Any:
    """The time of day of each instant as HH:MM:SS, null for ``NEVER``."""
    never = at == NEVER
    second = np.where(never, 0, at % DAY_S)
    return clock_texts().take(pa.array(second, mask=never))


@cache
def name_texts() -> Any:
    """Every name that can be drawn."""
    return pa.array(all_names())


def name_column(name: Ints) -> Any:
    """The names at the places given."""
    return name_texts().take(pa.array(name))


def _fixed(text: "np.ndarray[Any, np.dtype[np.uint8]]") -> Any:
    """Rows of bytes as an array of strings of one length."""
    n, width = text.shape
    offsets = np.arange(n + 1, dtype=np.int64) * width
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(text))]
    return pa.Array.from_buffers(pa.large_string(), n, buffers)
