"""Rosters on paper: A4 landscape, up to 31 days and 50 people a page."""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import reportlab
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from horarium.engines.rostering.horizon import SATURDAY
from horarium.engines.rostering.io.looks import code_of, look_of
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.shifts import ShiftType

DAYS_A_PAGE, PEOPLE_A_PAGE = 31, 50

PLAIN, BOLD = "Vera", "VeraBd"
_WIDTH, _HEIGHT = landscape(A4)
_MARGIN, _TOP, _FOOT = 8 * mm, 15 * mm, 12 * mm
_NAME, _MOST_ROW, _MOST_CELL = 40 * mm, 6 * mm, 11 * mm
_INK, _QUIET, _LINE, _WEEKEND = "#1b2430", "#4a5564", "#dde2e8", "#f1f3f7"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page: some of the days and some of the people, and how large a cell is."""

    days: Sequence[int]
    rows: Sequence[int]
    number: int
    n_sheets: int

    @property
    def cell(self) -> float:
        """The width of a day."""
        room = _WIDTH - 2 * _MARGIN - _NAME
        return float(min(_MOST_CELL, room / len(self.days)))

    @property
    def row(self) -> float:
        """The height of a person."""
        room = _HEIGHT - 2 * _MARGIN - _TOP - _FOOT
        return float(min(_MOST_ROW, room / (len(self.rows) + 2)))

    def left(self, column: int) -> float:
        """Where the ``column``-th day begins."""
        return float(_MARGIN + _NAME + column * self.cell)

    def bottom(self, line: int) -> float:
        """The lower edge of the ``line``-th person; -1 and -2 are the header."""
        return float(_HEIGHT - _MARGIN - _TOP - (line + 3) * self.row)


def write_pdf(problem: RosterProblem, roster: Roster, *, note: str = "") -> bytes:
    """The roster as PDF; ``note`` stands under the title. Same roster, same bytes.

    Requests and leave are not on it: paper hangs on walls.
    """
    _fonts()
    out = io.BytesIO()
    paper = Canvas(out, pagesize=(_WIDTH, _HEIGHT), invariant=1, pageCompression=1)
    paper.setTitle(problem.name or "Roster")
    for sheet in _sheets(problem):
        _head(paper, problem, sheet, note)
        _days(paper, problem, sheet)
        for line, row in enumerate(sheet.rows):
            _person(paper, problem, roster, sheet, (line, row))
        _legend(paper, problem)
        paper.showPage()
    paper.save()
    return out.getvalue()


@cache
def _fonts() -> None:
    """Bitstream Vera comes with reportlab and may go into any document."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))


def _sheets(problem: RosterProblem) -> Iterator[_Sheet]:
    stretches = _parts(problem.n_days, DAYS_A_PAGE)
    groups = _parts(problem.n_people, PEOPLE_A_PAGE)
    n_sheets = len(stretches) * len(groups)
    pages = ((days, rows) for days in stretches for rows in groups)
    for number, (days, rows) in enumerate(pages, start=1):
        yield _Sheet(days, rows, number, n_sheets)


def _parts(total: int, most: int) -> list[range]:
    return [range(at, min(at + most, total)) for at in range(0, total, most)]


def _head(paper: Canvas, problem: RosterProblem, sheet: _Sheet, note: str) -> None:
    top = _HEIGHT - _MARGIN
    _say(paper, problem.name or "Roster", _MARGIN, top - 14, font=BOLD, size=13)
    span = problem.horizon.name_of_days(sheet.days)
    year = problem.horizon.date_of(sheet.days[-1]).year
    words = " · ".join(filter(None, (f"{span} {year}", note)))
    _say(paper, words, _MARGIN, top - 26, size=8, colour=_QUIET)
    page = f"page {sheet.number} of {sheet.n_sheets}"
    paper.setFont(PLAIN, 8)
    paper.drawRightString(_WIDTH - _MARGIN, top - 14, page)


def _days(paper: Canvas, problem: RosterProblem, sheet: _Sheet) -> None:
    foot = sheet.bottom(len(sheet.rows) - 1)
    for column, day in enumerate(sheet.days):
        left, on = sheet.left(column), problem.horizon.date_of(day)
        if problem.horizon.weekday(day) >= SATURDAY:
            paper.setFillColor(HexColor(_WEEKEND))
            height = sheet.bottom(-2) + sheet.row - foot
            paper.rect(left, foot, sheet.cell, height, stroke=0, fill=1)
        middle = left + sheet.cell / 2
        for line, text in ((-2, f"{on:%a}"[:2]), (-1, str(on.day))):
            size = 7 if line == -1 else 6
            _say(paper, text, middle, sheet.bottom(line) + 2, size=size, centred=True)


def _person(
    paper: Canvas,
    problem: RosterProblem,
    roster: Roster,
    sheet: _Sheet,
    at: tuple[int, int],
) -> None:
    line, row = at
    bottom = sheet.bottom(line)
    base = bottom + sheet.row / 2 - 2.3
    paper.setStrokeColor(HexColor(_LINE))
    paper.setLineWidth(0.4)
    paper.line(_MARGIN, bottom, sheet.left(len(sheet.days)), bottom)
    person = problem.people[row]
    name = _cut(f"{person.title}  {person.grade}".strip(), _NAME - 3, 6.8)
    _say(paper, name, _MARGIN, base, size=6.8)
    for column, day in enumerate(sheet.days):
        cell = int(roster.cells[row, day])
        if cell == OFF:
            continue
        shift = problem.shift_types[cell]
        look, left = look_of(shift), sheet.left(column)
        paper.setFillColor(HexColor(f"#{look.ground}"))
        paper.roundRect(
            left + 0.8,
            bottom + 0.8,
            sheet.cell - 1.6,
            sheet.row - 1.6,
            1.5,
            stroke=0,
            fill=1,
        )
        middle = left + sheet.cell / 2
        ink = f"#{look.ink}"
        _say(paper, code_of(shift), middle, base, font=BOLD, colour=ink, centred=True)


def _legend(paper: Canvas, problem: RosterProblem) -> None:
    """What the letters mean, one entry a letter."""
    by_code: dict[str, list[ShiftType]] = {}
    for shift in problem.shift_types:
        by_code.setdefault(code_of(shift), []).append(shift)
    words = "   ".join(f"{code} {_meaning(meant)}" for code, meant in by_code.items())
    for line, part in enumerate(_broken(words, _WIDTH - 2 * _MARGIN, 6.2)[:3]):
        base = _MARGIN + 20 - line * 9
        _say(paper, part, _MARGIN, base, size=6.2, colour=_QUIET)


def _meaning(meant: Sequence[ShiftType]) -> str:
    """What shift types of one letter have in common, with the hours if they share them."""
    titles = [shift.title.split() for shift in meant]
    backwards = [title[::-1] for title in titles]
    shared = _beginning(titles) or _beginning(backwards)[::-1] or titles[0]
    hours = {f"{shift.start:%H:%M}–{shift.end:%H:%M}" for shift in meant}
    name = " ".join(shared)
    return f"{name} {hours.pop()}" if len(hours) == 1 else name


def _beginning(titles: Sequence[Sequence[str]]) -> list[str]:
    """The words with which all of them begin."""
    shared = []
    for words in zip(*titles, strict=False):
        if len(set(words)) > 1:
            break
        shared.append(words[0])
    return shared


def _say(
    paper: Canvas,
    text: str,
    x: float,
    y: float,
    *,
    font: str = PLAIN,
    size: float = 6.8,
    colour: str = _INK,
    centred: bool = False,
) -> None:
    paper.setFillColor(HexColor(colour))
    paper.setFont(font, size)
    draw = paper.drawCentredString if centred else paper.drawString
    draw(x, y, sayable(text))


def sayable(text: str) -> str:
    """``text`` in letters that the font has: accents it lacks go, others become "?"."""
    _fonts()
    known = pdfmetrics.getFont(PLAIN).face.charToGlyph
    out = []
    for char in text:
        if ord(char) in known:
            out.append(char)
            continue
        base = unicodedata.normalize("NFKD", char)[0]
        out.append(base if ord(base) in known else "?")
    return "".join(out)


def _cut(text: str, room: float, size: float) -> str:
    shown = sayable(text)
    if pdfmetrics.stringWidth(shown, PLAIN, size) <= room:
        return shown
    while shown and pdfmetrics.stringWidth(f"{shown}…", PLAIN, size) > room:
        shown = shown[:-1]
    return f"{shown}…"


def _broken(words: str, room: float, size: float) -> list[str]:
    lines = [""]
    for part in words.split("   "):
        longer = f"{lines[-1]}   {part}".strip()
        if pdfmetrics.stringWidth(sayable(longer), PLAIN, size) > room:
            lines.append(part)
        else:
            lines[-1] = longer
    return lines
