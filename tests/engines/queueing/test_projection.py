"""The projection agrees with playing the same futures event by event."""

from datetime import timedelta

import numpy as np
import pytest
from tests.engines.queueing.builders import at, make_line, make_token, make_waiting

from horarium.engines.queueing import DISCIPLINES, Outlook, Policy, advance, next_token
from horarium.engines.queueing import events as ev
from horarium.engines.queueing.projection import Projection
from horarium.engines.queueing.service_time import ServiceTime, ServiceTimes

SERVICE = ServiceTime(mean_min=8, cv=0.5)
RATES = {"emergency": 0.01, "priority": 0.03, "online": 0.03, "walk-in": 0.05}
NOW_MIN = 40.0
OUTLOOK = Outlook(
    service=ServiceTimes(SERVICE), arrivals_per_min=RATES, p_show=0.7, n_draws=4000
)


def a_mixed_line(policy):
    """One in consultation since 35, five waiting, an early bird and one booked."""
    waiting = [
        make_waiting(1, 0),
        make_waiting(2, 5, priority_class="online"),
        make_waiting(3, 20),
        make_waiting(4, 26),
        make_waiting(5, 30, priority_class="priority"),
        make_waiting(6, 30, priority_class="priority", slot_start=at(50)),
        make_token(7, priority_class="online", slot_start=at(60)),
    ]
    inside = make_waiting(8, -100)
    line = make_line(*waiting, inside)
    for event in (ev.Call(at(35), 8, reason="first"), ev.Start(at(35), 8)):
        line = advance(line, event, policy)
    return line


def played_turn_min(line, asked, policy, rng):
    """Minutes after nine at which ``asked`` is called in one future."""
    free = NOW_MIN + float(SERVICE.draw_rest(rng, 1, NOW_MIN - 35.0)[0])
    coming = [ev.Arrive(at(60), 7)] if rng.random() < OUTLOOK.p_show else []
    for name, rate in RATES.items():
        for minute in rng.uniform(NOW_MIN, 300, rng.poisson(rate * (300 - NOW_MIN))):
            number = 100 + len(coming)
            token = make_waiting(number, minute, priority_class=name)
            coming.append(ev.Join(at(minute), token))
    coming.sort(key=lambda event: event.at)
    line = advance(line, ev.Complete(at(NOW_MIN), 8), policy)
    while True:
        while coming and coming[0].at <= at(free):
            line = advance(line, coming.pop(0), policy)
        called = next_token(line, at(free), policy)
        if called.id == asked:
            return free
        line = advance(line, ev.Call(at(free), called.id), policy)
        line = advance(line, ev.Start(at(free), called.id), policy)
        line = advance(line, ev.Complete(at(free), called.id), policy)
        free += float(SERVICE.draw(rng, 1)[0])


def a_line_of_early_birds(policy):
    """One in consultation since 35, one waiting, two early birds and one booked."""
    waiting = [
        make_waiting(1, 30),
        make_waiting(2, 33, priority_class="online", slot_start=at(65)),
        make_waiting(3, 34, priority_class="online", slot_start=at(75)),
        make_token(7, priority_class="online", slot_start=at(60)),
    ]
    inside = make_waiting(8, -100)
    line = make_line(*waiting, inside)
    for event in (ev.Call(at(35), 8, reason="first"), ev.Start(at(35), 8)):
        line = advance(line, event, policy)
    return line


@pytest.mark.parametrize("discipline", list(DISCIPLINES))
@pytest.mark.parametrize(
    ("make", "asked"),
    [
        (a_mixed_line, 3),
        (a_mixed_line, 4),
        (a_line_of_early_birds, 2),
        (a_line_of_early_birds, 3),
    ],
)
def test_the_projected_turn_is_distributed_as_the_played_one(discipline, make, asked):
    policy = Policy(discipline=DISCIPLINES[discipline])
    line = make(policy)
    rng = np.random.default_rng(5)
    played = np.array([played_turn_min(line, asked, policy, rng) for _ in range(400)])

    projection = Projection(line, line.tokens[asked], at(NOW_MIN), policy, OUTLOOK)
    projected = (projection.turns_s() - at(0).timestamp()) / 60.0

    standard_error = played.std() * np.sqrt(1 / 400 + 1 / 4000)
    assert abs(projected.mean() - played.mean()) < 3.3 * standard_error
    for p in (0.1, 0.9):
        share = (played <= np.quantile(projected, p)).mean()
        assert share == pytest.approx(p, abs=0.06)


@pytest.mark.parametrize(
    ("discipline", "n_ahead"),
    [("fifo", 3), ("weights", 4), ("banded-edd", 4), ("banded-apq", 4)],
)
def test_people_ahead_are_those_who_would_be_called_earlier_now(discipline, n_ahead):
    policy = Policy(discipline=DISCIPLINES[discipline])
    line = a_mixed_line(policy)

    projection = Projection(line, line.tokens[3], at(NOW_MIN), policy, OUTLOOK)

    assert projection.people_ahead() == n_ahead


def test_a_slower_token_ahead_falls_behind_when_priorities_cross():
    policy = Policy(discipline=DISCIPLINES["banded-apq"])
    line = make_line(make_waiting(1, 0), make_waiting(2, 30, priority_class="priority"))
    now = at(0) + timedelta(minutes=51)

    before = Projection(line, line.tokens[2], at(49), policy, OUTLOOK)
    after = Projection(line, line.tokens[2], now, policy, OUTLOOK)

    assert (before.people_ahead(), after.people_ahead()) == (1, 0)


def test_a_slower_token_that_falls_behind_lengthens_no_wait():
    policy = Policy(discipline=DISCIPLINES["banded-apq"])
    tokens = [make_waiting(n, 0.1 * n) for n in range(1, 8)]
    asked = make_waiting(9, 30, priority_class="priority")
    line = make_line(*tokens, asked, began_at=at(0))
    ten_min_each = Outlook(service=ServiceTimes(ServiceTime(10, 0.01)), n_draws=50)

    projection = Projection(line, line.tokens[9], at(31), policy, ten_min_each)
    wait_min = (projection.turns_s() - at(31).timestamp()) / 60.0

    assert wait_min.mean() == pytest.approx(20, abs=1)


def test_an_early_bird_whom_nobody_precedes_is_seen_when_the_doctor_is_free():
    line = make_line(make_waiting(1, 0, slot_start=at(60)), began_at=at(0))

    projection = Projection(line, line.tokens[1], at(10), Policy(), Outlook())

    assert (projection.turns_s() == at(10).timestamp()).all()


def test_an_early_bird_waits_for_the_end_of_a_consultation_that_outlasts_the_time():
    inside = make_waiting(1, 0)
    line = make_line(inside, make_waiting(2, 5, slot_start=at(8)), began_at=at(0))
    line = advance(line, ev.Call(at(5), 1), Policy())
    line = advance(line, ev.Start(at(5), 1), Policy())
    ten_min_each = Outlook(service=ServiceTimes(ServiceTime(10, 0.01)), n_draws=50)

    projection = Projection(line, line.tokens[2], at(6), Policy(), ten_min_each)
    turns_min = (projection.turns_s() - at(0).timestamp()) / 60.0

    assert turns_min.mean() == pytest.approx(15, abs=0.2)


def test_the_longer_somebody_is_overdue_the_less_they_are_waited_for():
    token = make_token(2, priority_class="online", slot_start=at(10))
    line = make_line(make_waiting(1, 20), token, began_at=at(0))
    ten_min_each = Outlook(service=ServiceTimes(ServiceTime(10, 0.01)), n_draws=4000)

    def share_waiting(minute):
        asked = Projection(line, line.tokens[1], at(minute), Policy(), ten_min_each)
        return (asked.turns_s() > at(minute).timestamp()).mean()

    assert share_waiting(20) > share_waiting(40) > 0
    assert share_waiting(20) < ten_min_each.p_show
