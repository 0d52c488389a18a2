"""Searches for rosters over HTTP: asked for, followed, stopped."""

import json
import threading

import httpx2
import pytest
from tests.api.rosters import make_document
from tests.builders import given_practitioner, new_id

from horarium.domain.actor import Role
from horarium.services import solving
from horarium.services.live import LiveMessage


@pytest.fixture
def coordinator(client_as):
    return client_as(Role.COORDINATOR)


@pytest.fixture
def document(given):
    """A small problem of people who are on the team."""
    return make_document([given(given_practitioner).staff_code for _ in range(2)])


@pytest.fixture
def ask(coordinator, document):
    """Asks for a roster and gives the answer's body."""

    def post():
        return coordinator.post("/solves", json={"problem": document}).json()

    return post


def events_of(text):
    """The data of each event of a stream."""
    lines = text.splitlines()
    return [json.loads(line[6:]) for line in lines if line.startswith("data: ")]


def test_a_search_is_taken_up_later(coordinator, document):
    wish = {"problem": document, "seconds": 20, "seed": 4}

    answer = coordinator.post("/solves", json=wish)

    assert answer.status_code == 202
    run = answer.json()
    assert (run["status"], run["roster"], run["outcome"]) == ("queued", None, None)
    assert run["params"]["limit_s"] == 20
    assert coordinator.get(f"/solves/{run['id']}").json() == run


def test_a_rule_for_a_grade_that_nobody_has_is_refused_by_its_field(
    coordinator, document
):
    rule = {"rule": "max-consecutive", "days": 5, "scope": {"grades": ["registar"]}}

    answer = coordinator.post("/solves", json={"problem": document | {"rules": [rule]}})

    assert answer.status_code == 422
    assert "scope.grades" in answer.text
    assert "registar" in answer.text


def test_what_the_worker_finds_is_a_draft_to_be_published(coordinator, ask, begin_as):
    run = ask()

    solving.run(begin_as, run["id"])

    done = coordinator.get(f"/solves/{run['id']}").json()
    assert (done["status"], done["outcome"]["status"]) == ("done", "solved")
    draft = coordinator.get(f"/rosters/{done['roster']}")
    assert draft.json()["status"] == "draft"


def test_a_search_that_has_not_begun_is_stopped_at_once(coordinator, ask):
    run = ask()

    stopped = coordinator.post(f"/solves/{run['id']}/stop").json()

    assert (stopped["status"], stopped["outcome"]) == (
        "cancelled",
        {"status": "stopped"},
    )


def test_a_search_that_is_over_is_told_once(coordinator, ask):
    run = ask()
    stopped = coordinator.post(f"/solves/{run['id']}/stop").json()

    stream = coordinator.get(f"/solves/{run['id']}/events")

    assert stream.headers["content-type"].startswith("text/event-stream")
    assert events_of(stream.text) == [stopped]


def test_an_unknown_search_has_no_stream(coordinator):
    for part in ("", "/events"):
        assert coordinator.get(f"/solves/{new_id()}{part}").status_code == 404


def test_who_follows_a_search_sees_it_end(app, address, bearer, coordinator, ask):
    run = ask()
    headers = {"Authorization": f"Bearer {bearer(Role.COORDINATOR)}"}
    has_begun, seen = threading.Event(), []

    def follow():
        events = f"{address}/solves/{run['id']}/events"
        with httpx2.stream("GET", events, headers=headers, timeout=20) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    seen.append(json.loads(line[6:])["status"])
                    has_begun.set()

    follower = threading.Thread(target=follow)
    follower.start()
    assert has_begun.wait(timeout=20)
    coordinator.post(f"/solves/{run['id']}/stop")
    organisation = str(app.state.deployment.organisation.id)
    app.state.hub.publish(
        LiveMessage(organisation, "solve.progress", {"run": run["id"]})
    )
    follower.join(timeout=20)

    assert seen == ["queued", "cancelled"]


def test_a_stopping_process_lets_its_streams_go(app, address, bearer, ask):
    run = ask()
    headers = {"Authorization": f"Bearer {bearer(Role.COORDINATOR)}"}

    app.state.hub.close()
    events = f"{address}/solves/{run['id']}/events"
    answer = httpx2.get(events, headers=headers, timeout=20)

    assert [one["status"] for one in events_of(answer.text)] == ["queued"]


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"format": "another"},
        {"horizon": {"start": "2026-01-05", "days": 10**9}},
        {"horizon": None},
        {"people": [{"id": "a\0b"}]},
        {"people": [{"id": "\ud800"}]},
        {"people": "everybody"},
        {"shift_types": [{"id": "D", "start": "25:00", "end": "16:00"}]},
        {"cover": [7]},
        {"surprise": True},
    ],
)
def test_a_problem_that_makes_no_sense_is_refused_before_anybody_waits(
    coordinator, document, broken
):
    problem = document | broken if broken else {}
    body = json.dumps({"problem": problem})

    answer = coordinator.post(
        "/solves", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "1e999", "1" * 5000, "[" * 900 + "]" * 900]
)
def test_what_json_cannot_keep_is_refused(coordinator, number):
    body = f'{{"problem": {{"name": {number}}}}}'

    answer = coordinator.post(
        "/solves", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 422
