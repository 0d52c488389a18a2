"""What is known of the public shift scheduling instances of Curtis and Qu."""

import re
from dataclasses import dataclass

from horarium.engines.rostering import RosterProblem


@dataclass(frozen=True, slots=True)
class Known:
    """An instance's size, and the best published bound and objective."""

    n_days: int
    n_people: int
    n_shifts: int
    bound: int
    objective: int


BEST_KNOWN: dict[int, Known] = {
    1: Known(14, 8, 1, 607, 607),
    2: Known(14, 14, 2, 828, 828),
    3: Known(14, 20, 3, 1001, 1001),
    4: Known(28, 10, 2, 1716, 1716),
    5: Known(28, 16, 2, 1143, 1143),
    6: Known(28, 18, 3, 1950, 1950),
    7: Known(28, 20, 3, 1056, 1056),
    8: Known(28, 30, 4, 1300, 1300),
    9: Known(28, 36, 4, 439, 439),
    10: Known(28, 40, 5, 4631, 4631),
    11: Known(28, 50, 6, 3443, 3443),
    12: Known(28, 60, 10, 4040, 4040),
    13: Known(28, 120, 18, 1348, 1348),
    14: Known(42, 32, 4, 1278, 1278),
    15: Known(42, 45, 6, 3828, 3828),
    16: Known(56, 20, 3, 3225, 3225),
    17: Known(56, 32, 4, 5746, 5746),
    18: Known(84, 22, 3, 4459, 4459),
    19: Known(84, 40, 5, 3149, 3149),
    20: Known(182, 50, 6, 4769, 4769),
    21: Known(182, 100, 8, 21133, 21133),
    22: Known(364, 50, 10, 30241, 30241),
    23: Known(364, 100, 16, 17285, 17285),
    24: Known(364, 150, 32, 40438, 40439),
}
"""By number. Bounds and objectives are those of the table at schedulingbenchmarks.org as
it stood in 2026; an older copy of it has 3829 and 3831 for number 15."""


def best_known(name: str, problem: RosterProblem) -> Known | None:
    """What is known of the instance in a file of this name.

    Another problem under the name of a public one is told by its size.
    """
    number = re.search(r"(\d+)$", name)
    known = BEST_KNOWN.get(int(number[1])) if number else None
    if known is None:
        return None
    size = problem.n_days, problem.n_people, len(problem.shift_types)
    return known if size == (known.n_days, known.n_people, known.n_shifts) else None
