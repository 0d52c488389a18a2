"""The public instances modelled for Timefold; run by a Python that has ``timefold``.

Nothing of Horarium is imported: this file is the whole of a process of its own. It reads
the document of ``timefold_search.py`` from standard input and writes the best roster to standard
output. One entity is one person's day, its variable the shift or none; each constraint is
a stream as Timefold's own examples write them, with the engine's settings as they come.
"""

import json
import resource
import sys
import time
from dataclasses import dataclass, field
from typing import Annotated, Any

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    SolverConfigOverride,
    TerminationConfig,
)
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)

SATURDAY = 5


@dataclass
class Shift:
    """A kind of duty; ``bars`` are the numbers of those that may not follow."""

    id: Annotated[int, PlanningId]
    length_min: int
    bars: list[int]


@dataclass
class Person:
    """Somebody with limits; ``caps`` has a number for each shift."""

    id: Annotated[int, PlanningId]
    min_min: int
    max_min: int
    max_run: int
    min_run: int
    min_off: int
    max_weekends: int
    caps: list[int]


@dataclass
class Demand:
    """How many are wanted for a shift on a day."""

    id: Annotated[int, PlanningId]
    day: int
    shift: int
    wanted: int
    under_weight: int
    over_weight: int


@dataclass
class Wish:
    """Somebody's wish to work, or not to work, a shift on a day."""

    id: Annotated[int, PlanningId]
    person: int
    day: int
    shift: int
    weight: int
    is_on: bool


@planning_entity
@dataclass
class Cell:
    """What somebody works on a day; days of leave have no cell."""

    id: Annotated[int, PlanningId]
    person: Person
    day: int
    is_last: bool
    shift: Annotated[Shift | None, PlanningVariable(allows_unassigned=True)] = field(
        default=None
    )


@planning_solution
@dataclass
class Plan:
    """A whole roster."""

    shifts: Annotated[list[Shift], ProblemFactCollectionProperty, ValueRangeProvider]
    people: Annotated[list[Person], ProblemFactCollectionProperty]
    demands: Annotated[list[Demand], ProblemFactCollectionProperty]
    wishes: Annotated[list[Wish], ProblemFactCollectionProperty]
    cells: Annotated[list[Cell], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


@constraint_provider  # type: ignore[untyped-decorator]
def rules(factory: ConstraintFactory) -> list[Constraint]:
    """Every rule of the format; hard ones by how far they are broken."""
    return [
        *_of_shifts(factory),
        *_of_hours(factory),
        *_of_runs(factory),
        *_of_wishes(factory),
        *_of_cover(factory),
    ]


def _of_shifts(factory: ConstraintFactory) -> list[Constraint]:
    return [
        factory.for_each(Cell)
        .join(
            Cell,
            Joiners.equal(lambda cell: cell.person),
            Joiners.equal(lambda cell: cell.day + 1, lambda cell: cell.day),
        )
        .filter(lambda first, second: second.shift.id in first.shift.bars)
        .penalize(HardSoftScore.ONE_HARD)
        .as_constraint("successions"),
        factory.for_each(Cell)
        .group_by(
            lambda cell: cell.person,
            lambda cell: cell.shift,
            ConstraintCollectors.count(),
        )
        .filter(lambda person, shift, n: n > person.caps[shift.id])
        .penalize(
            HardSoftScore.ONE_HARD, lambda person, shift, n: n - person.caps[shift.id]
        )
        .as_constraint("max shifts"),
    ]


def _of_hours(factory: ConstraintFactory) -> list[Constraint]:
    def worked() -> Any:
        return factory.for_each(Cell).group_by(
            lambda cell: cell.person,
            ConstraintCollectors.sum(lambda cell: cell.shift.length_min),
        )

    return [
        worked()
        .filter(lambda person, worked_min: worked_min > person.max_min)
        .penalize(
            HardSoftScore.ONE_HARD,
            lambda person, worked_min: 1 + (worked_min - person.max_min) // 60,
        )
        .as_constraint("max minutes"),
        worked()
        .filter(lambda person, worked_min: worked_min < person.min_min)
        .penalize(
            HardSoftScore.ONE_HARD,
            lambda person, worked_min: 1 + (person.min_min - worked_min) // 60,
        )
        .as_constraint("min minutes"),
        factory.for_each(Person)
        .filter(lambda person: person.min_min > 0)
        .if_not_exists(Cell, Joiners.equal(lambda it: it, lambda cell: cell.person))
        .penalize(HardSoftScore.ONE_HARD, lambda person: 1 + person.min_min // 60)
        .as_constraint("min minutes of the idle"),
    ]


def _of_runs(factory: ConstraintFactory) -> list[Constraint]:
    def chains() -> Any:
        return factory.for_each(Cell).group_by(
            lambda cell: cell.person,
            ConstraintCollectors.to_consecutive_sequences(lambda cell: cell.day),
        )

    def runs() -> Any:
        return chains().flatten_last(lambda chain: chain.getConsecutiveSequences())

    return [
        runs()
        .filter(lambda person, run: run.getCount() > person.max_run)
        .penalize(
            HardSoftScore.ONE_HARD,
            lambda person, run: run.getCount() - person.max_run,
        )
        .as_constraint("max consecutive"),
        runs()
        .filter(
            lambda person, run: (
                run.getCount() < person.min_run
                and run.getFirstItem().day > 0
                and not run.getLastItem().is_last
            )
        )
        .penalize(
            HardSoftScore.ONE_HARD,
            lambda person, run: person.min_run - run.getCount(),
        )
        .as_constraint("min consecutive"),
        chains()
        .flatten_last(lambda chain: chain.getBreaks())
        .filter(lambda person, gap: gap.getLength() - 1 < person.min_off)
        .penalize(
            HardSoftScore.ONE_HARD,
            lambda person, gap: person.min_off - gap.getLength() + 1,
        )
        .as_constraint("min days off"),
        factory.for_each(Cell)
        .filter(lambda cell: cell.day % 7 >= SATURDAY)
        .group_by(
            lambda cell: cell.person,
            ConstraintCollectors.count_distinct(lambda cell: cell.day // 7),
        )
        .filter(lambda person, n: n > person.max_weekends)
        .penalize(HardSoftScore.ONE_HARD, lambda person, n: n - person.max_weekends)
        .as_constraint("max weekends"),
    ]


def _of_wishes(factory: ConstraintFactory) -> list[Constraint]:
    def is_met() -> list[Any]:
        return [
            Joiners.equal(lambda wish: wish.person, lambda cell: cell.person.id),
            Joiners.equal(lambda wish: wish.day, lambda cell: cell.day),
            Joiners.equal(lambda wish: wish.shift, lambda cell: cell.shift.id),
        ]

    return [
        factory.for_each(Wish)
        .filter(lambda wish: not wish.is_on)
        .join(Cell, *is_met())
        .penalize(HardSoftScore.ONE_SOFT, lambda wish, cell: wish.weight)
        .as_constraint("off requests"),
        factory.for_each(Wish)
        .filter(lambda wish: wish.is_on)
        .if_not_exists(Cell, *is_met())
        .penalize(HardSoftScore.ONE_SOFT, lambda wish: wish.weight)
        .as_constraint("on requests"),
    ]


def _of_cover(factory: ConstraintFactory) -> list[Constraint]:
    def is_there() -> list[Any]:
        return [
            Joiners.equal(lambda demand: demand.day, lambda cell: cell.day),
            Joiners.equal(lambda demand: demand.shift, lambda cell: cell.shift.id),
        ]

    def heads() -> Any:
        return (
            factory.for_each(Demand)
            .join(Cell, *is_there())
            .group_by(lambda demand, cell: demand, ConstraintCollectors.count_bi())
        )

    return [
        heads()
        .filter(lambda demand, n: n < demand.wanted)
        .penalize(
            HardSoftScore.ONE_SOFT,
            lambda demand, n: demand.under_weight * (demand.wanted - n),
        )
        .as_constraint("too few"),
        heads()
        .filter(lambda demand, n: n > demand.wanted)
        .penalize(
            HardSoftScore.ONE_SOFT,
            lambda demand, n: demand.over_weight * (n - demand.wanted),
        )
        .as_constraint("too many"),
        factory.for_each(Demand)
        .if_not_exists(Cell, *is_there())
        .penalize(
            HardSoftScore.ONE_SOFT, lambda demand: demand.under_weight * demand.wanted
        )
        .as_constraint("nobody"),
    ]


def plan_of(told: dict[str, Any]) -> Plan:
    """The problem in a document, nobody working yet."""
    people = [Person(id=row, **one) for row, one in enumerate(told["people"])]
    n_days = told["days"]
    leave = {(row, day) for row, day in told["leave"]}
    places = [
        (person, day)
        for person in people
        for day in range(n_days)
        if (person.id, day) not in leave
    ]
    return Plan(
        shifts=[Shift(id=at, **one) for at, one in enumerate(told["shifts"])],
        people=people,
        demands=[Demand(id=at, **one) for at, one in enumerate(told["cover"])],
        wishes=[Wish(id=at, **one) for at, one in enumerate(told["requests"])],
        cells=[
            Cell(id=at, person=person, day=day, is_last=day == n_days - 1)
            for at, (person, day) in enumerate(places)
        ],
    )


def solve(told: dict[str, Any], began_s: float) -> dict[str, Any]:
    """The best roster after ``told["seconds"]`` from ``began_s`` on."""
    first_legal_s: list[float] = []

    def note(event: Any) -> None:
        is_legal = event.new_best_score.hard_score == 0
        if event.is_new_best_solution_initialized and is_legal and not first_legal_s:
            first_legal_s.append(time.perf_counter() - began_s)

    plan = plan_of(told)
    factory = SolverFactory.create(
        SolverConfig(
            solution_class=Plan,
            entity_class_list=[Cell],
            random_seed=told["seed"],
            score_director_factory_config=ScoreDirectorFactoryConfig(
                constraint_provider_function=rules
            ),
        )
    )
    left_s = told["seconds"] - (time.perf_counter() - began_s)
    limit = Duration(milliseconds=max(1, int(1000 * left_s)))
    override = SolverConfigOverride(
        termination_config=TerminationConfig(spent_limit=limit)
    )
    solver = factory.build_solver(override)
    solver.add_event_listener(note)
    best = solver.solve(plan)
    cells = [[-1] * told["days"] for _ in told["people"]]
    for cell in best.cells:
        if cell.shift is not None:
            cells[cell.person.id][cell.day] = cell.shift.id
    return {
        "cells": cells,
        "score": [best.score.hard_score, best.score.soft_score],
        "first_legal_s": first_legal_s[0] if first_legal_s else None,
        "seconds": time.perf_counter() - began_s,
        "cpu_seconds": time.process_time(),
        "memory_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    BEGAN_S = time.perf_counter()
    json.dump(solve(json.load(sys.stdin), BEGAN_S), sys.stdout)
