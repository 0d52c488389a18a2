"""Rosters as workbooks: a sheet with the cells and one that says what they mean."""

import io
import zipfile
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from horarium.domain.errors import UnreadableInput
from horarium.engines.rostering.horizon import SATURDAY
from horarium.engines.rostering.io.looks import look_of
from horarium.engines.rostering.io.table import roster_from_rows, rows_of
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import Roster

SHEET, SHIFTS = "Roster", "Shifts"
_MOST_UNPACKED = 64 * 2**20
"""A workbook that unpacks to more is no roster: 150 people over a year take 6 MB."""
_MOST_CELLS = 500_000
"""Of the sheet that is read; 150 people over a year take 56,000."""

_BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    OSError,
    ParseError,
    EOFError,
)


def write_xlsx(problem: RosterProblem, roster: Roster) -> bytes:
    """The workbook; ids are text in it whatever they look like, never formulas."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    for at, row in enumerate(rows_of(problem, roster), start=1):
        for column, text in enumerate(row, start=1):
            if at == 1 and column > 2:
                _dated(sheet.cell(1, column), date.fromisoformat(text))
            elif text:
                _worded(sheet.cell(at, column), text)
    _dress(sheet, problem)
    legend = book.create_sheet(SHIFTS)
    for column, head in enumerate(("id", "code", "name", "from", "to"), start=1):
        _worded(legend.cell(1, column), head)
    for at, shift in enumerate(problem.shift_types, start=2):
        hours = f"{shift.start:%H:%M}", f"{shift.end:%H:%M}"
        for column, text in enumerate(
            (shift.id, shift.code, shift.title, *hours), start=1
        ):
            _worded(legend.cell(at, column), text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parse_xlsx(problem: RosterProblem, data: bytes, file: str) -> Roster:
    """The roster in the sheet named Roster, else in the first.

    Raises ``UnreadableInput`` with sheet, row and column; a formula is refused, because
    what it comes to is not in the file for sure.
    """
    rows, name = _rows(data, file)
    return roster_from_rows(
        problem,
        rows,
        file,
        lambda row, column: (
            f"sheet {name}, cell {get_column_letter(column + 1)}{row + 1}"
        ),
    )


def _rows(data: bytes, file: str) -> tuple[list[list[str]], str]:
    try:
        _refuse_huge(data, file)
        book = load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        name = str(sheet.title)
        rows = _filled(sheet, name, file)
    except _BROKEN as broken:
        wanted = "a workbook (.xlsx)"
        found = "what cannot be unpacked and read"
        raise UnreadableInput(file, "content", found, wanted) from broken
    while rows and rows[-1] and not any(rows[-1]):
        rows.pop()
    return rows, name


def _filled(sheet: Any, name: str, file: str) -> list[list[str]]:
    """Every cell as text: what lies beyond the roster is for the reader to refuse."""
    if sheet.max_row * sheet.max_column > _MOST_CELLS:
        wanted = f"a sheet of at most {_MOST_CELLS} cells, empty ones included"
        place, found = f"sheet {name}", f"cells in {sheet.calculate_dimension()}"
        raise UnreadableInput(file, place, found, wanted)
    return [[_text(cell, name, file) for cell in row] for row in sheet.iter_rows()]


def _refuse_huge(data: bytes, file: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
    if unpacked > _MOST_UNPACKED:
        wanted = f"at most {_MOST_UNPACKED} bytes unpacked"
        raise UnreadableInput(file, "content", f"{unpacked} bytes", wanted)


def _text(cell: Cell, sheet: str, file: str) -> str:
    if cell.data_type in ("f", "e"):
        place = f"sheet {sheet}, cell {cell.coordinate}"
        wanted = "a value, not a formula or its error"
        formula = getattr(cell.value, "text", cell.value)
        raise UnreadableInput(file, place, str(formula), wanted)
    value: Any = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _worded(cell: Any, text: str) -> None:
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = True


def _dated(cell: Any, on: date) -> None:
    cell.value = on
    cell.number_format = "ddd d mmm"


def _dress(sheet: Any, problem: RosterProblem) -> None:
    sheet.freeze_panes = "C2"
    sheet.column_dimensions["A"].width = 10
    sheet.column_dimensions["B"].width = 26
    fills = {
        shift.id: PatternFill("solid", fgColor=look_of(shift).ground)
        for shift in problem.shift_types
    }
    weekend = PatternFill("solid", fgColor="F1F3F7")
    for column in range(3, problem.n_days + 3):
        sheet.column_dimensions[get_column_letter(column)].width = 9
        is_weekend = problem.horizon.weekday(column - 3) >= SATURDAY
        for row in range(1, problem.n_people + 2):
            cell = sheet.cell(row, column)
            cell.alignment = Alignment(horizontal="center", text_rotation=0)
            if row > 1 and cell.value in fills:
                cell.fill = fills[cell.value]
                shift = problem.shift_types[problem.tables.shifts[cell.value]]
                cell.font = Font(color=look_of(shift).ink)
            elif is_weekend:
                cell.fill = weekend
    for cell in sheet[1]:
        cell.font = Font(bold=True)
