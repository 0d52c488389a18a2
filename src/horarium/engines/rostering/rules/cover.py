"""Enough people on every shift, with the skills it needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverIsMet(Rule):
    """Every line of cover has the heads it wants.

    ``minimum`` and ``maximum`` of a line are hard; heads missing from ``wanted``, or
    beyond it, cost the line's own weights.
    """

    kind: ClassVar[str] = "cover"

    def sentence(self) -> str:
        """What the rule asks for."""
        return "Every shift has as many people, with the right skills, as are wanted."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Count the heads of each line against its four numbers."""
        for cover in problem.cover:
            position = problem.n_history + cover.day
            if not cells.may_move([position]):
                continue
            shifts = [problem.tables.shifts[shift] for shift in cover.shift_types]
            present = cells.has[who_counts(problem, cover), position][:, shifts]
            row = present.reshape(1, -1)
            if cover.under_weight:
                cells.at_least(row, cover.wanted, weight=cover.under_weight)
            if cover.over_weight:
                cells.at_most(row, cover.wanted, weight=cover.over_weight)
            if cover.minimum:
                cells.at_least(row, cover.minimum)
            if cover.maximum is not None:
                cells.at_most(row, cover.maximum)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each line that misses one of its numbers."""
        for cover, have in zip(problem.cover, _all_heads(problem, roster), strict=True):
            if have < cover.minimum:
                yield self._missed(problem, cover, have, cover.minimum - have, None)
            if cover.maximum is not None and have > cover.maximum:
                yield self._missed(problem, cover, have, have - cover.maximum, None)
            if have < cover.wanted and cover.under_weight:
                missing = cover.wanted - have
                yield self._missed(problem, cover, have, missing, cover.under_weight)
            if have > cover.wanted and cover.over_weight:
                above = have - cover.wanted
                yield self._missed(problem, cover, have, above, cover.over_weight)

    def _missed(
        self,
        problem: RosterProblem,
        cover: Cover,
        have: int,
        amount: int,
        weight: int | None,
    ) -> Breach:
        shift = problem.shift_types[problem.tables.shifts[cover.shift_types[0]]]
        others = " or another" if len(cover.shift_types) > 1 else ""
        asked = " with " + ", ".join(cover.skills) if cover.skills else ""
        asked += " of grade " + ", ".join(cover.grades) if cover.grades else ""
        bound = cover.wanted if weight is not None else _bound(cover, have)
        return Breach(
            rule=self.key,
            is_hard=weight is None,
            amount=amount,
            penalty=amount * (weight or 0),
            sentence=(
                f"{problem.horizon.name_of(cover.day)}: {have} of {bound} on "
                f"{shift.title}{others}{asked}."
            ),
            days=(cover.day,),
            shift_type=shift.id,
        )


def _bound(cover: Cover, have: int) -> str:
    if have < cover.minimum:
        return f"at least {cover.minimum}"
    return f"at most {cover.maximum}"


def who_counts(problem: RosterProblem, cover: Cover) -> list[int]:
    """The people, by row, who count for ``cover``."""
    return [
        row
        for row, person in enumerate(problem.people)
        if set(cover.skills) <= set(person.skills)
        and (not cover.grades or person.grade in cover.grades)
    ]


def heads(problem: RosterProblem, roster: Roster, cover: Cover) -> int:
    """How many people ``roster`` has for ``cover``."""
    return _heads_by_day(problem, roster, cover)[cover.day]


def _all_heads(problem: RosterProblem, roster: Roster) -> Iterator[int]:
    """How many there are for each line of cover; lines that differ in nothing but the
    day are counted together."""
    known: dict[tuple[tuple[str, ...], ...], list[int]] = {}
    for cover in problem.cover:
        kind = cover.shift_types, cover.skills, cover.grades
        if kind not in known:
            known[kind] = _heads_by_day(problem, roster, cover)
        yield known[kind][cover.day]


def _heads_by_day(problem: RosterProblem, roster: Roster, like: Cover) -> list[int]:
    on_duty = roster.cells
    if not like.is_head_count:
        on_duty = on_duty[who_counts(problem, like)]
    shifts = [problem.tables.shifts[shift] for shift in like.shift_types]
    counted: list[int] = np.isin(on_duty, shifts).sum(axis=0).tolist()
    return counted
