"""Duties that go round among several people who all want to give one away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from horarium.engines.rostering.judging import Cells
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.swaps import Duty, Exchange, Handover, Place, Swap
from horarium.engines.rostering.wants import want

MOST_PEOPLE = 4

Chain = tuple[int, ...]
"""Offers in a ring: each one's giver takes the next one's duty."""


def match(
    problem: RosterProblem,
    roster: Roster,
    gives: Sequence[Duty],
    *,
    max_people: int = MOST_PEOPLE,
    now: datetime | None = None,
) -> tuple[Swap, ...]:
    """Rings of two to ``max_people`` people in which as many as can be get rid of a duty.

    Among choices that serve as many, those that move the penalty down most. Nobody is in
    two rings, and all of them together break no hard rule. Raises ``InvalidField`` for a
    duty that cannot be given.
    """
    want(max_people >= 2, "max_people", max_people, "2 or more")
    exchange = Exchange(problem, roster, now)
    ring = _Rings.of(exchange, [exchange.place_of(give) for give in gives])
    chains = list(ring.chains(max_people))
    banned: list[list[int]] = []
    while True:
        chosen = _packed(chains, ring, banned)
        swaps = [ring.swap(chains[index]) for index in chosen]
        bad = [i for i, swap in zip(chosen, swaps, strict=True) if swap is None]
        if bad:
            banned += [[index] for index in bad]
        elif chosen and not ring.is_legal([chains[index] for index in chosen]):
            banned.append(chosen)
        else:
            return tuple(swap for swap in swaps if swap is not None)


@dataclass(frozen=True, slots=True, eq=False)
class _Rings:
    """Who may take whose offer.

    ``gains`` has each offer with another that its giver may take: the penalty saved.
    """

    exchange: Exchange
    places: Sequence[Place]
    gains: Mapping[tuple[int, int], int]

    @classmethod
    def of(cls, exchange: Exchange, places: Sequence[Place]) -> "_Rings":
        """All that these offers allow."""
        ring = cls(exchange, places, {})
        pairs = ((i, j) for i in ring._all() for j in ring._all() if ring._can(i, j))
        line = exchange.judge.line
        gains = {
            (i, j): -line(places[i][0], ring._line(i, j)).penalty for i, j in pairs
        }
        return cls(exchange, places, gains)

    def chains(self, most: int) -> Iterator[Chain]:
        """Every ring of up to ``most`` different people, its smallest offer first."""
        takes: dict[int, list[int]] = {i: [] for i in self._all()}
        for i, j in self.gains:
            takes[i].append(j)
        for first in self._all():
            yield from self._longer((first,), takes, most)

    def _longer(
        self, chain: Chain, takes: Mapping[int, list[int]], most: int
    ) -> Iterator[Chain]:
        people = {self.places[i][0] for i in chain}
        for following in takes[chain[-1]]:
            if following == chain[0] and len(chain) > 1:
                yield chain
            is_new = following > chain[0] and self.places[following][0] not in people
            if is_new and len(chain) < most:
                yield from self._longer((*chain, following), takes, most)

    def worth(self, chain: Chain) -> int:
        """The penalty that the lines of a ring's people save."""
        return sum(self.gains[pair] for pair in _links(chain))

    def swap(self, chain: Chain) -> Swap | None:
        """The ring as a swap, or None when its duties cannot go round together."""
        return self.exchange.judged(self._cells([chain]), self._handovers(chain))

    def is_legal(self, chains: Sequence[Chain]) -> bool:
        """Whether these rings together break no hard rule."""
        return self.exchange.judge.effect(self._cells(chains)).is_legal

    def _handovers(self, chain: Chain) -> list[Handover]:
        return [
            self.exchange.handover(self.places[j], self.places[i][0])
            for i, j in _links(chain)
        ]

    def _cells(self, chains: Sequence[Chain]) -> Cells:
        cells: dict[Place, int] = {}
        for chain in chains:
            for i, j in _links(chain):
                cells |= self._line(i, j)
        return cells

    def _line(self, i: int, j: int) -> dict[Place, int]:
        """The cells of the giver of ``i``, who takes the duty of ``j`` for it."""
        person, day = self.places[j]
        shift = int(self.exchange.roster.cells[person, day])
        return {self.places[i]: OFF} | {(self.places[i][0], day): shift}

    def _can(self, i: int, j: int) -> bool:
        (taker, given), (giver, day) = self.places[i], self.places[j]
        if taker == giver:
            return False
        is_free = given == day or self.exchange.roster.cells[taker, day] == OFF
        return bool(is_free) and self.exchange.may_take(taker, day, self._line(i, j))

    def _all(self) -> range:
        return range(len(self.places))

    def people(self, chain: Chain) -> list[int]:
        """The rows of everybody in a ring."""
        return [self.places[i][0] for i in chain]


def _links(chain: Chain) -> Iterator[tuple[int, int]]:
    return zip(chain, (*chain[1:], chain[0]), strict=True)


def _packed(
    chains: Sequence[Chain], ring: _Rings, banned: Sequence[Sequence[int]]
) -> list[int]:
    """The rings that serve most people at most gain, nobody in two of them."""
    # Loading the solver takes most of a second, which those who never search are spared.
    from ortools.sat.python import cp_model

    from horarium.engines.rostering.cpsat_model import new_solver

    worth = [ring.worth(chain) for chain in chains]
    first = 1 + sum(map(abs, worth))
    model = cp_model.CpModel()
    chosen = [model.new_bool_var(f"ring {index}") for index in range(len(chains))]
    by_person: dict[int, list[int]] = {}
    for index, chain in enumerate(chains):
        for person in ring.people(chain):
            by_person.setdefault(person, []).append(index)
    for rings in by_person.values():
        model.add_at_most_one(chosen[index] for index in rings)
    for together in banned:
        model.add(sum(chosen[index] for index in together) < len(together))
    model.maximize(
        sum(
            (first * len(chain) + value) * is_in
            for chain, value, is_in in zip(chains, worth, chosen, strict=True)
        )
    )
    solver = new_solver()
    solver.parameters.num_workers = 1
    solver.solve(model)
    return [index for index, is_in in enumerate(chosen) if solver.value(is_in)]
