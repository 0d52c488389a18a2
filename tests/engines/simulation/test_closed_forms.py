"""Long runs against formulas, inside 99 % intervals."""

from math import factorial

import numpy as np
import pytest
from tests.engines.simulation.builders import (
    make_arrivals,
    make_fifo,
    make_practice,
    make_scenario,
    make_stream,
)

from horarium.engines.booking import Booked, Candidate, ServiceLaw, evaluate
from horarium.engines.queueing import DISCIPLINES, Policy
from horarium.engines.queueing.priority import PriorityClass
from horarium.engines.queueing.service_time import ServiceTime
from horarium.engines.simulation import SimulationParams, simulate
from horarium.engines.simulation.lengths import Exponential, Fixed
from horarium.engines.simulation.problem import VisitKind
from horarium.engines.simulation.rules import BaileyWelch

SURE = SimulationParams(batch_size=4, confidence=0.99)
LENGTH = Exponential(5.0)
LOADS = (0.1, 0.3, 0.4)
RATES = (6.0, 2.0, 1.0)
NAMES = ("fast", "middle", "slow")
CLASSES = tuple(
    PriorityClass(name=name, target_wait_min=60 / rate, fractile=0.9)
    for name, rate in zip(NAMES, RATES, strict=True)
)


def mean_wait(scenario, n_days, line=None, seed=1):
    """The mean wait with its interval; a line of walk-ins alone."""
    practice = make_practice(line=line or make_fifo())
    found = simulate(
        scenario, [practice], n_days, np.random.default_rng(seed), params=SURE
    )
    return found.results[0].overall["wait_mean_min"]


def erlang_c_wait(load, n_servers, service_min):
    """M/M/c: the mean wait; ``load`` is a server's."""
    offered = load * n_servers
    last = offered**n_servers / factorial(n_servers) / (1 - load)
    p_wait = last / (sum(offered**k / factorial(k) for k in range(n_servers)) + last)
    return p_wait * service_min / (n_servers * (1 - load))


def accumulating_priority_waits(residual_min):
    """Kleinrock (1964), from the slowest class up; ``residual_min`` is W0."""
    waits = [0.0] * len(LOADS)
    base = residual_min / (1 - sum(LOADS))
    for k in reversed(range(len(LOADS))):
        slower = sum(
            LOADS[j] * waits[j] * (1 - RATES[j] / RATES[k])
            for j in range(k + 1, len(LOADS))
        )
        faster = sum(LOADS[j] * (1 - RATES[k] / RATES[j]) for j in range(k))
        waits[k] = (base - slower) / (1 - faster)
    return waits


def accumulated(session_min, n_days, seed=1):
    """The waits of three classes whose priority accumulates, with their intervals."""
    length = ServiceTime(5.0, 0.6)
    streams = tuple(
        make_stream(priority_class=name, per_hour=60 * load / 5.0, length=length)
        for name, load in zip(NAMES, LOADS, strict=True)
    )
    scenario = make_scenario(
        n_requests=0,
        kinds=(VisitKind(priority_class="slow"),),
        streams=streams,
        session_min=session_min,
        warm_up_min=session_min / 5,
    )
    line = Policy(classes=CLASSES, discipline=DISCIPLINES["banded-apq"])
    found = simulate(
        scenario,
        [make_practice(line=line)],
        n_days,
        np.random.default_rng(seed),
        params=SURE,
    )
    waits = found.results[0].by_class
    return [waits[name]["wait_mean_min"] for name in NAMES]


@pytest.mark.parametrize("load", [0.5, 0.7])
def test_one_server_waits_as_the_formula_says(load):
    scenario = make_arrivals(load, LENGTH, session_min=40_000, warm_up_min=2_000)

    assert mean_wait(scenario, 40).covers(load * 5.0 / (1 - load))


def test_one_server_waits_so_event_by_event_too():
    scenario = make_arrivals(0.5, LENGTH, session_min=1_500, warm_up_min=200)
    line = Policy(discipline=DISCIPLINES["weights"])

    found = mean_wait(scenario, 20, line)

    assert found.covers(0.5 * 5.0 / 0.5)
    assert found.half_width < 1.5


def test_general_services_wait_as_pollaczek_and_khinchine_say():
    scenario = make_arrivals(
        0.6, ServiceTime(5.0, 0.6), session_min=40_000, warm_up_min=2_000
    )

    assert mean_wait(scenario, 40).covers(0.6 * 5.0 * (1 + 0.6**2) / 2 / 0.4)


@pytest.mark.parametrize(
    ("n_servers", "session_min", "n_days"),
    [
        (2, 800, 20),
        pytest.param(2, 10_000, 40, marks=pytest.mark.slow),
        pytest.param(5, 4_000, 40, marks=pytest.mark.slow),
    ],
)
def test_a_shared_line_waits_as_erlang_says(n_servers, session_min, n_days):
    scenario = make_arrivals(
        0.6 * n_servers,
        LENGTH,
        n_practitioners=n_servers,
        shared_line=True,
        session_min=session_min,
        warm_up_min=session_min / 5,
    )

    assert mean_wait(scenario, n_days).covers(erlang_c_wait(0.6, n_servers, 5.0))


@pytest.mark.parametrize(
    ("session_min", "n_days"),
    [(2_000, 20), pytest.param(20_000, 30, marks=pytest.mark.slow)],
)
def test_accumulating_priority_waits_as_kleinrock_says(session_min, n_days):
    residual_min = sum(LOADS) / 5.0 * 25.0 * (1 + 0.6**2) / 2

    found = accumulated(session_min, n_days)

    truth = accumulating_priority_waits(residual_min)
    assert all(one.covers(wait) for one, wait in zip(found, truth, strict=True))


def test_days_of_bookings_are_what_the_exact_evaluation_expects():
    scenario = make_scenario(
        kinds=(VisitKind(length=Fixed(15.0)),), p_show=0.8, p_show_spread=None
    )
    candidate = Candidate(p_show=0.8, law=ServiceLaw.fixed(15.0))
    booked = [Booked(candidate, max(0, k - 1)) for k in range(8)]

    found = simulate(
        scenario,
        [make_practice(rule=BaileyWelch(), line=make_fifo())],
        2_000,
        np.random.default_rng(2),
        params=SimulationParams(confidence=0.99),
    )

    expected = evaluate(scenario.shape(1.0), booked)
    figures = found.results[0].overall
    assert figures["utilisation"].covers(expected.utilisation)
    assert figures["wait_mean_min"].covers(expected.mean_wait_min)
    assert figures["overtime_min"].covers(expected.overtime_min)
    assert figures["idle_min"].covers(expected.idle_min)
    assert figures["seen"].covers(expected.seen)
