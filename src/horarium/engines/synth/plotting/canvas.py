"""What all plots share: a figure of their own, a look, a word where nothing can be shown.

Figures are made without ``pyplot``, so none stays open; ``ax.figure.savefig(path)`` writes
one, and a notebook shows ``ax.figure``.
"""

from collections.abc import Iterable, Sequence
from operator import index
from typing import Any

import pandas as pd

from horarium.engines.synth.plotting.colors import COLORS

try:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
except ImportError as error:
    raise ImportError("plots need Matplotlib: pip install 'horarium[plots]'") from error

NOTICE_IN = (6.0, 2.0)


def axes(ax: Axes | None, size_in: tuple[float, float], dpi: float = 100) -> Axes:
    """``ax`` itself, or new axes on a figure of ``size_in`` inches."""
    if ax is not None:
        return ax
    figure = Figure(figsize=size_in, dpi=dpi, layout="tight")
    return figure.add_subplot()


def notice(message: str, ax: Axes | None = None) -> Axes:
    """Axes that say why there is nothing to see."""
    found = axes(ax, NOTICE_IN)
    found.axis("off")
    found.set_title(message)
    found.text(0.5, 0.5, message, ha="center", va="center", fontsize=12)
    return found


def dress(ax: Axes, title: str, x: str, y: str, *, grid: Any = "y") -> Axes:
    """Title on the left, names of the axes, a quiet grid, no frame above and beside."""
    ax.set_title(title, loc="left", fontsize=12, pad=16)
    ax.set_xlabel(x, labelpad=10, fontsize=10.5)
    ax.set_ylabel(y, labelpad=10, fontsize=10.5)
    ax.grid(axis=grid, linestyle="--", alpha=0.7, color=COLORS["grid"], zorder=-1)
    ax.set_axisbelow(True)
    ax.spines[["right", "top"]].set_visible(False)
    return ax


def name_ticks(ax: Axes, labels: Sequence[str], *, crowded_from: int = 9) -> None:
    """One tick per label, slanted when there are many."""
    slanted = len(labels) >= crowded_from
    ax.set_xticks(
        range(len(labels)),
        labels,
        rotation=45 if slanted else 0,
        ha="right" if slanted else "center",
    )


def label_bars(
    ax: Axes, texts: Iterable[str], xs: Iterable[float], tops: Iterable[float]
) -> None:
    """A text over each bar."""
    for text, x, top in zip(texts, xs, tops, strict=True):
        ax.annotate(
            text,
            (x, top),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=8.5,
            color=COLORS["text"],
        )


def percent(value: float) -> str:
    """A share of 100 to one decimal."""
    return f"{value:.1f}%"


def dates_of(frame: pd.DataFrame, column: str) -> "pd.Series[Any]":
    """A column as dates, what is none of them missing; the frame stays as it is."""
    return pd.to_datetime(frame[column], errors="coerce")


def want_columns(frame: pd.DataFrame, *columns: str) -> None:
    """Raise ``ValueError`` naming the columns that are missing."""
    missing = missing_columns(frame, *columns)
    if missing:
        raise ValueError(lacks(missing))


def want_number_of(name: str, given: int, most: int) -> None:
    """Raise ``ValueError`` unless ``given`` is a whole number from 1 to ``most``."""
    try:
        is_sound = 1 <= index(given) <= most
    except TypeError:
        is_sound = False
    if not is_sound:
        raise ValueError(f"`{name}` must be a whole number, 1 to {most}, not {given!r}")


def missing_columns(frame: pd.DataFrame, *columns: str) -> list[str]:
    """Those of the columns that the frame lacks."""
    return [column for column in columns if column not in frame.columns]


def lacks(missing: Sequence[str]) -> str:
    """A sentence about missing columns."""
    return f"the DataFrame must contain the columns {', '.join(missing)}"


def reference_of(scheduler: object) -> pd.Timestamp | None:
    """The day of a scheduler's ``ref_date``, None if it has none."""
    given = getattr(scheduler, "ref_date", None)
    return None if given is None else pd.Timestamp(given).normalize()


def want_reference(scheduler: object) -> pd.Timestamp:
    """The same; raises ``ValueError`` if there is none."""
    found = reference_of(scheduler)
    if found is None:
        raise ValueError("the scheduler must have a `ref_date`")
    return found
