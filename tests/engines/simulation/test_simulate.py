"""Policies on the same days."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from tests.engines.simulation.builders import (
    make_arrivals,
    make_busy_scenario,
    make_fifo,
    make_practice,
    make_scenario,
)

from horarium.domain.errors import InvalidField
from horarium.engines.simulation import (
    SimulationParams,
    practice,
    scenario_of,
    simulate,
)
from horarium.engines.simulation.explain import explain_comparison
from horarium.engines.simulation.lengths import Exponential
from horarium.engines.simulation.measures import estimated
from horarium.engines.simulation.report import as_html, as_json
from horarium.engines.simulation.rules import RULES
from horarium.engines.synth.presets import PRESETS

SMALL = SimulationParams(batch_size=4)
NAMES = ("traditional+fifo", "threshold+weights", "bailey-welch+banded-apq")


def compared(scenario=None, names=NAMES, n=12, seed=0, **how):
    how = {"params": SMALL} | how
    rng = np.random.default_rng(seed)
    practices = [practice(name) for name in names]
    return simulate(scenario or make_busy_scenario(), practices, n, rng, **how)


def test_the_same_seed_gives_the_same_figures_wherever_they_are_played():
    alone = compared()

    with ThreadPoolExecutor(2) as threads:
        shared = compared(executor=threads)

    assert as_json(shared) == as_json(alone)
    assert as_json(compared(seed=1)) != as_json(alone)


def test_a_policy_s_figures_do_not_depend_on_what_it_is_compared_with():
    among_others, alone = compared(), compared(names=NAMES[1:2])

    assert among_others.of(NAMES[1]).overall == alone.of(NAMES[1]).overall


def test_on_the_same_days_a_difference_is_surer_than_its_two_figures():
    found = compared(names=("traditional+fifo", "bailey-welch+fifo"), n=80)

    first, second = (one.overall["utilisation"] for one in found.results)
    change = found.results[1].against_first["utilisation"]
    assert change.value == pytest.approx(second.value - first.value)
    assert change.half_width < 0.5 * first.half_width


def test_the_first_policy_does_not_differ_from_itself():
    first = compared().results[0]

    assert {one.value for one in first.against_first.values()} == {0.0}


def test_disciplines_do_not_change_the_mean_wait_of_equal_services():
    scenario = make_arrivals(0.8, Exponential(6.0), session_min=600.0)

    found = compared(scenario, ("traditional+fifo", "traditional+banded-edd"), 8)

    first, second = (one.overall for one in found.results)
    assert second["wait_mean_min"].value == pytest.approx(first["wait_mean_min"].value)
    assert second["utilisation"].value == pytest.approx(first["utilisation"].value)


def test_moving_the_live_line_by_every_event_gives_the_same_figures():
    by_events = SimulationParams(batch_size=4, by_events=True)

    assert as_json(compared(params=by_events)) == as_json(compared())


def test_stopping_keeps_what_has_been_played():
    heard = []

    found = compared(
        on_progress=lambda done, asked: heard.append((done, asked)),
        stop=lambda: len(heard) == 2,
    )

    assert heard == [(4, 12), (8, 12)]
    assert found.n_replications == 8


@pytest.mark.parametrize(
    ("names", "n", "field"),
    [
        ((), 12, "policies"),
        (("traditional", "traditional"), 12, "policies"),
        (("traditional",), 1, "n_replications"),
        (("magic",), 12, "policy"),
        (("traditional+magic",), 12, "policy"),
    ],
)
def test_a_comparison_that_makes_no_sense_is_refused(names, n, field):
    with pytest.raises(InvalidField) as refusal:
        compared(names=names, n=n)

    assert refusal.value.field == field


def test_a_class_that_the_line_does_not_know_is_refused():
    line = make_fifo(classes=make_fifo().classes[:1])

    with pytest.raises(InvalidField) as refusal:
        simulate(
            make_scenario(),
            [make_practice(line=line)],
            2,
            np.random.default_rng(0),
        )

    assert refusal.value.field == "priority_class"


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(0)
    n, hits = 400, 0
    for _ in range(n):
        of_groups = rng.exponential(size=(20, 10)).mean(axis=1)
        without = (of_groups.sum() - of_groups) / 19
        column = np.array([of_groups.mean(), *without])
        hits += estimated(column, 0.9).covers(1.0)

    assert 0.85 < hits / n < 0.94


def test_no_figure_is_made_up_for_a_class_that_nobody_was_of():
    scenario = make_busy_scenario(p_show=0.0)

    found = as_json(compared(scenario))

    online = found["policies"][0]["by_class"]["online"]
    assert online["wait_mean_min"] == {"value": None, "low": None, "high": None}
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("discipline", ["fifo", "banded-edd"])
def test_a_clinic_that_nobody_comes_to_is_idle_all_day(rule, discipline):
    scenario = make_scenario(n_requests=0)

    found = compared(scenario, (f"{rule}+{discipline}",))

    figures = found.results[0].overall
    assert figures["utilisation"].value == 0
    assert figures["idle_min"].value == 120
    assert np.isnan(figures["wait_mean_min"].value)


def test_the_page_has_every_policy_in_words_tables_and_figures():
    seen = Tags()

    seen.feed(as_html(compared()))

    assert seen.open_tags == []
    assert seen.counts["svg"] == 3
    assert all(any(name in text for text in seen.texts) for name in NAMES)


def test_only_what_the_days_can_show_is_called_a_difference():
    found = compared(n=80, names=("traditional+fifo", "threshold+fifo"))

    opening, told = explain_comparison(found)

    assert "the same 80 days" in opening
    assert "utilisation +" in told


def test_a_policy_like_the_first_is_said_to_make_no_difference():
    found = compared(names=("traditional+fifo",))
    twin = replace(found.results[0], name="twin")

    told = explain_comparison(replace(found, results=(found.results[0], twin)))

    assert told[1] == "twin: no difference that these days can show."


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_played(name):
    found = compared(scenario_of(name, 2), ("traditional",), 2)

    assert 0 < found.results[0].overall["utilisation"].value <= 1


class Tags(HTMLParser):
    """Which tags are open, how many there were, and the words between them."""

    def __init__(self):
        super().__init__()
        self.open_tags, self.counts, self.texts = [], {}, []

    def handle_starttag(self, tag, attrs):
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag != "meta":
            self.open_tags.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.counts[tag] = self.counts.get(tag, 0) + 1

    def handle_endtag(self, tag):
        assert self.open_tags.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)
