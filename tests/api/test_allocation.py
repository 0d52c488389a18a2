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


def test_a_reserve_and_equity_are_asked_for_and_priced(coordinator, begin_as):
    with begin_as() as work:
        session = given_clinic(work, n_slots=2)
        for _ in range(2):
            given_wish(work, session)
    wanted = {"idle": 0, "reserve": 1, "equity_percent": 50}

    seen = coordinator.get("/allocation", params=wanted).json()
    done = coordinator.post(
        "/allocation/accept", json=wanted | {"digest": seen["digest"]}
    )

    assert seen["price"]["n_placed_without"] == 2
    assert seen["shares"] == [{"source": "online", "n_asked": 2, "n_placed": 1}]
    assert seen["sessions"][0]["n_kept"] == 1
    assert (seen["method"], seen["is_proven"]) == ("integer-programme", True)
    assert done.json()["n_booked"] == 1


@pytest.mark.parametrize(
    "typed", [{"reserve": 11}, {"reserve": -1}, {"equity_percent": 101}]
)
def test_a_reserve_that_makes_no_sense_names_itself(coordinator, typed):
    answer = coordinator.get("/allocation", params=typed)

    [field] = typed
    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, field)
