"""What would happen if: the least that would move, and what each rule would cost."""

import time
from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np

from horarium.engines.rostering.changes import Change, apply_all, felt_on
from horarium.engines.rostering.check import check
from horarium.engines.rostering.cpsat import Search
from horarium.engines.rostering.disruption import Present
from horarium.engines.rostering.encode import Around, encode
from horarium.engines.rostering.explain.why import DEFAULTS, ExplainParams
from horarium.engines.rostering.facts import (
    Answer,
    Fact,
    Kind,
    Status,
    Value,
    Visibility,
)
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.repair import Repaired, RepairParams, mend
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.window import Mask, Settled, Window, holding

SHARE_LEFT = 0.4
"""Rearranging is only begun with this share of the time left."""

SHARE_TO_SEARCH = 0.85
"""Of the time left; the rest is for judging what is found."""

MOST_DAYS = 3
"""Of what is felt longer only the first days are rearranged."""

LEAST_SEARCH_S = 0.05

TO_STATE = timedelta(seconds=0.2)
"""What stating the rules of a department takes: with less time left it is not begun."""


def what_if(
    problem: RosterProblem,
    roster: Roster,
    changes: Sequence[Change],
    params: ExplainParams = DEFAULTS,
) -> Answer:
    """What ``changes`` would do to ``roster``.

    The fewest moves that make it legal again; the objective and each rule's part of it
    before and after them; and, time allowing, whether rearranging the days around would
    pay: the same days rearranged with and without the changes, so that what could have
    been had anyway is not put down to them. Raises ``InvalidField`` for unknown names.
    """
    began = time.perf_counter()
    facts = [
        Fact(
            kind=Kind.CHANGE,
            values={"says": change.sentence(problem)},
            visible_to=Visibility.COORDINATOR,
        )
        for change in changes
    ]
    how = RepairParams(limit=params.limit, now=params.now, seed=params.seed)
    found = mend(problem, roster, changes, how)
    if isinstance(found, Repaired):
        facts += _table(problem, found)
        left = params.limit - timedelta(seconds=time.perf_counter() - began)
        left *= SHARE_TO_SEARCH
        facts.append(_could_save(problem, roster, (changes, found), (params, left)))
    else:
        facts.append(_failed(found.is_impossible))
    return Answer(facts=tuple(facts), elapsed_s=time.perf_counter() - began)


def _failed(is_impossible: bool) -> Fact:
    if is_impossible:
        return Fact(kind=Kind.NO_ROSTER, values={}, status=Status.PROVED)
    return Fact(kind=Kind.NO_ROSTER, values={}, status=Status.UNKNOWN)


def _table(problem: RosterProblem, found: Repaired) -> Iterator[Fact]:
    """Moves, gaps, and the penalties before and after."""
    others = found.moves_of_others
    names = tuple(dict.fromkeys(move.person for move in others))
    yield Fact(
        kind=Kind.MOVES,
        values={"n_moves": len(others), "n_people": len(names), "people": names},
        status=Status.PROVED if found.is_fewest else Status.BEST_FOUND,
        scope=_window(problem, found.days) if others else "",
        visible_to=Visibility.COORDINATOR,
        people=names,
    )
    for gap in found.gaps:
        yield Fact(
            kind=Kind.GAP,
            values={"says": gap.sentence, "days": tuple(gap.days)},
        )
    yield Fact(
        kind=Kind.PENALTY,
        values={"before": found.objective_before, "after": found.objective},
        visible_to=Visibility.COORDINATOR,
    )
    before = found.penalties_before
    for rule in sorted({*before, *found.penalties}):
        was, is_now = before.get(rule, 0), found.penalties.get(rule, 0)
        if was != is_now:
            values: dict[str, Value] = {"rule": rule, "before": was, "after": is_now}
            yield Fact(
                kind=Kind.RULE_COST, values=values, visible_to=Visibility.COORDINATOR
            )


def _could_save(
    problem: RosterProblem,
    roster: Roster,
    after: tuple[Sequence[Change], Repaired],
    patience: tuple[ExplainParams, timedelta],
) -> Fact:
    """The best of the same days with and without the changes."""
    changes, found = after
    params, left = patience
    if left < SHARE_LEFT * params.limit:
        return _not_looked()
    began = time.perf_counter()
    felt = felt_on(apply_all(problem, changes), changes)
    first = min(felt, default=0)
    days = range(first, min(max(felt, default=first), first + MOST_DAYS - 1) + 1)
    with_it = _rearranged(found.problem, found.roster, days, (params, left / 2))
    rest = left - timedelta(seconds=time.perf_counter() - began)
    if with_it is None:
        return _not_looked()
    without = (
        _rearranged(problem, roster, days, (params, rest)) if rest > TO_STATE else None
    )
    values: dict[str, Value] = {"after": check(found.problem, with_it.roster).objective}
    is_proved = with_it.slack == 0 and without is not None and without.slack == 0
    if is_proved and without is not None:
        values["anyway"] = check(problem, without.roster).objective
    return Fact(
        kind=Kind.COULD_SAVE,
        values=values,
        status=Status.PROVED if is_proved else Status.BEST_FOUND,
        scope=_window(problem, days),
        visible_to=Visibility.COORDINATOR,
    )


def _rearranged(
    problem: RosterProblem,
    roster: Roster,
    days: range,
    patience: tuple[ExplainParams, timedelta],
) -> Settled | None:
    params, limit = patience
    began = time.perf_counter()
    free, may_have = Present.of(problem, params.now).may_have(problem, roster)
    near: Mask = free & np.isin(np.arange(problem.n_days), days)
    stated = encode(problem, around=Around(roster, near))
    window = Window(holding(stated, may_have))
    left_s = limit.total_seconds() - (time.perf_counter() - began)
    how = Search(limit_s=max(LEAST_SEARCH_S, left_s), seed=params.seed)
    settled = window.settle(roster, near, how, starts_here=True)
    return settled if isinstance(settled, Settled) else None


def _not_looked() -> Fact:
    return Fact(
        kind=Kind.COULD_SAVE,
        values={},
        status=Status.UNKNOWN,
        visible_to=Visibility.COORDINATOR,
    )


def _window(problem: RosterProblem, days: range) -> str:
    return f"nobody moves outside {problem.horizon.name_of_days([days[0], days[-1]])}"
