"""Timefold as a peer: the document it gets, the process it runs in, what came of it."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from horarium.domain.errors import InvalidField
from horarium.engines.rostering import Roster, RosterProblem
from horarium.engines.rostering.io.curtis_qu_writer import write_curtis_qu
from horarium.engines.rostering.people import Person, RequestKind
from horarium.engines.rostering.shifts import DAY_MIN

PEER = Path(__file__).with_name("timefold_peer.py")
SPARE_S = 60.0
"""How long the process may take beyond its time: Java and the model have to start."""

NO_PYTHON = (
    "not run: --timefold-python names no Python that has the package timefold, and Java"
)


@dataclass(frozen=True, slots=True)
class Silence:
    """The process ended without an answer."""

    reason: str


def refuse_no_python(python: str) -> None:
    """Refuse before any work a Python that is not there."""
    if python and shutil.which(python) is None:
        wanted = "a Python that has the package timefold"
        raise InvalidField("--timefold-python", python, wanted)


def why_not(problem: RosterProblem, python: str) -> str:
    """Why Timefold cannot run on ``problem``; empty when it can.

    Its model has the rules of Curtis and Qu, as they are, and no others.
    """
    if not python:
        return NO_PYTHON
    try:
        write_curtis_qu(problem)
    except InvalidField as refusal:
        return f"not run: modelled for the rules of Curtis and Qu; {refusal.sentence()}"
    return ""


def statement(problem: RosterProblem, seconds: float, seed: int) -> dict[str, Any]:
    """The problem as the peer reads it: people, shifts and days by number."""
    shifts = problem.tables.shifts
    return {
        "seconds": seconds,
        "seed": seed,
        "days": problem.n_days,
        "shifts": [
            {
                "length_min": one.length_min,
                "bars": [shifts[name] for name in one.never_before],
            }
            for one in problem.shift_types
        ],
        "people": [_limits(problem, one) for one in problem.people],
        "leave": [
            [row, day]
            for row, one in enumerate(problem.people)
            for day in range(problem.n_days)
            if one.is_on_leave(day)
        ],
        "cover": [
            {
                "day": line.day,
                "shift": shifts[line.shift_types[0]],
                "wanted": line.wanted,
                "under_weight": line.under_weight,
                "over_weight": line.over_weight,
            }
            for line in problem.cover
        ],
        "requests": [
            {
                "person": row,
                "day": wish.day,
                "shift": shifts[wish.shift_types[0]],
                "weight": wish.weight,
                "is_on": wish.kind is RequestKind.ON,
            }
            for row, one in enumerate(problem.people)
            for wish in one.requests
        ],
    }


def ask(python: str, told: dict[str, Any]) -> dict[str, Any] | Silence:
    """What the peer answers: the roster's ``cells`` and what the search took."""
    try:
        done = subprocess.run(
            [python, "-I", str(PEER)],
            input=json.dumps(told),
            capture_output=True,
            text=True,
            timeout=told["seconds"] + SPARE_S,
            check=False,
        )
    except OSError as fault:
        return Silence(f"{python}: {fault.strerror}")
    except subprocess.TimeoutExpired:
        return Silence(f"no answer {SPARE_S:.0f} s after its time")
    if done.returncode:
        words = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return Silence(words[-1])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def roster_in(answer: dict[str, Any]) -> Roster:
    """The roster that the peer found, legal or not."""
    return Roster.of(answer["cells"])


def _limits(problem: RosterProblem, person: Person) -> dict[str, Any]:
    limits, n_days = person.limits, problem.n_days

    def limit(given: int | None, without: int) -> int:
        return without if given is None else given

    return {
        "min_min": limit(limits.min_min, 0),
        "max_min": limit(limits.max_min, n_days * DAY_MIN),
        "max_run": limit(limits.max_consecutive_days, n_days),
        "min_run": limit(limits.min_consecutive_days, 1),
        "min_off": limit(limits.min_days_off, 1),
        "max_weekends": limit(limits.max_weekends, n_days),
        "caps": [
            limit(limits.max_shifts.get(one.id), n_days) for one in problem.shift_types
        ],
    }
