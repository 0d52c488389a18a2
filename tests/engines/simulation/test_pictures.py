"""The figures of the report: nothing over anything else, nothing by colour alone."""

import re

import pytest

from horarium.engines.simulation.outcome import Estimate
from horarium.engines.simulation.pictures import bars, plane

NAMES = ("traditional", "threshold", "planned")
KEY_FROM = 520.0
"""Where the names of the policies begin, of 720 points across."""


def estimate(value: float, half_width: float = 0.2) -> Estimate:
    return Estimate(value, half_width)


def texts(svg: str) -> list[tuple[float, str]]:
    found = re.findall(r'<text x="([\d.]+)"[^>]*>([^<]*)</text>', svg)
    return [(float(x), words) for x, words in found]


@pytest.mark.parametrize("half_width", [0.1, 40.0, float("nan")])
def test_no_figure_of_a_bar_reaches_into_the_names(half_width):
    waits = [estimate(value, half_width) for value in (1.0, 30.0, 29.0)]

    said = texts(bars(NAMES, {"emergency": waits}))

    values = [x for x, words in said if re.fullmatch(r"[A-C] \d+\.\d", words)]
    assert len(values) == 3
    assert max(values) < KEY_FROM - 30


def test_each_bar_and_each_name_have_the_same_letter():
    svg = bars(NAMES, {"all": [estimate(one) for one in (1.0, 2.0, 3.0)]})

    said = [words for _, words in texts(svg)]

    assert {"A 1.0", "B 2.0", "C 3.0"} <= set(said)
    assert {"A traditional", "B threshold", "C planned"} <= set(said)


def test_points_at_one_place_have_their_letters_side_by_side():
    same = [estimate(5.0)] * 3

    said = texts(plane(NAMES, same, [estimate(0.7, 0.01)] * 3))

    letters = sorted((x, words) for x, words in said if words in {"A", "B", "C"})
    assert [words for _, words in letters] == ["A", "B", "C"]
    assert len({x for x, _ in letters}) == 3
