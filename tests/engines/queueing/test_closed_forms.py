"""Long runs against formulas, and against another simulator."""

import ciw
import numpy as np
import pytest
from benchmarks.clinic_day import Patient, play

from horarium.engines.queueing import DISCIPLINES, Policy
from horarium.engines.queueing.priority import PriorityClass
from horarium.engines.queueing.service_time import ServiceTime

pytestmark = pytest.mark.slow

N_CUSTOMERS = 400_000
LOADS = (0.1, 0.3, 0.4)
RATES = (6.0, 2.0, 1.0)
NAMES = ("fast", "middle", "slow")
SERVICE = ServiceTime(mean_min=1.0, cv=0.6)
CLASSES = tuple(
    PriorityClass(name=name, target_wait_min=60 / rate, fractile=0.9, weight=rate)
    for name, rate in zip(NAMES, RATES, strict=True)
)


def customers(n, seed):
    """Poisson arrivals of three classes at total load 0.8, lognormal services."""
    rng = np.random.default_rng(seed)
    times = rng.exponential(1 / sum(LOADS), n).cumsum().tolist()
    shares = np.array(LOADS) / sum(LOADS)
    names = rng.choice(NAMES, n, p=shares).tolist()
    lengths = SERVICE.draw(rng, n).tolist()
    return [
        Patient(number, *facts)
        for number, facts in enumerate(zip(names, times, lengths, strict=True))
    ]


def mean_waits(discipline, n=N_CUSTOMERS, seed=11):
    policy = Policy(classes=CLASSES, discipline=DISCIPLINES[discipline])
    waits = {name: [] for name in NAMES}
    for visit in play(customers(n, seed), policy):
        waits[visit.patient.priority_class].append(visit.wait_min)
    return [float(np.mean(waits[name])) for name in NAMES]


def residual_work():
    """W0 = lambda E[S^2] / 2."""
    return sum(LOADS) * (1 + SERVICE.cv**2) / 2


def accumulating_priority_waits():
    """Kleinrock (1964): from the slowest class up."""
    waits = [0.0] * len(LOADS)
    base = residual_work() / (1 - sum(LOADS))
    for k in reversed(range(len(LOADS))):
        slower = sum(
            LOADS[j] * waits[j] * (1 - RATES[j] / RATES[k])
            for j in range(k + 1, len(LOADS))
        )
        faster = sum(LOADS[j] * (1 - RATES[k] / RATES[j]) for j in range(k))
        waits[k] = (base - slower) / (1 - faster)
    return waits


def strict_priority_waits():
    """Cobham (1954), without preemption."""
    ends = np.concatenate([[0.0], np.cumsum(LOADS)])
    return [
        residual_work() / ((1 - ends[k]) * (1 - ends[k + 1])) for k in range(len(LOADS))
    ]


@pytest.fixture(scope="module")
def accumulated():
    return mean_waits("banded-apq")


def test_accumulating_priority_waits_as_the_formula_says(accumulated):
    assert accumulated == pytest.approx(accumulating_priority_waits(), rel=0.03)


def test_the_conservation_law_holds(accumulated):
    conserved = sum(load * wait for load, wait in zip(LOADS, accumulated, strict=True))

    rho = sum(LOADS)
    assert conserved == pytest.approx(rho * residual_work() / (1 - rho), rel=0.03)


def test_strict_weights_wait_as_the_formula_says():
    assert mean_waits("weights") == pytest.approx(strict_priority_waits(), rel=0.03)


def test_another_simulator_finds_the_same_waits_under_strict_weights():
    sigma = np.sqrt(np.log(1 + SERVICE.cv**2))
    network = ciw.create_network(
        arrival_distributions={
            name: [ciw.dists.Exponential(load)]
            for name, load in zip(NAMES, LOADS, strict=True)
        },
        service_distributions={
            name: [ciw.dists.Lognormal(-(sigma**2) / 2, sigma)] for name in NAMES
        },
        number_of_servers=[1],
        priority_classes={name: rank for rank, name in enumerate(NAMES)},
    )
    ciw.seed(4)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(150_000)
    records = simulation.get_all_records()

    theirs = [
        np.mean([r.waiting_time for r in records if r.customer_class == name])
        for name in NAMES
    ]

    assert mean_waits("weights", n=120_000) == pytest.approx(theirs, rel=0.05)
