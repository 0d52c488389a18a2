"""Figures as SVG text: estimates with their intervals."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import dist, isnan

from horarium.engines.simulation.outcome import Estimate

COLOURS = ("#1f6f8b", "#b8561b", "#6a4c93", "#3f7d3a", "#a02c4a", "#5b6472")
"""Told apart by most people with a colour weakness; a letter says it too."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_WIDTH, _HEIGHT = 720, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 200, 20, 50
_VALUE = 48
"""Room for the letter and the figure behind the longest bar."""
_NEAR = 14.0
"""Points closer than this have their letters side by side."""


def plane(
    names: Sequence[str], across: Sequence[Estimate], up: Sequence[Estimate]
) -> str:
    """A point for each policy: mean wait across, utilisation up, both with bars."""
    most_x = 1.1 * max((one.high for one in across if not isnan(one.high)), default=1.0)
    lows = [one.low for one in up if not isnan(one.low)]
    highs = [one.high for one in up if not isnan(one.high)]
    low, high = min(lows, default=0.0) - 0.02, max(highs, default=1.0) + 0.02

    def x(value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * value / (most_x or 1.0)

    def y(value: float) -> float:
        return (
            _HEIGHT
            - _BOTTOM
            - (_HEIGHT - _TOP - _BOTTOM) * (value - low) / (high - low)
        )

    parts = [_axes(f"{most_x:.0f} min", f"{100 * high:.0f} %", f"{100 * low:.0f} %")]
    drawn: list[tuple[float, float]] = []
    for place, (name, wait, use) in enumerate(zip(names, across, up, strict=True)):
        if isnan(wait.half_width) or isnan(use.half_width):
            continue
        colour = COLOURS[place % len(COLOURS)]
        parts.append(
            f'<g stroke="{colour}" stroke-width="2">'
            f"{_line(x(wait.low), y(use.value), x(wait.high), y(use.value))}"
            f"{_line(x(wait.value), y(use.low), x(wait.value), y(use.high))}</g>"
            f'<circle cx="{x(wait.value):.1f}" cy="{y(use.value):.1f}" r="5" '
            f'fill="{colour}"/>'
        )
        here = x(wait.value), y(use.value)
        n_near = sum(dist(here, other) < _NEAR for other in drawn)
        drawn.append(here)
        beside = here[0] + 8 + 11 * n_near
        parts.append(_text(beside, here[1] - 8, _letter(place), "start"))
        parts.append(_key(place, name))
    return _svg("Mean wait against utilisation", _HEIGHT, parts)


def bars(names: Sequence[str], rows: Mapping[str, Sequence[Estimate]]) -> str:
    """A bar for each policy in each group, with its interval as a line."""
    height = _TOP + _BOTTOM + sum(14 * len(names) + 16 for _ in rows)
    ends = [_end(one) for waits in rows.values() for one in waits]
    most = max((one for one in ends if not isnan(one)), default=1.0) or 1.0
    parts = list(_rows(rows, (_WIDTH - _LEFT - _RIGHT - _VALUE) / most))
    parts += [_key(place, name) for place, name in enumerate(names)]
    return _svg("Mean wait by group", height, parts)


def _rows(rows: Mapping[str, Sequence[Estimate]], per_min: float) -> Iterator[str]:
    top = float(_TOP)
    for group, waits in rows.items():
        middle = top + 7 * len(waits)
        yield _text(_LEFT - 6, middle + 4, group, "end")
        for place, one in enumerate(waits):
            if not isnan(one.value):
                yield _bar(top + 14 * place, one, per_min, place)
        top += 14 * len(waits) + 16


def _end(one: Estimate) -> float:
    return one.value if isnan(one.half_width) else one.value + one.half_width


def _bar(top: float, one: Estimate, per_min: float, place: int) -> str:
    until, colour = _LEFT + per_min * one.value, COLOURS[place % len(COLOURS)]
    bar = (
        f'<rect x="{_LEFT}" y="{top:.1f}" width="{per_min * one.value:.1f}" '
        f'height="11" fill="{colour}"/>'
    )
    half = 0.0 if isnan(one.half_width) else per_min * one.half_width
    middle = top + 5.5
    whisker = _line(max(until - half, _LEFT), middle, until + half, middle)
    words = f"{_letter(place)} {one.value:.1f}"
    value = _text(until + half + 4, top + 10, words, "start")
    return f'{bar}<g stroke="#1c2430">{whisker}</g>{value}'


def _axes(most_x: str, most_y: str, least_y: str) -> str:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    return (
        f'<g stroke="#8a93a0">{_line(_LEFT, bottom, right, bottom)}'
        f"{_line(_LEFT, _TOP, _LEFT, bottom)}</g>"
        f"{_text(_LEFT, bottom + 18, '0', 'middle')}{_text(right, bottom + 18, most_x, 'end')}"
        f"{_text(_LEFT - 6, bottom, least_y, 'end')}{_text(_LEFT - 6, _TOP + 10, most_y, 'end')}"
    )


def _key(place: int, name: str) -> str:
    left, top = _WIDTH - _RIGHT + 16, _TOP + 20 * place
    colour = COLOURS[place % len(COLOURS)]
    swatch = f'<rect x="{left}" y="{top}" width="11" height="11" fill="{colour}"/>'
    return swatch + _text(left + 17, top + 10, f"{_letter(place)} {name}", "start")


def _letter(place: int) -> str:
    return _LETTERS[place % len(_LETTERS)]


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12" '
        f'fill="#1c2430">{escape(words)}</text>'
    )


def _svg(title: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'role="img" aria-label="{escape(title)}" font-family="system-ui,sans-serif">'
        f"{''.join(parts)}</svg>"
    )
