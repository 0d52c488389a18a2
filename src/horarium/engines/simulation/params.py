"""Knobs of the simulation."""

from dataclasses import dataclass

from horarium.domain.errors import InvalidField


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationParams:
    """How replications are bundled and how sure the intervals are.

    ``batch_size`` replications are drawn together and played in one task; another size
    draws other days. Intervals cover ``confidence``; they come from leaving out one of
    ``n_groups`` equal shares of the replications at a time. With ``by_events`` every
    event of a day moves the line as it would live, by ``advance``: the same figures, a
    hundred times as slow.
    """

    batch_size: int = 1000
    confidence: float = 0.95
    n_groups: int = 20
    by_events: bool = False

    def __post_init__(self) -> None:
        if self.batch_size < 1:
            raise InvalidField("batch_size", str(self.batch_size), "1 or more")
        if not 0 < self.confidence < 1:
            raise InvalidField("confidence", str(self.confidence), "between 0 and 1")
        if self.n_groups < 2:
            raise InvalidField("n_groups", str(self.n_groups), "2 or more")
