"""The disciplines, by the name that rows and settings use."""

from collections.abc import Mapping
from types import MappingProxyType

from horarium.engines.queueing.discipline import Discipline
from horarium.engines.queueing.disciplines.banded_apq import BandedApq
from horarium.engines.queueing.disciplines.banded_edd import BandedEdd
from horarium.engines.queueing.disciplines.fifo import Fifo
from horarium.engines.queueing.disciplines.weights import Weights

DISCIPLINES: Mapping[str, Discipline] = MappingProxyType(
    {
        discipline.name: discipline
        for discipline in (BandedEdd(), BandedApq(), Fifo(), Weights())
    }
)

__all__ = ["DISCIPLINES", "BandedApq", "BandedEdd", "Discipline", "Fifo", "Weights"]
