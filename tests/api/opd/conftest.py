"""The OPD interface as the whole web process serves it, and what its clients say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient

from horarium.api.opd import is_spoken_at
from horarium.app import create_app
from horarium.domain.actor import Role
from horarium.services.deployment import Deployment
from horarium.services.opd.rules import OpdRules
from horarium.settings import Settings

TUESDAY = "2026-01-06"
"""The day of the ``clock`` fixture, which stands at 09:00."""


@pytest.fixture(scope="module")
def portal() -> Iterator[BlockingPortal]:
    """One event loop for all clients; to make one for each request takes longer."""
    with start_blocking_portal() as opened:
        yield opened


@pytest.fixture(scope="module")
def web(tmp_path_factory) -> FastAPI:
    """The web process, pages and all, without its threads."""
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("web")))


@pytest.fixture
def app(web: FastAPI, deployment: Deployment) -> FastAPI:
    """The web process over the test's own organisation."""
    web.state.deployment = deployment
    web.state.opd_rules = OpdRules()
    return web


@pytest.fixture
def client_as(app: FastAPI, bearer, portal) -> Callable[..., TestClient]:
    """Makes a client with the bearer token of a role; anonymous without one."""

    def make(role: Role | None = None) -> TestClient:
        headers = {"Authorization": f"Bearer {bearer(role)}"} if role else {}
        client = TestClient(
            app,
            "http://testserver/api",
            headers=headers,
            raise_server_exceptions=False,
        )
        client.portal = portal
        return client

    return make


@dataclass(frozen=True)
class Clinic:
    """A client of the original with its bearer token; verbs give the answer's ``data``.

    A second passes with each thing made, as it does outside.
    """

    client: TestClient
    clock: Any

    def doctor(self, **changes: Any) -> dict[str, Any]:
        known = {
            "name": "Dr. Amara Osei",
            "specialization": "Cardiology",
            "opd_days": ["Monday", "Tuesday", "Thu"],
        }
        return self._made("/doctors", known | changes)

    def slot(self, doctor: str | None = None, **changes: Any) -> dict[str, Any]:
        known = {
            "doctorId": doctor or self.doctor()["id"],
            "date": TUESDAY,
            "startTime": "10:00",
            "endTime": "11:00",
            "maxCapacity": 6,
        }
        return self._made("/slots", known | changes)

    def ask(self, kind: str, slot: str, n: int = 1, **changes: Any) -> Any:
        """The whole answer to a wish for a token."""
        self.clock.at += timedelta(seconds=1)
        known: dict[str, Any] = {"slotId": slot, "patientName": f"Patient {n}"}
        if kind in ("book", "priority", "followup"):
            known["patientId"] = f"P-{n}"
        return self.client.post(f"/tokens/{kind}", json=known | changes)

    def token(self, kind: str, slot: str, n: int = 1, **changes: Any) -> dict[str, Any]:
        return _data(self.ask(kind, slot, n, **changes), 201)

    def status(self, token: str, status: str) -> Any:
        return self.client.patch(f"/tokens/{token}/status", json={"status": status})

    def get(self, address: str) -> Any:
        return _data(self.client.get(address), 200)

    def _made(self, address: str, body: dict[str, Any]) -> dict[str, Any]:
        self.clock.at += timedelta(seconds=1)
        return _data(self.client.post(address, json=body), 201)


def _data(answer, status: int) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.json()["success"] is True
    return answer.json()["data"]


@pytest.fixture
def clinic(client_as, clock) -> Clinic:
    """A programme with the role made for such clients."""
    return Clinic(client_as(Role.OPD), clock)


def assert_refused(answer, status: int, error: str | None = None) -> None:
    """The refusal is in the original's documented form."""
    told = answer.json()
    assert answer.status_code == status, told
    assert answer.headers["content-type"] == "application/json"
    assert set(told) == {"success", "error", "code", "detail"}
    assert told["success"] is False
    if error is not None:
        assert told["error"] == error
        assert told["detail"] == error


def operations(app):
    """Each route as ``(name, method, path, operation)``."""
    return [
        (operation["operationId"], method, path, operation)
        for path, methods in app.openapi()["paths"].items()
        if is_spoken_at(path)
        for method, operation in methods.items()
    ]
