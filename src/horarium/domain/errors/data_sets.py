"""Refusals of whoever makes data sets."""

from dataclasses import dataclass

from horarium.domain.errors.tree import Conflict, Unavailable


@dataclass
class DataSetInTheWay(Conflict):
    """The place for a data set holds something else already."""

    place: str
    holds: str

    def sentence(self) -> str:
        return (
            f"{self.place} holds {self.holds}; name another place, or empty it first."
        )


@dataclass
class OutputUnwritable(Unavailable):
    """A file of a data set cannot be written."""

    path: str
    reason: str

    def sentence(self) -> str:
        return f"{self.path} cannot be written: {self.reason}."


@dataclass
class WorkerLost(Unavailable):
    """A process that made a part of a data set is gone."""

    def sentence(self) -> str:
        return (
            "A process that made a part of the data set has died, perhaps for want of "
            "memory; the same command goes on where this one ended."
        )


@dataclass
class ClusterUnreachable(Unavailable):
    """The Dask scheduler does not answer."""

    address: str

    def sentence(self) -> str:
        return f"No Dask scheduler answers at {self.address}."


@dataclass
class ExtraMissing(Unavailable):
    """A library that only some commands need is not installed."""

    extra: str

    def sentence(self) -> str:
        return f"This needs more than Horarium itself: pip install 'horarium[{self.extra}]'."
