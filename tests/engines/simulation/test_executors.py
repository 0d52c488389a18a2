"""Sweeps on processes and on a Dask cluster."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from tests.engines.simulation.builders import make_busy_scenario

from horarium.engines.simulation import SimulationParams, practice, simulate
from horarium.engines.simulation.report import as_json

pytestmark = pytest.mark.slow


def compared(executor=None):
    """Three batches of two policies."""
    return as_json(
        simulate(
            make_busy_scenario(),
            [practice("traditional"), practice("threshold")],
            12,
            np.random.default_rng(0),
            executor=executor,
            params=SimulationParams(batch_size=4),
        )
    )


def test_processes_find_what_this_process_finds():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert compared(pool) == compared()


def test_a_dask_cluster_finds_what_this_process_finds():
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        assert compared(client.get_executor(pure=False)) == compared()
