import subprocess
import sys

HEAVY = ("matplotlib", "numba", "openpyxl", "ortools", "pandas", "reportlab", "scipy")


def loaded_with(module: str) -> set[str]:
    script = f"import sys, {module}; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(told.stdout.split())


def test_pages_are_served_before_any_solver_is_loaded():
    loaded = loaded_with("horarium.app")

    assert "fastapi" in loaded
    assert loaded.isdisjoint(HEAVY)
