"""Data folders whose servers are gone when the test is."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from horarium.store import embedded


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A short temporary folder that every account may enter."""
    folder = Path(tempfile.mkdtemp(prefix="horarium-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def data_dir(open_folder: Path) -> Iterator[Path]:
    """A data folder not yet made."""
    folder = open_folder / "data"
    yield folder
    embedded.discard(folder, force=True)
