"""The demo waits for a first legal roster, however slow the machine."""

from datetime import date, timedelta

import numpy as np
from tests.services.demos import small_department

from horarium.engines.rostering.check import check
from horarium.engines.rostering.params import SolveParams
from horarium.services.demo.rostering import SOLVING, answer
from horarium.services.demo.steps import DemoStep


def nothing(step: DemoStep) -> None:
    """Progress that nobody watches."""


def test_a_search_past_its_time_goes_on_until_it_has_a_legal_roster() -> None:
    problem = small_department(date(2026, 3, 9), np.random.default_rng(1))
    no_time = SolveParams(limit=timedelta(microseconds=1))

    found = answer(problem, no_time, nothing)

    assert check(found.problem, found.roster).is_legal


def test_the_last_word_about_the_search_is_what_came_of_it() -> None:
    problem = small_department(date(2026, 3, 9), np.random.default_rng(1))
    steps: list[DemoStep] = []

    found = answer(problem, SolveParams(limit=timedelta(seconds=1)), steps.append)

    words = [step.words for step in steps if step.name == SOLVING][-1]
    objective, bound = found.summary["objective"], found.summary["bound"]
    assert words == f"penalty {objective:,}, at least {max(0, bound):,} is certain"
