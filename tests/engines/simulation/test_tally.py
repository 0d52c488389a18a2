"""Sums of days, against the figures of the live line."""

from datetime import timedelta

import numpy as np
import pytest
from tests.engines.simulation.builders import (
    make_busy_scenario,
    make_diaries,
    make_fifo,
    make_practice,
)

from horarium.domain.interval import Interval
from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.queueing import Line, LineSession, LineToken
from horarium.engines.queueing.statistics import figures
from horarium.engines.simulation import SimulationParams
from horarium.engines.simulation.measures import estimated, results
from horarium.engines.simulation.play import NINE, at, play
from horarium.engines.simulation.tally import tally, together


def played_line(scenario, told, played):
    """The first day as the live line would have stored it."""
    tokens = [
        LineToken(
            id=who,
            number=who + 1,
            priority_class=scenario.classes[told.class_code[0, who]],
            source=TokenSource.WALK_IN,
            status=TokenStatus.COMPLETED,
            slot_start=at(told.promised_min[0, who])
            if told.is_booked[0, who]
            else None,
            arrived_at=at(told.arrives_min[0, who]),
            called_at=at(called),
            started_at=at(called),
            ended_at=at(called + told.service_min[0, who]),
        )
        for who, called in enumerate(played.called_min[0])
        if not np.isnan(called)
    ]
    end = NINE + timedelta(minutes=scenario.session_min)
    return Line.of(LineSession(name="room", interval=Interval(NINE, end)), tokens)


def test_the_sums_are_those_of_the_live_line_s_figures():
    scenario = make_busy_scenario(n_practitioners=1)
    told = make_diaries(scenario, 1)
    played = play(scenario, told, make_fifo())

    found = tally(scenario, told, played)

    line = played_line(scenario, told, played)
    live = figures([(line, make_fifo())], at(1_000))
    waits = {row.priority_class: row.mean_min for row in live.waits}
    assert found.n_seen.tolist() == [live.n_seen]
    assert found.overtime_min[0] == pytest.approx(live.overtime_min, abs=1e-4)
    assert found.busy_min[0] == pytest.approx(live.busy_min, abs=1e-4)
    for code, name in enumerate(scenario.classes):
        own = found.wait_min[found.wait_class == code]
        assert own.mean() == pytest.approx(waits[name], abs=1e-4)


def test_everybody_booked_is_seen_missed_or_turned_away():
    scenario = make_busy_scenario(streams=())
    told = make_diaries(scenario, 6)

    found = tally(scenario, told, play(scenario, told, make_fifo()))

    accounted = found.n_seen + found.n_missed + found.n_turned_away
    np.testing.assert_array_equal(accounted, found.n_booked)


def test_tallies_put_together_keep_every_wait_on_its_day():
    scenario = make_busy_scenario()
    parts = [
        tally(scenario, told, play(scenario, told, make_fifo()))
        for told in (make_diaries(scenario, 2), make_diaries(scenario, 4, seed=1))
    ]

    whole = together(parts)

    n_waits = np.bincount(whole.wait_day, minlength=6)
    np.testing.assert_array_equal(n_waits, whole.n_seen)
    assert whole.wait_min.sum() == pytest.approx(sum(p.wait_min.sum() for p in parts))


def test_figures_are_what_leaving_out_a_group_by_hand_gives():
    scenario = make_busy_scenario()
    told = make_diaries(scenario, 6)
    days = tally(scenario, told, play(scenario, told, make_fifo()))
    practice = make_practice(line=make_fifo())

    [found] = results(scenario, [practice], [days], SimulationParams(n_groups=3))

    kept = [days.wait_min, *(days.wait_min[days.wait_day % 3 != g] for g in range(3))]
    means = np.array([waits.mean() for waits in kept])
    p90s = np.array([np.quantile(waits, 0.9) for waits in kept])
    wait, late = (found.overall[name] for name in ("wait_mean_min", "wait_p90_min"))
    assert wait.value == pytest.approx(means[0])
    assert wait.half_width == pytest.approx(estimated(means, 0.95).half_width)
    assert late.value == pytest.approx(p90s[0])
    assert late.half_width == pytest.approx(estimated(p90s, 0.95).half_width)
