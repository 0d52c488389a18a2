"""The solvers, which take long to load: before the first who needs them has to wait."""

from horarium.engines.booking.allocate import load as load_assignment
from horarium.engines.rostering.cpsat import load as load_cpsat


def load() -> None:
    """Load what rosters, swaps and allocations are solved with; about a second."""
    load_cpsat()
    load_assignment()
