"""The cells of the roster grid, put together in Python.

Twelve weeks of 45 people are 3 780 cells; a macro takes 2.6 times as long for them
(see docs/decisions/0003-server-rendered-pages.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from horarium.web.pages.roster import Cell, Day, Row, ShiftKind


@dataclass(frozen=True, slots=True)
class CellWords:
    """The words a cell says besides its own, in the user's language."""

    off: str
    locked: str
    must_fix: str
    to_improve: str
    was: str


def row_cells(
    row: Row, days: Sequence[Day], day_labels: Sequence[str], words: CellWords
) -> Markup:
    """One ``gridcell`` a day; the label of each says all that its marks show."""
    name = escape(row.name)
    parts = [
        f'<td role="gridcell" tabindex="-1" id="c-{row.number}-{index}"'
        f' data-row="{row.number}" data-day="{index}"'
        f' data-shift="{escape(cell.shift.code)}"{_classes(cell, day)}'
        f' aria-label="{name}, {escape(label)}, {escape(_says(cell, words))}">'
        f"{_chip(cell)}</td>"
        for index, (cell, day, label) in enumerate(
            zip(row.cells, days, day_labels, strict=True)
        )
    ]
    return Markup("".join(parts))  # noqa: S704 - every part is escaped above


def _says(cell: Cell, words: CellWords) -> str:
    if _is_plain(cell):
        return cell.shift.name
    marks = [cell.shift.name]
    if cell.site:
        marks.append(cell.site)
    if cell.request:
        marks.append(cell.request)
    if cell.is_locked:
        marks.append(words.locked)
    if cell.was:
        marks.append(f"{words.was} {cell.was}")
    if cell.must_fix:
        marks.append(f"{words.must_fix}: {cell.must_fix}")
    if cell.to_improve:
        marks.append(f"{words.to_improve}: {cell.to_improve}")
    return ", ".join(marks)


def _is_plain(cell: Cell) -> bool:
    return not (
        cell.site
        or cell.request
        or cell.is_locked
        or cell.was
        or cell.must_fix
        or cell.to_improve
    )


def _classes(cell: Cell, day: Day) -> str:
    names = [
        name
        for name, holds in (
            ("we", day.is_weekend or bool(day.holiday)),
            ("mo", day.on.weekday() == 0),
            ("now", day.is_today),
            ("locked", cell.is_locked),
            ("hard", bool(cell.must_fix)),
            ("soft", bool(cell.to_improve) and not cell.must_fix),
            ("wish", bool(cell.request)),
            ("was", bool(cell.was)),
        )
        if holds
    ]
    return f' class="{" ".join(names)}"' if names else ""


def _chip(cell: Cell) -> str:
    struck = f"<s>{escape(cell.was)}</s>" if cell.was else ""
    if cell.shift.kind is ShiftKind.OFF:
        return f"·{struck}"
    return f'<b class="chip {cell.shift.kind}">{escape(cell.shift.code)}</b>{struck}'
