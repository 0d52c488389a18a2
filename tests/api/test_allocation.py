"""The allocation over HTTP."""

import pytest
from tests.services.allocation.builders import given_clinic, given_wish

from horarium.domain.actor import Role


@pytest.fixture
def coordinator(client_as):
    return client_as(Role.COORDINATOR)


def test_a_proposal_is_seen_and_accepted(coordinator, begin_as):
    with begin_as() as work:
        session = given_clinic(work, n_slots=1)
        for _ in range(2):
            given_wish(work, session)

    seen = coordinator.get("/allocation", params={"idle": 0}).json()
    body = {"idle": 0, "digest": seen["digest"]}
    done = coordinator.post("/allocation/accept", json=body)
    again = coordinator.post("/allocation/accept", json=body)

    assert (len(seen["placements"]), len(seen["left"])) == (1, 1)
    assert done.json() == {"n_booked": 1, "stayed": []}
    assert (again.status_code, again.json()["code"]) == (409, "proposal-changed")


def test_a_knob_that_makes_no_sense_names_itself(coordinator):
    answer = coordinator.get("/allocation", params={"wait": 99})

    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "wait")
