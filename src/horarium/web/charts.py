"""Small charts as inline SVG; the table beside each says the same in numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

_LABEL_X, _WIDTH, _ROW = 230, 640, 22

_CHART = Markup(
    '<svg class="chart" viewBox="0 0 {} {}" role="img"><title>{}</title>{}</svg>'
)
_BAND = Markup('<rect class="aim" x="{}" y="0" width="{}" height="{}"/>')
_ENDS = Markup(
    '<text class="end" x="{0}" y="{2}">{3}</text><text x="{1}" y="{2}">{4}</text>'
)
_RANGE = Markup(
    '<text x="0" y="{0}">{1}</text><line x1="{2}" x2="{3}" y1="{4}" y2="{4}"/>'
    '<circle cx="{5}" cy="{4}" r="4"/><text class="end" x="{6}" y="{0}">{7}</text>'
)


@dataclass(frozen=True, slots=True)
class Range:
    """A value with the ends of its interval, and what it is of."""

    label: str
    value: float
    low: float
    high: float


def ranges_chart(title: str, rows: Sequence[Range], aim: tuple[float, float]) -> Markup:
    """A dot and an interval a row on one scale; ``aim`` is shaded behind them.

    Ends beyond the scale are cut; the scale holds the aim and every value.
    """
    if not rows:
        return Markup("")
    values = [one.value for one in rows]
    first, last = min(*values, aim[0]) - 0.1, max(*values, aim[1]) + 0.1

    def x(value: float) -> float:
        share = (min(max(value, first), last) - first) / (last - first)
        return round(_LABEL_X + share * (_WIDTH - _LABEL_X - 60), 1)

    height = _ROW * (len(rows) + 1)
    band = _BAND.format(x(aim[0]), round(x(aim[1]) - x(aim[0]), 1), _ROW * len(rows))
    drawn = [_row(one, place, x) for place, one in enumerate(rows)]
    said = (f"{end:.3g}" for end in aim)
    ends = _ENDS.format(x(aim[0]), x(aim[1]), height - 6, *said)
    return _CHART.format(_WIDTH, height, title, Markup("").join([band, *drawn, ends]))


def _row(one: Range, place: int, x: Callable[[float], float]) -> Markup:
    y = _ROW * (place + 0.5)
    ends = x(one.low), x(one.high)
    return _RANGE.format(
        y + 4, one.label, *ends, y, x(one.value), _WIDTH, f"{one.value:.2f}"
    )
