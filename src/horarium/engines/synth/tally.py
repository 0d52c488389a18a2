"""Counts that add up: what a data set achieved, known without holding it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by family and name; ``counts["status"]["attended"]`` is a number of rows.

    Two tallies of different rows add up to the tally of all of them.
    """

    counts: Mapping[str, Counts] = field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        families = sorted({*self.counts, *other.counts})
        return Tally(
            {name: _added(self.family(name), other.family(name)) for name in families}
        )

    def family(self, name: str) -> Counts:
        """The counts of one family; none when nothing was counted."""
        return self.counts.get(name, {})

    def n(self, family: str) -> int:
        """How many were counted in a family."""
        return sum(self.family(family).values())

    def share(self, family: str, name: str) -> float:
        """The part of a family that has that name; nan of an empty family."""
        total = self.n(family)
        return self.family(family).get(name, 0) / total if total else float("nan")

    def median(self, family: str) -> float:
        """The lower median of a family whose names are whole numbers; nan when empty."""
        half, seen = self.n(family) / 2, 0
        for name, count in sorted(
            self.family(family).items(), key=lambda item: int(item[0])
        ):
            seen += count
            if seen >= half:
                return float(name)
        return float("nan")

    def mean(self, family: str) -> float:
        """The mean of a family whose names are whole numbers; nan when empty."""
        total = self.n(family)
        weighted = sum(int(name) * n for name, n in self.family(family).items())
        return weighted / total if total else float("nan")


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    found = Tally()
    for tally in tallies:
        found = found + tally
    return found


def _added(one: Counts, other: Counts) -> Counts:
    return {
        name: one.get(name, 0) + other.get(name, 0) for name in sorted({*one, *other})
    }
