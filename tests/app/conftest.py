"""The whole web process, in this one, over the test's own organisation."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from horarium.app import create_app
from horarium.services.deployment import Deployment
from horarium.settings import Settings


@pytest.fixture
def deployment(database, organisation, clock, tmp_path: Path) -> Deployment:
    """The test's organisation as a process would serve it."""
    return Deployment(database, organisation, clock, tmp_path)


@pytest.fixture
def client(deployment: Deployment, tmp_path: Path) -> Iterator[TestClient]:
    """Whoever asks; faults of the application come out as answers, not as exceptions."""
    app = create_app(Settings(data_dir=tmp_path), deployment=deployment)
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened
