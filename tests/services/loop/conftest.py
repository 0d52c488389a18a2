"""Seven on a Tuesday morning, before the clinics."""

import secrets
from datetime import UTC, datetime

import pytest
from tests.services.loop.builders import Department, given_department


@pytest.fixture
def clock(clock):
    """Tuesday 6 January 2026, 07:00 in London."""
    clock.at = datetime(2026, 1, 6, 7, 0, tzinfo=UTC)
    return clock


@pytest.fixture
def entropy():
    """Ids that no other test has: a process keeps the rosters it has judged by them."""
    return secrets.token_bytes


@pytest.fixture
def department(work) -> Department:
    return given_department(work)
