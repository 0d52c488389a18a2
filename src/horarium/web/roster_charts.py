"""The charts of rosters, drawn on the server; a table beside each says the same."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from horarium.domain.solve import SolveStep

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 8, 150, 12, 24
DEEPEST = 5
"""A bound below this part of the best penalty is drawn at it: the first ones are 0."""

_SVG = Markup(
    '<svg class="figure {}" viewBox="0 0 {} {}" role="img"><title>{}</title>{}</svg>'
)
_LINE = Markup('<polyline class="{}" points="{}"/>')
_BAND = Markup('<polygon class="gap" points="{}"/>')
_TEXT = Markup('<text class="{}" x="{}" y="{}">{}</text>')
_AXIS = Markup('<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>')

ROW, NAME, BAR, FIGURES = 18, 150, 380, 110
_BAR = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="10"/>')
_SHARE = Markup('<line class="share" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>')

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ShareBar:
    """One person's load beside the share that would be fair, and both in words."""

    name: str
    load: float
    share: float
    text: str


def search_chart(title: str, steps: Sequence[SolveStep], until_s: float = 0) -> Markup:
    """Objective and certified bound over time, the gap between them shaded.

    Heights are logarithms, so that the last percents show after a bad start. Time runs
    to the last step, or to ``until_s`` when that is later.
    """
    last_s = max((step.elapsed_s for step in steps), default=0.0)
    last_s = max(last_s, until_s)
    found = [
        (s.elapsed_s, float(s.objective)) for s in steps if s.objective is not None
    ]
    bounds = [(step.elapsed_s, float(max(0, step.bound))) for step in steps]
    if not bounds or last_s <= 0:
        return Markup("")
    least = min((value for _, value in found), default=0.0) / DEEPEST
    bounds = [(at, max(least, value)) for at, value in bounds]
    place = _scale([value for _, value in (*found, *bounds)], last_s)
    upper, lower = _stairs(found, last_s), _stairs(bounds, last_s)
    parts = [_AXIS.format(LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM, HEIGHT - BOTTOM)]
    if upper:
        from_s = upper[0][0]
        below = [(max(from_s, at), value) for at, value in lower if at >= from_s]
        under = [(from_s, _at(lower, from_s)), *below]
        parts.append(_BAND.format(_points([*upper, *reversed(under)], place)))
        parts.append(_LINE.format("objective", _points(upper, place)))
    parts.append(_LINE.format("bound", _points(lower, place)))
    parts += _end_labels(upper, lower, place, max(0, steps[-1].bound))
    parts.append(_TEXT.format("", LEFT, HEIGHT - 8, "0 s"))
    parts.append(_TEXT.format("end", WIDTH - RIGHT, HEIGHT - 8, f"{last_s:.0f} s"))
    return _SVG.format("search", WIDTH, HEIGHT, title, Markup("").join(parts))


def shares_chart(title: str, bars: Sequence[ShareBar]) -> Markup:
    """A bar a person with a mark at the fair share, in the order given."""
    if not bars:
        return Markup("")
    most = max(*(max(bar.load, bar.share) for bar in bars), 1.0)
    height = ROW * len(bars) + 4
    parts = []
    for row, bar in enumerate(bars):
        y = row * ROW + 4
        tone = "over" if bar.load > bar.share + 0.5 else "within"
        share_x = round(NAME + bar.share / most * BAR, 1)
        parts += [
            _TEXT.format("", 0, y + 9, bar.name),
            _BAR.format(tone, NAME, y, round(max(0.0, bar.load) / most * BAR, 1)),
            _SHARE.format(share_x, y - 3, y + 13),
            _TEXT.format("end", NAME + BAR + FIGURES, y + 9, bar.text),
        ]
    whole = NAME + BAR + FIGURES
    return _SVG.format("shares", whole, height, title, Markup("").join(parts))


def _scale(values: Sequence[float], last_s: float) -> Callable[[Point], Point]:
    low = math.log10(1 + min(values))
    high = max(low + 0.01, math.log10(1 + max(values)))

    def place(point: Point) -> Point:
        at, value = point
        share = (math.log10(1 + value) - low) / (high - low)
        x = LEFT + at / last_s * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
        return round(x, 1), round(y, 1)

    return place


def _stairs(points: Sequence[Point], last_s: float) -> list[Point]:
    """The points of a line that stays until it changes, up to the end."""
    line: list[Point] = []
    for at, value in points:
        if line:
            line.append((at, line[-1][1]))
        line.append((at, value))
    return [*line, (last_s, line[-1][1])] if line else []


def _at(line: Sequence[Point], at: float) -> float:
    before = [value for when, value in line if when <= at]
    return before[-1] if before else line[0][1]


def _points(line: Sequence[Point], place: Callable[[Point], Point]) -> str:
    return " ".join(f"{x},{y}" for x, y in map(place, line))


def _end_labels(
    upper: Sequence[Point],
    lower: Sequence[Point],
    place: Callable[[Point], Point],
    bound: int,
) -> list[Markup]:
    """What each line ends at, kept apart where they meet."""
    x = WIDTH - RIGHT + 8
    low_y = place(lower[-1])[1]
    labels = []
    text = f"none below {bound:,}"
    if upper:
        high_y = min(place(upper[-1])[1], low_y - 16)
        best = f"penalty {upper[-1][1]:,.0f}"
        labels.append(_TEXT.format("objective-label", x, max(high_y, 10) + 4, best))
        low_y = max(low_y, max(high_y, 10) + 16)
    return [*labels, _TEXT.format("bound-label", x, low_y + 4, text)]
