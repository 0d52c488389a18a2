"""Columns of text made from numbers without a Python loop, as Arrow arrays."""

from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from horarium.engines.synth.drawn import DAY_S, Ints
from horarium.engines.synth.stages.people import all_names


def numbered(first: int, n: int, width: int) -> Any:
    """``n`` identifiers from ``first`` on, zero-padded to ``width`` digits."""
    return padded(np.arange(first, first + n, dtype=np.int64), width)


def padded(numbers: "np.ndarray[Any, np.dtype[np.int64]]", width: int) -> Any:
    """Whole numbers from 0 as text of ``width`` digits, which all of them fit."""
    n_blocks = -(-width // _BLOCK)
    digits = np.empty((len(numbers), n_blocks), dtype=np.uint32)
    left = numbers.astype(np.int64)
    for block in range(n_blocks - 1, -1, -1):
        left, part = np.divmod(left, 10**_BLOCK)
        digits[:, block] = _blocks()[part]
    text = digits.view(np.uint8)
    return _fixed(text[:, n_blocks * _BLOCK - width :])


_BLOCK = 4
"""So many digits at a time are looked up: they fit into 32 bits."""


@cache
def _blocks() -> "np.ndarray[Any, np.dtype[np.uint32]]":
    """Every number of four digits as its text, the bytes of each in one integer."""
    number = np.arange(10**_BLOCK)[:, np.newaxis]
    digit = number // 10 ** np.arange(_BLOCK - 1, -1, -1) % 10
    return (ord("0") + digit).astype(np.uint8).view(np.uint32)[:, 0]


@cache
def clock_texts() -> Any:
    """Every second of a day as HH:MM:SS."""
    second = np.arange(DAY_S, dtype=np.int64)
    text = np.full((DAY_S, 8), ord(":"), dtype=np.uint8)
    for start, part in ((0, second // 3600), (3, second // 60 % 60), (6, second % 60)):
        text[:, start] = ord("0") + part // 10
        text[:, start + 1] = ord("0") + part % 10
    return _fixed(text)


@cache
def name_texts() -> Any:
    """Every name that can be drawn."""
    return pa.array(all_names())


def name_column(name: Ints) -> Any:
    """The names at the places given."""
    return looked_up(name_texts(), pa.array(name))


def looked_up(texts: Any, places: Any) -> Any:
    """The text at each place, null where the place is.

    From the memory that NumPy uses as well: what the drawing left free there is enough
    for the tables, and a pool of Arrow's own would come on top.
    """
    return pc.take(texts, places, memory_pool=pa.system_memory_pool())


def _fixed(text: "np.ndarray[Any, np.dtype[np.uint8]]") -> Any:
    """Rows of bytes as an array of strings of one length."""
    n, width = text.shape
    offsets = np.arange(n + 1, dtype=np.int64) * width
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(text))]
    return pa.Array.from_buffers(pa.large_string(), n, buffers)
