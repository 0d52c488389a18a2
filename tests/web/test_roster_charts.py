"""Charts of rosters: what they draw is what they are given."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from horarium.domain.solve import SolveStep
from horarium.web.roster_charts import ShareBar, search_chart, shares_chart

STEPS = (
    SolveStep(0.5, None, -(10**9)),
    SolveStep(1.0, 9_000, 0),
    SolveStep(2.0, 5_000, 4_000),
)


def points(chart: str, kind: str) -> list[tuple[float, float]]:
    line = LexborHTMLParser(chart).css_first(f"polyline.{kind}").attributes["points"]
    return [tuple(map(float, pair.split(","))) for pair in line.split()]


def test_the_objective_falls_and_the_bound_rises_towards_it():
    chart = str(search_chart("a search", STEPS))

    objective, bound = points(chart, "objective"), points(chart, "bound")

    assert objective[0][1] < objective[-1][1]
    assert bound[0][1] > bound[-1][1]
    assert objective[-1][1] < bound[-1][1]


def test_the_ends_are_told_in_figures():
    chart = str(search_chart("a search", STEPS))

    assert "penalty 5,000" in chart
    assert "none below 4,000" in chart


def test_while_it_goes_on_the_lines_reach_to_now():
    chart = str(search_chart("a search", STEPS, until_s=4.0))

    objective = points(chart, "objective")

    assert objective[-1][0] - objective[-2][0] == pytest.approx(
        2 * (objective[-2][0] - objective[0][0]), abs=0.3
    )
    assert "4 s" in chart


def test_without_a_roster_yet_there_is_the_bound_alone():
    chart = str(search_chart("a search", [SolveStep(0.5, None, 3)]))

    assert "polyline" in chart
    assert "penalty" not in chart


def test_before_the_first_step_there_is_nothing_to_draw():
    assert str(search_chart("a search", [])) == ""


def test_bars_are_as_long_as_loads_and_marks_stand_at_shares():
    bars = [ShareBar("Ana", 4, 2, "4 of 2"), ShareBar("Ben", 2, 4, "2 of 4")]

    tree = LexborHTMLParser(str(shares_chart("nights", bars)))

    long, short = (float(one.attributes["width"]) for one in tree.css("rect"))
    first, second = (float(one.attributes["x1"]) for one in tree.css("line.share"))
    assert long == 2 * short
    assert second - first == short
    assert [one.attributes["class"] for one in tree.css("rect")] == ["over", "within"]


def test_names_with_markup_stay_text():
    chart = str(shares_chart("<b>", [ShareBar("<script>", 1, 1, "1 of 1")]))

    assert not re.search(r"<(b|script)>", chart)
