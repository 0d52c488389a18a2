"""Many clients at once, through a real server on the loopback."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from tests.builders import given_session

from horarium.domain.actor import Role

N_CLIENTS = 30
CAPACITY = 6


@pytest.fixture
def post(address, bearer) -> Iterator[Callable[..., httpx2.Response]]:
    """Posts as the desk, from as many connections as there are callers."""
    headers = {"Authorization": f"Bearer {bearer(Role.STAFF)}"}
    limits = httpx2.Limits(max_connections=100)

    with httpx2.Client(
        base_url=address, headers=headers, limits=limits, timeout=30
    ) as client:

        def send(path: str, body: dict, key: str) -> httpx2.Response:
            return client.post(path, json=body, headers={"Idempotency-Key": key})

        yield send


def come_all_at_once(post, session):
    """One answer a client, by the client's number."""
    starting = threading.Barrier(N_CLIENTS)

    def come(n: int) -> httpx2.Response:
        starting.wait(timeout=20)
        body = {"patient": {"name": f"Patient {n}"}}
        return post(f"/sessions/{session.id}/tokens", body, key=f"client-{n}")

    with ThreadPoolExecutor(N_CLIENTS) as pool:
        return list(pool.map(come, range(N_CLIENTS)))


def test_thirty_at_once_for_six_places_are_six_tokens_and_24_refusals(post, given):
    session = given(given_session, capacity=CAPACITY)

    answered = come_all_at_once(post, session)

    assert Counter(one.status_code for one in answered) == {201: 6, 409: 24}
    numbers = [one.json()["number"] for one in answered if one.status_code == 201]
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
    codes = {one.json()["code"] for one in answered if one.status_code == 409}
    assert codes == {"session-full"}


def test_who_has_a_token_gets_it_again_when_the_session_is_full(post, given):
    session = given(given_session, capacity=CAPACITY)
    first = come_all_at_once(post, session)

    again = come_all_at_once(post, session)

    assert [one.status_code for one in again] == [one.status_code for one in first]
    for before, after in zip(first, again, strict=True):
        if before.status_code == 201:
            assert after.json() == before.json()


def test_one_key_sent_thirty_times_at_once_is_one_token(post, given, staff):
    session = given(given_session, capacity=CAPACITY)
    starting = threading.Barrier(N_CLIENTS)

    def come(_: int) -> httpx2.Response:
        starting.wait(timeout=20)
        body = {"patient": {"name": "Only One"}}
        return post(f"/sessions/{session.id}/tokens", body, key="the-same")

    with ThreadPoolExecutor(N_CLIENTS) as pool:
        answered = list(pool.map(come, range(N_CLIENTS)))

    assert {one.status_code for one in answered} == {201}
    assert len({one.json()["id"] for one in answered}) == 1
    assert staff.get(f"/sessions/{session.id}").json()["taken"] == 1
    found = staff.post("/search/patients", json={"words": "Only One"}).json()
    assert len(found["items"]) == 1


def test_more_requests_than_threads_all_get_an_answer(post, given):
    sessions = [given(given_session, capacity=2) for _ in range(3)]

    def come(n: int) -> int:
        body = {"patient": {"name": f"Patient {n}"}}
        session = sessions[n % len(sessions)]
        path = f"/sessions/{session.id}/tokens"
        return post(path, body, key=f"crowd-{n}").status_code

    with ThreadPoolExecutor(80) as pool:
        statuses = Counter(pool.map(come, range(160)))

    assert statuses == {201: 6, 409: 154}


def test_of_eight_emergencies_at_once_the_overflow_takes_three(post, given, staff):
    session = given(given_session, capacity=1, overflow_limit=3)
    path = f"/sessions/{session.id}"
    post(f"{path}/tokens", {"patient": {"name": "First"}}, key="first")
    starting = threading.Barrier(8)

    def come(n: int) -> httpx2.Response:
        starting.wait(timeout=20)
        body = {"patient": {"name": f"Emergency {n}"}, "reason": "chest pain"}
        return post(f"{path}/emergencies", body, key=f"emergency-{n}")

    with ThreadPoolExecutor(8) as pool:
        answered = list(pool.map(come, range(8)))

    assert Counter(one.status_code for one in answered) == {201: 3, 409: 5}
    codes = {one.json()["code"] for one in answered if one.status_code == 409}
    assert codes == {"overflow-full"}
    after = staff.get(path).json()
    assert (after["capacity"], after["taken"], after["overflow_taken"]) == (1, 1, 3)
