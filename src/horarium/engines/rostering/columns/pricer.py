"""The cheapest line of one person at given prices."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.columns.cheapest import (
    Ends,
    Events,
    Fine,
    arc_prices,
    cheapest_lines,
)
from horarium.engines.rostering.columns.kernel import (
    N_SUMS,
    UNREACHED,
    Layout,
    near,
    reach,
    sweep,
)
from horarium.engines.rostering.columns.people import Person, Sum
from horarium.engines.rostering.columns.refine import Refined, Shared, refined
from horarium.engines.rostering.columns.statement import FORBIDDEN
from horarium.engines.rostering.columns.structure import Bools
from horarium.engines.rostering.model import Ids, Ints
from horarium.engines.rostering.roster import OFF

MOST_VALUES = 3_000_000
"""Sums of all states together at most: 24 MB, some 10 ms a line."""

FEW_VALUES = 200_000
"""The same with sums that need not be kept."""

ONCE_VALUES = 12_000_000
"""The same where lines are priced a few times only: 96 MB."""

NEAR_VALUES = 300_000
"""Up to so many sums lines near one are all lines: to look at them takes a few ms, and finds
better ones. Public instance 15, of six weeks, had 3996 with all and 4117 with those near."""

N_NEARBY = 2
"""How many sums are kept where only those near a line are: each makes a few times as many."""

NEAR_DAYS, NEAR_EITHERS = 2, 1
"""By how much the sums of lines nearby differ from those of a line on any day: by what so many
of the dearest cells add, or so many eithers."""

Shifts = NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line of ``person``: the shift type of each day, or ``OFF``.

    ``atoms`` are the variables that are true in it, ``cost`` what they and the rows
    about this person alone cost.
    """

    person: int
    shifts: Shifts
    atoms: Ids
    cost: int

    @property
    def key(self) -> tuple[int, bytes]:
        """What makes two lines the same."""
        return self.person, self.shifts.tobytes()


@dataclass(frozen=True, slots=True)
class Priced:
    """Lines found, the cheapest first, what that costs, and the work in sums looked at.

    ``least`` is ``UNREACHED`` when the person has no line at all.
    """

    least: int
    lines: tuple[Line, ...]
    work: int


class Pricer:
    """Prices the lines of one person exactly, but for sums that were not ``kept``.

    ``kept`` are chosen so that the values fit into memory: what is hard below first, then
    the dearest, then the shortest.
    """

    def __init__(
        self,
        row: int,
        person: Person,
        cost: Ints,
        *,
        keeps_sums: bool = True,
        shared: Shared | None = None,
        most_values: int = MOST_VALUES,
    ) -> None:
        """``cost`` of each variable; without ``keeps_sums`` no sum is kept at all.

        Where most of it is ``shared`` with other people, one holds little memory. All
        states together have ``most_values`` sums at most.
        """
        self.row, self.person, self.cost = row, person, cost
        self._shared = shared
        self.is_empty = person.automaton.n_states < person.may.shape[0] + 1
        self.kept: tuple[Sum, ...] = ()
        self.idle: tuple[Sum, ...] = ()
        self._is_refined = False
        self._fine: Refined
        if keeps_sums:
            self._refine()
            if not self.is_empty:
                self._choose(most_values)

    @classmethod
    def to_begin_with(
        cls, row: int, person: Person, cost: Ints, shared: Shared | None = None
    ) -> "Pricer":
        """One that keeps only what is hard below, for which no price would do.

        It is quickly made and slow to price.
        """
        pricer = cls(row, person, cost, keeps_sums=False, shared=shared)
        for one in person.sums:
            before = pricer.kept
            if one.allowed.start > 0 and len(before) < N_SUMS:
                pricer.kept = (*before, _cut(one))
                pricer._refine()
                if pricer._n_values > ONCE_VALUES:
                    pricer.kept, pricer._is_refined = before, False
        return pricer

    @classmethod
    def nearby(cls, row: int, person: Person, cost: Ints, shared: Shared) -> "Pricer":
        """One that keeps what matters most and is to price lines near others only."""
        pricer = cls(row, person, cost, keeps_sums=False, shared=shared)
        kept = sorted(person.sums, key=_rank)[:N_NEARBY]
        pricer.kept = tuple(_cut(one) for one in kept)
        return pricer

    @property
    def shape(self) -> tuple[int, int]:
        """How many days a line has, and how many shift types there are."""
        return self.person.cells.shape[0], self.person.cells.shape[1]

    @property
    def is_exact(self) -> bool:
        """Whether no sum had to be left out."""
        return len(self.kept) + len(self.idle) == len(self.person.sums)

    @property
    def rows(self) -> list[int]:
        """The rows that every line found keeps, or pays for."""
        kept = [row for one in (*self.kept, *self.idle) for row in one.rows]
        return [*self.person.rows, *kept]

    @cached_property
    def open_sums(self) -> dict[int, range]:
        """Sums that a line found may miss, by place, and what each may be."""
        known = {one.rows for one in (*self.kept, *self.idle)}
        return {
            place: one.allowed
            for place, one in enumerate(self.person.sums)
            if one.rows not in known
        }

    def keeps(self, one: Sum) -> bool:
        """Whether a sum of this person, cut short or not, is among those kept."""
        return any(kept.rows == one.rows for kept in self.kept)

    def price(
        self,
        prices: Ints,
        scale: int,
        *,
        n_lines: int = 1,
        only: Bools | None = None,
        layout: Layout | None = None,
    ) -> Priced:
        """The cheapest lines when each variable has its entry of ``prices``.

        Prices are in units of ``1 / scale``; the result is too. Where given, ``only``
        choices of these are open, shape ``(n_days, n_choices + 1)``, or only the sums of
        a ``layout``, as ``near`` has them.
        """
        if self.is_empty:
            return Priced(UNREACHED, (), 0)
        if not self._is_refined:
            self._refine()
        layout = self._layout if layout is None else layout
        may = self.person.may if only is None else self.person.may & only
        of_code = self._of_code(prices[self.person.cells], may)
        of_either = prices[self.person.eithers]
        least, work, chosen, true, costs = cheapest_lines(
            self._kernel,
            (of_code, of_either, scale),
            self._ends,
            layout,
            ((self.person.cells, self.person.eithers, self.cost), max(1, n_lines)),
        )
        is_off = chosen == self.shape[1]
        shifts = np.where(is_off, OFF, chosen).astype(np.int16)
        found = zip(shifts, true, costs.tolist(), strict=True)
        lines = tuple(Line(self.row, *each) for each in found)
        return Priced(least, lines, work)

    def near(self, line: Line, all_values: int | None = None) -> Layout:
        """The sums of use that are near those that ``line`` has by then, any day.

        All where they are at most ``all_values`` (``NEAR_VALUES``) anyway; none where these
        arcs know no such line.
        """
        if not self._is_refined:
            self._refine()
        if self._n_values <= (NEAR_VALUES if all_values is None else all_values):
            return self._layout
        n_choices, fine = self.shape[1], self._fine
        choices = np.where(line.shifts == OFF, n_choices, line.shifts)
        codes = choices + np.arange(len(choices)) * (n_choices + 1)
        widths = np.zeros(N_SUMS, dtype=np.int32)
        for k, one in enumerate(self.kept):
            of_days, of_eithers = (x.max(initial=0) for x in (one.cells, one.eithers))
            widths[k] = NEAR_DAYS * of_days + NEAR_EITHERS * of_eithers
        found: Layout = near(self._kernel[0], fine.choices, codes, self._layout, widths)
        return found

    def can_be(self, only: Bools) -> bool:
        """Whether there is a line of these choices, shape ``(n_days, n_choices + 1)``."""
        return bool(self.price(self.cost, 1, only=only).lines)

    def line_of(self, shifts: Shifts) -> Line | None:
        """The line with these shifts, or None when it may not be."""
        only: Bools = np.zeros_like(self.person.may)
        days = np.arange(len(only))
        only[days, np.where(shifts == OFF, only.shape[1] - 1, shifts)] = True
        found = self.price(self.cost, 1, only=only)
        return found.lines[0] if found.lines else None

    def _of_code(self, of_choice: Ints, may: Bools) -> Ints:
        """What each choice of each day costs, and a day off at the end of its day."""
        of_cell = np.zeros(may.shape, dtype=np.int64)
        of_cell[:, :-1] = of_choice
        of_cell[~may] = UNREACHED
        return of_cell.ravel()

    def _of_arc(self, of_code: Ints, of_either: Ints) -> Ints:
        """What each arc costs by its choices and eithers alone."""
        found: Ints = arc_prices(
            self._fine.choices, self._events, of_code, of_either, 0
        )
        return found

    def _swept(self, of_arc: Ints, layout: Layout) -> Ints:
        """What each sum of each state costs at least."""
        values = np.empty(layout[1][-1], dtype=np.int64)
        sweep(self._fine.arcs, of_arc, layout, values, UNREACHED)
        return values

    def _refine(self) -> None:
        """Split moves whose choices add differently to the sums that are kept."""
        self._is_refined = True
        one = refined if self._shared is None else self._shared.refined
        self._fine = one(self.person, self.kept)
        marked = self._fine.arcs, self._fine.days
        self._kernel: Fine = marked, self._fine.choices, self._events
        self._ends = self._priced_ends()
        self._layout = self._laid_out()

    @property
    def _n_values(self) -> int:
        return int(self._layout[1][-1])

    @property
    def _events(self) -> Events:
        fine, automaton = self._fine, self.person.automaton
        return fine.event, fine.penalty, automaton.event_starts, automaton.true

    def _priced_ends(self) -> Ends:
        """What each value of each sum kept costs, and of no sum nothing."""
        ends = [
            np.where(one.prices >= FORBIDDEN, UNREACHED, one.prices)
            for one in self.kept
        ]
        ends += [np.zeros(1, dtype=np.int64)] * (N_SUMS - len(ends))
        return ends[0], ends[1], ends[2]

    def _laid_out(self) -> Layout:
        """Which sums are of use in each state, whatever the prices."""
        limits = np.zeros((N_SUMS, 2), dtype=np.int32)
        for k, one in enumerate(self.kept):
            limits[k] = one.allowed.start, one.allowed.stop - 1
        arcs, person = self._fine.arcs, self.person
        shapes = person.cells.shape, person.eithers.shape
        of_choice, of_either = (np.zeros(one, dtype=np.int64) for one in shapes)
        of_code = self._of_code(of_choice, person.may)
        barred = self._of_arc(of_code, of_either) >= UNREACHED
        return reach(arcs, barred, limits, self.person.automaton.n_states)

    def _choose(self, most_values: int) -> None:
        """Decide which sums to keep exactly."""
        found = [self._within_reach(one) for one in self.person.sums]
        self.idle = tuple(one for one in found if len(one.prices) == 1)
        open_ = [one for one in found if len(one.prices) > 1]
        for one in sorted(open_, key=_rank):
            before = self.kept
            if len(before) < N_SUMS:
                longest_first = sorted((*before, one), key=lambda s: -len(s.prices))
                self.kept = tuple(longest_first)
                self._refine()
                few = min(FEW_VALUES, most_values)
                if self._n_values > (most_values if one.is_due else few):
                    self.kept = before
        self._refine()

    def _within_reach(self, one: Sum) -> Sum:
        """The sum without values that no line comes to; one price if none matters."""
        least, most = self._least(one, 1), -self._least(one, -1)
        if not one.prices[least : most + 1].any():
            return replace(one, prices=np.zeros(1, dtype=np.int64))
        reached = replace(one, prices=one.prices[: most + 1])
        top = reached.allowed[-1] if reached.allowed else most
        return replace(one, prices=one.prices[: max(1, top) + 1])

    def _least(self, one: Sum, sign: int) -> int:
        """The least of a sum, or of what it is below 0, over a line."""
        of_choice = sign * one.cells[:, :-1].astype(np.int64)
        of_either = sign * one.eithers.astype(np.int64)
        of_arc = self._of_arc(self._of_code(of_choice, self.person.may), of_either)
        values = self._swept(of_arc, self._layout)
        return int(values[-1]) if len(values) else 0


def _cut(one: Sum) -> Sum:
    """The sum without what is too much at its end."""
    stop = one.allowed.stop
    return replace(one, prices=one.prices[:stop]) if stop else one


def _rank(one: Sum) -> tuple[bool, bool, int, int]:
    """What is due comes first, what is hard below, the dearest, then the shortest."""
    allowed = one.prices[one.prices < FORBIDDEN]
    range_of_prices = int(np.ptp(allowed)) if len(allowed) else 0
    is_low = one.prices[0] < FORBIDDEN
    return not one.is_due, is_low, -range_of_prices, len(one.prices)
