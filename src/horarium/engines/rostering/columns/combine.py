"""Prove and build rosters out of whole lines, beside a search that changes cells."""

from collections.abc import Callable
from functools import partial
from threading import Event, get_ident

import numpy as np
from numpy.random import Generator

from horarium.engines.rostering.columns.annealing import Annealing
from horarium.engines.rostering.columns.choose import Chooser
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.first import first_roster
from horarium.engines.rostering.columns.in_turn import Turns
from horarium.engines.rostering.columns.known import Aside, Known, Tell
from horarium.engines.rostering.columns.linking import Floats
from horarium.engines.rostering.columns.polish import polish
from horarium.engines.rostering.columns.proof import Proof
from horarium.engines.rostering.columns.rebuild import Part, Rebuilder
from horarium.engines.rostering.columns.settle import Settler
from horarium.engines.rostering.encode import Encoded
from horarium.engines.rostering.reduction import Reduced
from horarium.engines.rostering.roster import Roster

ROOT_ROWS = 1000
"""With more rows that tie people together a mix of whole lines takes too long."""

FIRST_PARTS, LARGE_FIRST_PARTS, ASIDE = 0.25, 0.8, 0.5
"""Shares of the time left that each stage may take at most."""

LIGHT_VALUES = 200_000
"""Sums that one person's lines keep where hundreds of rounds are to be priced. With fifteen
times as many, of a department, a round takes four times as long, and a mix of all lines
proves three more; after 12 s the first had 158 and the second 148."""

PATIENCE = 4.0
"""A part that takes so many times as long as it should is given up."""

LEAST_S = 0.01
"""Seconds that any part counts for, so that a search with a limit ends."""

LARGE = 2000
"""People × days above which a mix of whole lines takes longer than parts pay."""

MOST_ARCS, ARCS_A_SECOND = 1_200_000, 4000
"""Arcs of all automata together, at least and for each second there is: they take a
tenth of it to make, and at least as many as departments of 45 for four weeks have. Those
drawn with seeds 1 and 2 have 640 000 and 704 000."""

FEW_VAIN, MANY_VAIN = 6, 16
"""Parts built anew in vain before something else is tried."""

DIVES = 3
"""Other dives from the same mix when parts are in vain."""

POLISH = 0.9
"""The share of the time left that choosing lines in turn may take at most."""

SPELL = 1.0
"""So many times as long as lines were chosen in turn parts are built before it is tried
again."""

LEAST_SPELL = 8.0
"""Seconds of parts between two of these at least."""

POLL_S = 0.05

TURN_S = 0.01
"""Deterministic seconds of choosing one line, about: those of a year take ten times as
much where there are 32 shift types, those of four weeks a tenth."""


class Combiner:
    """What is found goes to ``on_bound`` and ``on_roster``, as soon as it is.

    ``known`` tells the best roster so far and what it costs. ``is_covered`` is set once
    whoever builds beside a ``run`` no longer stands in its way. Once ``annealing`` is
    prepared and possible, whoever would build beside anneals, and where it is all so does
    the ``run``.
    """

    def __init__(
        self,
        model: tuple[Encoded, Reduced],
        on_bound: Callable[[int], None],
        on_roster: Tell,
        known: Callable[[], Known | None] = lambda: None,
        n_threads: int = 1,
    ) -> None:
        self._n_threads = n_threads
        self._encoded, self._reduced = model
        self.on_bound, self.on_roster, self.known = on_bound, on_roster, known
        self._columns: Columns | None = None
        self._is_apart = False
        self._is_turned = False
        self.annealing = Annealing(self._encoded, known, on_roster)
        self._settler = Settler(self._encoded, on_roster)
        self.is_covered = Event()
        self._may_build = Event()
        self._may_build.set()
        self._in_work: dict[int, set[int]] = {}

    def first(self, effort: Effort, rng: Generator) -> Roster | None:
        """A first roster, if whole lines make one quickly."""
        columns = self._apart(effort)
        if columns is None:
            return None
        n_at_once = self._n_threads if columns.is_vast else 1
        return first_roster(columns, _turns(effort, rng, n_at_once))

    def polish(self, effort: Effort, rng: Generator) -> float:
        """Choose everybody's line anew in turn, while that saves much.

        The seconds it took, deterministic ones where these are limited. Nobody begins to
        build a part meanwhile. On long horizons it is done again between parts.
        """
        columns, before = self._apart(effort), effort.remaining_s()
        if columns is None:
            return 0.0
        self._is_turned = _is_large(columns)
        within = effort.within(POLISH * effort.left)
        is_alone = self._is_turned and not self.annealing.is_possible
        turns = _turns(within, rng, self._n_threads if is_alone else 1)
        self._may_build.clear()
        n_chosen = polish(columns, turns, self.known, self.on_roster)
        self._may_build.set()
        is_by_work = np.isfinite(effort.work_limit)
        return TURN_S * n_chosen if is_by_work else before - effort.remaining_s()

    def _apart(self, effort: Effort) -> Columns | None:
        """The problem taken apart, once; None when that took too long."""
        if not self._is_apart:
            most = _most_arcs(effort)
            model = self._encoded, self._reduced
            self._columns = Columns.of(*model, effort.halted, most)
            self._is_apart = True
        return self._columns

    def build(self, effort: Effort, rng: Generator) -> Callable[[], bool] | None:
        """What builds parts anew beside a ``run``, until they are in vain, once a call.

        None when the problem is not apart, or not yet. The callable says whether anything
        was tried.
        """
        if self.annealing.is_possible:
            return lambda: self.annealing.run(effort, rng) > 0
        columns = self._columns
        if columns is None:
            return None
        rebuilder = Rebuilder(columns, columns.ransom)
        chooser = self._chooser(columns, effort, rng)
        if _is_large(columns):
            chooser.skip_cover()
        else:
            chooser.cover_from(columns.shape[0] // 2)
        return lambda: self._build(rebuilder, chooser, effort, FEW_VAIN) > 0

    def run(
        self,
        effort: Effort,
        rng: Generator,
        *,
        is_endless: bool = False,
        is_helped: bool = False,
    ) -> float:
        """Prove a bound and build rosters; the deterministic seconds it took.

        It ends when it hardly pays any more, or, ``is_endless``, when halted. Where
        somebody ``build``s beside, it begins with the bound if that is soon there.
        """
        if self.annealing.is_possible:
            self.is_covered.set()
        spent = self._anneal(effort, rng) if self.annealing.is_all else 0.0
        columns = None if spent else self._apart(effort)
        if columns is None:
            self.is_covered.set()
            return spent
        rebuilder = Rebuilder(columns, columns.ransom)
        proof = self._proof(columns)
        build = partial(self._build, rebuilder, self._chooser(columns, effort, rng))
        is_large = _is_large(columns)
        is_mixed = columns.linking.n_rows <= ROOT_ROWS
        if not is_large:
            self.is_covered.set()
        work = self._begin(proof, rebuilder, effort, None if is_helped else rng)
        if is_large or not (is_mixed and (is_helped or self.annealing.is_possible)):
            share = LARGE_FIRST_PARTS if is_large else FIRST_PARTS
            own = effort.after(work)
            work += self._in_spells(build, own.within(share * own.left), rng)
            work += proof.at(rebuilder.prices, effort.after(work))
        self.is_covered.set()
        if is_mixed:
            work += self._mixed(proof, rebuilder, effort.after(work), rng)
        if not proof.is_mixed:
            work += self._climb(proof, effort.after(work), rng)
        while not effort.after(work).is_over():
            work += build(effort.after(work), MANY_VAIN)
            work += self._between_parts(proof, rebuilder, effort.after(work), rng)
            if not is_endless:
                break
        return work

    def _begin(
        self, proof: Proof, rebuilder: Rebuilder, effort: Effort, rng: Generator | None
    ) -> float:
        """Where there is a board, sums of rows before all else, and a short cooling.

        Others do that unless there is an ``rng`` for it. Returns the work it took.
        """
        if not self.annealing.is_possible:
            return 0.0
        work = proof.begin(rebuilder, effort)
        spent = 0.0 if rng is None else self.annealing.run(effort.after(work), rng)
        return work + spent

    def _mixed(
        self, proof: Proof, rebuilder: Rebuilder, effort: Effort, rng: Generator
    ) -> float:
        """Mix whole lines, and go on from what a dive makes of that; the work it took."""
        work = proof.mix(rebuilder, effort)
        if self.annealing.is_possible:
            work += self._aside(proof, rebuilder, effort.after(work), rng)
        return work + (proof.split(effort.after(work)) if proof.is_near else 0.0)

    def _aside(
        self, proof: Proof, rebuilder: Rebuilder, effort: Effort, rng: Generator
    ) -> float:
        """Build parts of what a dive made, though a better roster is known; the work."""
        if proof.dived is None or effort.is_over():
            return 0.0
        own = effort.within(ASIDE * effort.left)
        chooser = self._chooser(proof.columns, own, rng)
        aside = Aside(proof.dived, self.on_roster)
        return self._build(rebuilder, chooser, own, FEW_VAIN, aside)

    def _climb(self, proof: Proof, effort: Effort, rng: Generator) -> float:
        """Prove what prices prove, none at all and such as climb; the work it took."""
        nothing = np.zeros(proof.columns.linking.n_rows)
        work = proof.at(nothing, effort)
        known = self.known()
        aim = None if known is None else float(known[1])
        return work + proof.climb(effort.after(work), rng, aim)

    def _between_parts(
        self, proof: Proof, rebuilder: Rebuilder, effort: Effort, rng: Generator
    ) -> float:
        """What is done again when parts are in vain; the work it took."""
        work = 0.0
        if not proof.is_mixed:
            work += proof.at(rebuilder.prices, effort)
        for _ in range(DIVES):
            work += proof.dive_again(effort.after(work), rng)
            work += self._aside(proof, rebuilder, effort.after(work), rng)
        work += proof.more_cases(effort.after(work))
        if self._is_turned:
            work += self.polish(effort.after(work), rng)
        return work

    def _anneal(self, effort: Effort, rng: Generator) -> float:
        """Prove what prices prove that climb, then anneal until it is over; the work it took.

        0 where annealing cannot begin.
        """
        most, work = _most_arcs(effort), 0.0
        columns = None
        if self.annealing.foreseen_arcs <= most:
            model = self._encoded, self._reduced
            columns = Columns.of(*model, effort.halted, most, LIGHT_VALUES)
        if columns is not None:
            work = self._proof(columns).climb(effort, rng)
        spent = self.annealing.run(effort.after(work), rng)
        return work + spent if spent else 0.0

    def _proof(self, columns: Columns) -> Proof:
        tellers = self.on_bound, self.on_roster, self.known
        return Proof(columns, self._reduced, self._settler, *tellers)

    def _chooser(self, columns: Columns, effort: Effort, rng: Generator) -> Chooser:
        shape = len(columns.pricers), columns.shape[0]
        return Chooser(shape, effort.left, rng, columns.arcs_a_day)

    def _in_spells(
        self, build: Callable[[Effort, float], float], effort: Effort, rng: Generator
    ) -> float:
        """Parts, and everybody's lines in turn between them, while these save anything."""
        if not self._is_turned:
            return build(effort, FEW_VAIN)
        work, polishing_s = 0.0, 0.0
        while not effort.after(work).is_over():
            before = self.known()
            spell = max(SPELL * polishing_s, LEAST_SPELL)
            work += build(effort.after(work).within(spell), FEW_VAIN)
            polishing_s = self.polish(effort.after(work), rng)
            work += polishing_s
            if self.known() == before:
                break
        return work

    def _build(
        self,
        rebuilder: Rebuilder,
        chooser: Chooser,
        effort: Effort,
        most_vain: float,
        aside: Aside | None = None,
    ) -> float:
        """Build parts of the best roster anew while it pays; the work it took.

        Or of one that is put ``aside`` for it.
        """
        source = self if aside is None else aside
        n_vain, work = 0, 0.0
        while n_vain < most_vain and not effort.after(work).is_over():
            if not self._may_build.wait(POLL_S):
                continue
            known = source.known()
            if known is None:
                break
            roster, cost = known
            part = self._part(chooser, rebuilder.cost_of_day(roster))
            before = effort.remaining_s()
            limit = effort.after(work).within(PATIENCE * chooser.step_s)
            found = rebuilder.rebuild(roster, part, limit)
            is_by_work = np.isfinite(effort.work_limit)
            seconds = found.work if is_by_work else before - effort.remaining_s()
            if found.roster is not None and aside is not None:
                aside.offer(found.roster)
            elif found.roster is not None:
                self._offer(rebuilder, roster, found.roster, part)
            now = source.known()
            saved = 0 if now is None else max(0, cost - now[1])
            chooser.learn(part, saved=saved, seconds=max(seconds, LEAST_S))
            n_vain = 0 if saved or chooser.is_covering else n_vain + 1
            work += max(found.work, LEAST_S)
        self._in_work.pop(get_ident(), None)
        return work

    def _part(self, chooser: Chooser, cost_of_day: Floats) -> Part:
        """The next part, of people in whose lines nobody else works at present.

        Two that give the same person other hours cannot both be taken.
        """
        if not chooser.is_covering:
            self.is_covered.set()
        me, others = get_ident(), self._in_work.copy()
        taken = {one for who, people in others.items() if who != me for one in people}
        part = chooser.draw(cost_of_day, taken)
        self._in_work[me] = set(part.people.tolist())
        return part

    def _offer(
        self, rebuilder: Rebuilder, before: Roster, built: Roster, part: Part
    ) -> None:
        """Offer what is new in a roster in the one that is best by now, else all of it.

        To mend what was built in a roster left behind takes long and is mostly in vain.
        """
        now = self.known()
        if now is not None and now[0] != before:
            merged = rebuilder.merged(now[0], built, part)
            if merged is not None:
                self.on_roster(merged)
            if self.known() != now:
                return
        self.on_roster(built)


def _is_large(columns: Columns) -> bool:
    return len(columns.pricers) * columns.shape[0] > LARGE


def _turns(effort: Effort, rng: Generator, n_at_once: int) -> Turns:
    if np.isfinite(effort.work_limit):
        return Turns(rng, effort.halted, effort.work_limit / TURN_S, n_at_once)
    whole_s = max(effort.left, LEAST_S)
    return Turns(
        rng,
        effort.halted,
        n_at_once=n_at_once,
        time_left=lambda: effort.left / whole_s,
    )


def _most_arcs(effort: Effort) -> int:
    """How many arcs all automata may have together to be worth their time."""
    return max(MOST_ARCS, round(ARCS_A_SECOND * effort.left))
