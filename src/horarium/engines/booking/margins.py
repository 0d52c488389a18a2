"""What one more booking costs at each slot: the penalty of overbooking, exactly."""

import numpy as np

from horarium.engines.booking.kernel import Kernel, Runs
from horarium.engines.booking.problem import Floats, ServiceLaw


def margins(
    kernel: Kernel, runs: Runs, p_show: float, law: ServiceLaw, idle_cost: float
) -> Floats:
    """The change of the whole cost by one more patient at each slot, ``(n_slots,)``.

    The patient is seen last of the slot. Counts the patient's own wait, everybody's
    behind, overtime, and the idle minutes that the patient fills at ``idle_cost`` each.
    """
    spectra = np.array([load.spectrum for load in runs.loads])
    after = kernel.joined(runs.work, spectra)
    grown = kernel.foreseen(runs.to_go, kernel.spectra[law])
    behind = np.einsum("sk,sk->s", after, grown - runs.to_go)
    in_front = np.array([load.work for load in runs.loads])
    own = kernel.per_wait * (kernel.waiting(runs.work) + in_front)
    filled = idle_cost * law.mean_min
    return np.asarray(p_show * (own + behind - filled), dtype=np.float64)
