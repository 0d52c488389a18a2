"""Other simulators, given the same arrivals and lengths, find the same waits."""

import ciw
import numpy as np
import pytest
import simpy
from tests.engines.simulation.builders import (
    make_diaries,
    make_fifo,
    make_scenario,
    make_stream,
)

from horarium.engines.simulation.floor import play_compiled
from horarium.engines.simulation.play import play

N_DAYS = 5


def by_simpy(arrives_min, service_min):
    environment = simpy.Environment()
    doctor = simpy.Resource(environment, capacity=1)
    waits = []

    def visit(comes, takes):
        yield environment.timeout(comes)
        with doctor.request() as turn:
            yield turn
            waits.append(environment.now - comes)
            yield environment.timeout(takes)

    for one in zip(arrives_min, service_min, strict=True):
        environment.process(visit(*one))
    environment.run()
    return waits


def by_ciw(arrives_min, service_min):
    gaps = np.diff(arrives_min, prepend=0.0).tolist()
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps, float("inf")])],
        service_distributions=[ciw.dists.Sequential(list(service_min))],
        number_of_servers=[1],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(len(gaps), method="Finish")
    records = sorted(simulation.get_all_records(), key=lambda one: one.arrival_date)
    return [one.waiting_time for one in records]


@pytest.mark.parametrize("peer", [by_simpy, by_ciw])
@pytest.mark.parametrize("way", ["events", "compiled"])
def test_another_simulator_finds_the_same_waits(peer, way):
    scenario = make_scenario(streams=(make_stream(),))
    told = make_diaries(scenario, N_DAYS)

    playing = play_compiled if way == "compiled" else play
    ours = playing(scenario, told, make_fifo())

    for day in range(N_DAYS):
        arrives = told.arrives_min[day]
        order = np.argsort(arrives, kind="stable")[: np.isfinite(arrives).sum()]
        theirs = peer(arrives[order].tolist(), told.service_min[day, order].tolist())
        waits = (ours.called_min[day] - arrives)[order]
        np.testing.assert_allclose(waits, theirs, atol=1e-9)
