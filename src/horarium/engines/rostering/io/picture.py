"""A roster as a picture: a row a person, a column a day, a colour a kind of duty."""

import io
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

from horarium.domain.errors import ExtraMissing, InvalidField
from horarium.engines.rostering.horizon import SATURDAY
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.shifts import ShiftType

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

FORMATS = ("png", "svg")

CELL_INCH = 0.26
NAME_INCH = 1.6

PALETTE = (
    "#9ecae1",
    "#fdae6b",
    "#756bb1",
    "#a1d99b",
    "#fc9272",
    "#ffd92f",
    "#c7a76c",
    "#66c2a5",
    "#e78ac3",
    "#b3b3b3",
)
"""One after the other for the letters of the cells, which tell them apart as well."""


def draw(problem: RosterProblem, roster: Roster, form: str = "svg") -> bytes:
    """The picture as an SVG or PNG file; the same roster gives the same bytes.

    Raises ``InvalidField`` for another format, ``ExtraMissing`` without matplotlib.
    """
    if form not in FORMATS:
        raise InvalidField("picture", form, f"a file name that ends in {_listed()}")
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError as missing:
        raise ExtraMissing("plots") from missing
    size = (
        NAME_INCH + CELL_INCH * problem.n_days,
        CELL_INCH * (problem.n_people + 3),
    )
    out = io.BytesIO()
    with (
        rc_context({"svg.hashsalt": "horarium", "svg.fonttype": "none"}),
        warnings.catch_warnings(),
    ):
        # A letter that the font lacks is drawn as a box; SVG keeps the letter itself.
        warnings.filterwarnings("ignore", message="Glyph ")
        figure = Figure(figsize=size, layout="constrained")
        _fill(figure.subplots(), problem, roster)
        figure.savefig(out, format=form, dpi=120, metadata=_UNDATED[form])
    return out.getvalue()


_UNDATED: dict[str, dict[str, None]] = {
    "svg": {"Date": None},
    "png": {"Software": None},
}


def _listed() -> str:
    return " or ".join(f".{form}" for form in FORMATS)


def letter(shift: ShiftType) -> str:
    """What stands in a cell: the code, or else the first letters of the name."""
    return shift.code or shift.id[:2]


def _fill(axes: "Axes", problem: RosterProblem, roster: Roster) -> None:
    colours = _colours(problem.shift_types)
    for row, day in _places(roster):
        shift = problem.shift_types[roster.cells[row, day]]
        axes.add_patch(_square(row, day, colours[letter(shift)]))
        axes.text(
            day + 0.5,
            row + 0.5,
            letter(shift),
            ha="center",
            va="center",
            fontsize=6,
            parse_math=False,
        )
    for day in range(problem.n_days):
        if problem.horizon.weekday(day) >= SATURDAY:
            axes.axvspan(
                day, day + 1, color="#000000", alpha=0.05, linewidth=0, zorder=0
            )
    dates = [problem.horizon.date_of(day) for day in range(problem.n_days)]
    axes.set_xlim(0, problem.n_days)
    axes.set_ylim(problem.n_people, 0)
    axes.set_xticks(
        [day + 0.5 for day in range(problem.n_days)],
        [f"{date:%a}\n{date.day}" for date in dates],
        fontsize=6,
    )
    axes.set_yticks(
        [row + 0.5 for row in range(problem.n_people)],
        [person.title for person in problem.people],
        fontsize=6,
        parse_math=False,
    )
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    axes.set_title(
        f"{problem.name or 'Roster'}, {problem.horizon.start} – {dates[-1]}",
        fontsize=8,
        parse_math=False,
    )


def _places(roster: Roster) -> list[tuple[int, int]]:
    rows, days = (roster.cells != OFF).nonzero()
    return list(zip(rows.tolist(), days.tolist(), strict=True))


def _square(row: int, day: int, colour: str) -> "Patch":
    from matplotlib.patches import Rectangle

    return Rectangle(
        (day, row), 1, 1, facecolor=colour, edgecolor="white", linewidth=0.6
    )


def _colours(shifts: Sequence[ShiftType]) -> dict[str, str]:
    letters = dict.fromkeys(letter(shift) for shift in shifts)
    return {name: PALETTE[index % len(PALETTE)] for index, name in enumerate(letters)}
