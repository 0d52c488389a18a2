"""Health and readiness tell the truth."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from tests.builders import new_id

from horarium.app import create_app
from horarium.services.deployment import Deployment
from horarium.services.readiness import look_around
from horarium.services.work import Work
from horarium.settings import Settings
from horarium.store.database import Database

Begin = Callable[..., AbstractContextManager[Work]]


@pytest.fixture
def workers(owner_database: Database):
    """Sets how many seconds ago the only worker gave a sign; none without a number."""

    def set_age(age_s: float | None) -> None:
        with owner_database.transaction() as db:
            db.execute(text("delete from procrastinate_workers"))
            if age_s is not None:
                db.execute(
                    text(
                        "insert into procrastinate_workers (last_heartbeat)"
                        " values (clock_timestamp() - make_interval(secs => :age))"
                    ),
                    {"age": age_s},
                )

    yield set_age
    set_age(None)


def test_a_living_process_is_healthy_whatever_else_is_wrong(
    client: TestClient, workers
):
    workers(None)

    answer = client.get("/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_with_everything_there_it_is_ready(client: TestClient, workers):
    workers(1)

    answer = client.get("/ready")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    assert all(check["ok"] for check in answer.json()["checks"].values())


@pytest.mark.parametrize("age_s", [None, 60.0])
def test_without_a_living_worker_it_is_not_ready(
    client: TestClient, workers, age_s: float | None
):
    workers(age_s)

    answer = client.get("/ready")

    assert answer.status_code == 503
    assert answer.json()["status"] == "not-ready"
    assert not answer.json()["checks"]["worker"]["ok"]
    assert "retry-after" in answer.headers


def test_an_outbox_that_nobody_empties_is_told(
    deployment: Deployment, begin_as: Begin, clock, workers
):
    workers(1)
    clock.at -= timedelta(hours=1)
    with begin_as() as work:
        work.announce("line.changed", session=new_id())

    checks = look_around(deployment)

    assert not checks["relay"].ok


def test_an_old_schema_is_told(
    deployment: Deployment, workers, monkeypatch: pytest.MonkeyPatch
):
    workers(1)
    monkeypatch.setattr("horarium.services.readiness._newest_revision", lambda: "9999")

    checks = look_around(deployment)

    assert not checks["migrations"].ok
    assert "horarium migrate" in checks["migrations"].says


def test_without_a_database_it_is_not_ready_and_says_why(
    deployment: Deployment, clock, tmp_path
):
    gone = Database(lambda: "postgresql://nobody@127.0.0.1:1/none", wait_s=0.2)
    lost = Deployment(gone, deployment.organisation, clock, tmp_path)
    app = create_app(Settings(data_dir=tmp_path), deployment=lost)
    with TestClient(app) as client:
        answer = client.get("/ready")

    assert answer.status_code == 503
    assert list(answer.json()["checks"]) == ["database", "disk"]


def test_a_folder_that_nobody_has_written_to_yet_is_no_fault(
    deployment: Deployment, workers, tmp_path
):
    workers(1)
    fresh = replace(deployment, data_dir=tmp_path / "not made yet")

    assert look_around(fresh)["disk"].ok
