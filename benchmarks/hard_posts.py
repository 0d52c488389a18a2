"""Departments whose posts may not be missed, written for ``horarium bench roster``.

    python benchmarks/hard_posts.py DIR [--seeds 3] [--people 45] [--days 28]
    horarium bench roster --instances DIR --seconds 30 --json --against cpsat

Four duties at one site under the refreshed UK pack: ward days, evenings, long days and
nights, the last two with a senior among them. What is soft are days off that are asked
for and, in the files called ``plain``, a fair share of nights; in those called ``rich``
of weekends too, the hours of the contract, and no single days, nights or days off. There
is less to trade than in the invented department of ``department.py``, so that the best
roster can be proven.
"""

import argparse
from datetime import date, time
from pathlib import Path

import numpy as np
from numpy.random import Generator

from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.horizon import SATURDAY, Horizon
from horarium.engines.rostering.io.toml import write_toml
from horarium.engines.rostering.packs import load_pack
from horarium.engines.rostering.people import (
    Contract,
    Leave,
    Person,
    Request,
    RequestKind,
)
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.rules.contract_hours import ContractHours
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.min_days_off import MinDaysOff
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import Duties, ShiftType

MONDAY = date(2026, 3, 2)
WEEK = 7
OF = 45
"""The number of people that the posts below are for; others have theirs in proportion."""

POSTS = {"W": (8, 0), "E": (4, 2), "L": (6, 5), "N": (4, 4)}
"""Heads on weekdays and on days of the weekend."""

SHIFTS = (
    ShiftType(id="W", name="Ward day", start=time(9), end=time(17), tags=("day",)),
    ShiftType(id="E", name="Evening", start=time(13), end=time(22), tags=("late",)),
    ShiftType(id="L", name="Long day", start=time(8), end=time(20, 30), tags=("long",)),
    ShiftType(id="N", name="Night", start=time(20), end=time(8, 30), tags=("night",)),
)
NIGHTS = Duties(label="night", tags=("night",))
PLAIN: tuple[Rule, ...] = (Fairness(id="fair-nights", duties=NIGHTS, weight=2),)
RICH: tuple[Rule, ...] = (
    *PLAIN,
    Fairness(id="fair-weekends", count="weekends", weight=2),
    ContractHours(tolerance_h=8, weight=1),
    MinConsecutive(id="single-days", days=2, weight=2),
    MinConsecutive(id="single-nights", days=2, duties=NIGHTS, weight=4),
    MinDaysOff(id="single-days-off", days=2, weight=2),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--people", type=int, default=OF)
    parser.add_argument("--days", type=int, default=28)
    asked = parser.parse_args()
    asked.dir.mkdir(parents=True, exist_ok=True)
    horizon = Horizon(MONDAY, asked.days, "Europe/London")
    for seed in range(asked.seeds):
        for name, soft in (("plain", PLAIN), ("rich", RICH)):
            rng = np.random.default_rng(seed)
            people = tuple(person(at, horizon, rng) for at in range(asked.people))
            problem = department(f"{name}-{seed}", horizon, people, soft)
            file = asked.dir / f"{name}-{seed}.toml"
            file.write_text(write_toml(problem), encoding="utf-8")


def department(
    name: str, horizon: Horizon, people: tuple[Person, ...], soft: tuple[Rule, ...]
) -> RosterProblem:
    return RosterProblem(
        name=name,
        horizon=horizon,
        shift_types=SHIFTS,
        people=people,
        cover=tuple(posts(horizon, len(people) / OF)),
        rules=(*BASIC_RULES, *load_pack("uk-2016-refreshed", horizon).rules, *soft),
        grades=("junior", "senior"),
    )


def posts(horizon: Horizon, share: float) -> list[Cover]:
    cover = []
    for day in range(horizon.n_days):
        is_weekend = horizon.weekday(day) >= SATURDAY
        for shift, heads in POSTS.items():
            n = round(share * heads[is_weekend])
            most = n if shift in "LN" else None
            if n:
                cover.append(
                    Cover(
                        day=day,
                        shift_types=(shift,),
                        wanted=n,
                        minimum=n,
                        maximum=most,
                    )
                )
        cover += [
            Cover(
                day=day, shift_types=(shift,), wanted=1, minimum=1, grades=("senior",)
            )
            for shift in "LN"
        ]
    return cover


def person(number: int, horizon: Horizon, rng: Generator) -> Person:
    leave: tuple[Leave, ...] = ()
    percent = int(rng.choice([100, 80, 60], p=[0.75, 0.15, 0.1]))
    if rng.random() < 0.35:
        monday = WEEK * int(rng.integers(horizon.n_days // WEEK))
        leave = (Leave(start=monday, end=monday + WEEK, kind="annual"),)
    days = rng.choice(horizon.n_days, int(rng.integers(0, 5)), replace=False)
    wishes = tuple(
        Request(
            day=day,
            kind=RequestKind.OFF,
            weight=int(rng.integers(1, 6)),
            reason="private",
        )
        for day in sorted(days.tolist())
        if not any(taken.start <= day < taken.end for taken in leave)
    )
    return Person(
        id=f"R{number + 1:02}",
        name=f"Registrar {number + 1}",
        grade="junior" if number % 3 else "senior",
        contract=Contract(weekly_min=46 * 60, percent=percent),
        leave=leave,
        requests=wishes,
        carried={"fair-nights": float(rng.integers(-2, 3))},
    )


if __name__ == "__main__":
    main()
