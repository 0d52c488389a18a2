"""What every answer carries."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from fastapi.testclient import TestClient

from horarium import logs
from horarium.app import create_app
from horarium.services.deployment import Deployment
from horarium.settings import Settings

ADDRESSES = ["/login", "/health", "/docs", "/api/v1/me", "/nowhere", "/board"]


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_may_run_a_script_or_a_style_from_elsewhere_or_inline(
    client: TestClient, address: str
):
    policy = client.get(address).headers["content-security-policy"]

    directives = dict(one.split(" ", 1) for one in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_keeps_browsers_careful(client: TestClient, address: str):
    headers = client.get(address).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "server" not in headers


@pytest.mark.parametrize("address", ["/login", "/api/v1/me", "/ready"])
def test_nothing_personal_is_kept_by_caches(client: TestClient, address: str):
    assert client.get(address).headers["cache-control"] == "no-store"


def test_browsers_are_told_to_stay_with_https_where_there_is_https(
    deployment: Deployment, tmp_path
):
    settings = Settings(data_dir=tmp_path, secure_cookies=True)
    with TestClient(create_app(settings, deployment=deployment)) as client:
        assert "strict-transport-security" in client.get("/health").headers


def test_every_answer_has_an_id_of_its_own(client: TestClient):
    one, other = client.get("/health"), client.get("/health")

    assert one.headers["x-request-id"] != other.headers["x-request-id"]


def test_a_sound_id_of_the_caller_is_kept(client: TestClient):
    answer = client.get("/health", headers={"x-request-id": "proxy-12345678"})

    assert answer.headers["x-request-id"] == "proxy-12345678"


@pytest.mark.parametrize(
    "given", ["short", "with space inside", "x" * 65, "a\tb345678"]
)
def test_an_id_that_could_forge_a_log_is_replaced(client: TestClient, given: str):
    answer = client.get("/health", headers={"x-request-id": given})

    assert answer.headers["x-request-id"] != given


def test_the_log_has_the_route_and_never_a_patients_link(
    client: TestClient, capsys: pytest.CaptureFixture[str]
):
    logs.set_up(as_json=True)

    client.get("/t/very-secret-link")

    said = capsys.readouterr().err
    line = json.loads(said.splitlines()[-1])
    assert line["event"] == "request.served"
    assert (line["method"], line["status"]) == ("GET", 404)
    assert "very-secret-link" not in said


def test_a_large_page_travels_compressed(client: TestClient):
    answer = client.get("/openapi.json")

    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("address", ["/login", "/api/v1/patients"])
def test_a_body_without_end_is_not_read(client: TestClient, address: str):
    answer = client.post(
        address,
        content=b"x" * 3_000_000,
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "authorization": "Bearer none",
        },
    )

    assert answer.status_code in {401, 413}
