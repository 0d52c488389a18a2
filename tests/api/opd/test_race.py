"""Many clients of the original at once, through a real server on the loopback."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from fastapi import FastAPI

from horarium.app import create_app
from horarium.domain.actor import Role
from horarium.settings import Settings

N_CLIENTS = 30
CAPACITY = 6


@pytest.fixture
def app(deployment, clock, tmp_path) -> FastAPI:
    """The web process with all that it starts."""
    settings = Settings(data_dir=tmp_path)
    made = create_app(settings, clock=clock, deployment=deployment)
    made.state.deployment = deployment
    return made


@pytest.fixture
def post(address, bearer) -> Iterator[Callable[..., httpx2.Response]]:
    """Posts from as many connections as there are callers."""
    headers = {"Authorization": f"Bearer {bearer(Role.OPD)}"}
    limits = httpx2.Limits(max_connections=100)
    base = address.removesuffix("/v1")

    with httpx2.Client(
        base_url=base, headers=headers, limits=limits, timeout=30
    ) as client:
        yield lambda path, body: client.post(path, json=body)


def all_at_once(ask: Callable[[int], httpx2.Response]) -> list[httpx2.Response]:
    starting = threading.Barrier(N_CLIENTS)

    def come(n: int) -> httpx2.Response:
        starting.wait(timeout=20)
        return ask(n)

    with ThreadPoolExecutor(N_CLIENTS) as pool:
        return list(pool.map(come, range(N_CLIENTS)))


def numbers(answers: list[httpx2.Response]) -> list[str]:
    return sorted(
        one.json()["data"]["tokenNumber"] for one in answers if one.status_code == 201
    )


def test_thirty_at_once_for_six_places_are_six_tokens_and_24_refusals(clinic, post):
    slot = clinic.slot(maxCapacity=CAPACITY)

    answers = all_at_once(
        lambda n: post(
            "/tokens/book",
            {"slotId": slot["id"], "patientId": f"P{n}", "patientName": f"Patient {n}"},
        )
    )

    assert Counter(one.status_code for one in answers) == {201: 6, 400: 24}
    assert numbers(answers) == ["T001", "T002", "T003", "T004", "T005", "T006"]
    refused = {one.json()["error"] for one in answers if one.status_code == 400}
    assert refused == {"Slot is full. Token cannot be allocated."}
    assert clinic.get(f"/slots/{slot['id']}")["availableCapacity"] == 0


def test_emergencies_at_once_stop_at_the_overflow_limit(clinic, post):
    slot = clinic.slot(maxCapacity=2, overflowLimit=3)

    answers = all_at_once(
        lambda n: post(
            "/tokens/emergency", {"slotId": slot["id"], "patientName": f"Patient {n}"}
        )
    )

    assert Counter(one.status_code for one in answers) == {201: 5, 400: 25}
    assert numbers(answers) == ["T001", "T002", "T003", "T004", "T005"]
    assert clinic.get(f"/slots/{slot['id']}")["maxCapacity"] == 2


def test_walk_ins_at_once_are_as_many_patients(clinic, post):
    slot = clinic.slot(maxCapacity=N_CLIENTS)

    answers = all_at_once(
        lambda n: post("/tokens/walkin", {"slotId": slot["id"], "patientName": "W"})
    )

    people = {one.json()["data"]["patientId"] for one in answers}
    assert len(people) == N_CLIENTS


def test_one_new_patient_booked_by_all_at_once_is_one_token(clinic, post):
    slot = clinic.slot()

    answers = all_at_once(
        lambda _: post(
            "/tokens/book",
            {"slotId": slot["id"], "patientId": "P", "patientName": "Only One"},
        )
    )

    assert Counter(one.status_code for one in answers) == {201: 1, 400: 29}
    assert clinic.client.get("/tokens/patient/P").json()["count"] == 1
