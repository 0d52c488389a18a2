"""Resources that every test may ask for: a database of its own, a clock that stands still."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real instances and data; tests that need it skip without it."""
    folder = Path(
        os.environ.get("HORARIUM_SHARED", Path(__file__).parents[2] / "shared")
    )
    if not folder.is_dir():
        pytest.skip(f"real data are not here: no folder {folder} (HORARIUM_SHARED)")
    return folder


class StoppedClock:
    """A clock that shows what it was last set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> StoppedClock:
    """Tuesday 6 January 2026, 09:00 UTC."""
    return StoppedClock(datetime(2026, 1, 6, 9, 0, tzinfo=UTC))
