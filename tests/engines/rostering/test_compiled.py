"""Whoever compiles ahead has compiled everything that searches call."""

import json
import os
import subprocess
import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import numpy as np
import pytest
from tests.engines.rostering.builders import DAY, LONG, NIGHT, make_problem

from horarium.engines.rostering import columns
from horarium.engines.rostering.columns.compiled import compile_kernels
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.department import DepartmentSpec, make_department
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.rules.max_weekends import MaxWeekends
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.solve import solve

ROOT = Path(__file__).parents[3]
ASK = "from tests.engines.rostering.test_compiled import report; report()"


def signatures():
    """The signatures of every kernel that this process has compiled or loaded."""
    found = {}
    for module in iter_modules(columns.__path__):
        members = vars(import_module(f"{columns.__name__}.{module.name}"))
        for name, member in members.items():
            if hasattr(member, "signatures"):
                own = f"{member.py_func.__module__}.{name}"
                found[own] = sorted(map(str, member.signatures))
    return found


def make_long():
    """No hard row ties people together: whole lines come first."""
    cover = [
        Cover(day=day, shift_types=(shift,), wanted=2, under_weight=100, over_weight=1)
        for day in range(126)
        for shift in ("D", "L", "N")
    ]
    rules = (*BASIC_RULES, MaxWeekends(weekends=9), MinConsecutive(days=2, weight=5))
    shifts = (DAY, LONG, NIGHT)
    return make_problem(*rules, people=12, shifts=shifts, n_days=126, cover=cover)


def report():
    """Write the signatures once compiled ahead, and after two searches."""
    compile_kernels()
    ahead = signatures()
    spec = DepartmentSpec(start=date(2026, 3, 2), n_days=28, n_people=30)
    department = make_department(spec, np.random.default_rng(1))
    for problem in (department, make_long()):
        solve(problem, SolveParams(work_limit=4.0))
    sys.stdout.write(json.dumps([ahead, signatures()]) + "\n")


@pytest.mark.slow
def test_searches_find_every_kernel_compiled(tmp_path):
    nothing_yet = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=nothing_yet,
        capture_output=True,
        text=True,
        check=True,
    )

    ahead, after = json.loads(done.stdout.splitlines()[-1])
    assert ahead
    assert all(ahead.values()), [name for name, known in ahead.items() if not known]
    assert after == ahead
