"""A walk-in who leaves it to the clinic, over HTTP."""

from tests.builders import given_session, make_service, new_id

from horarium.store import people


def rooms(work):
    service = make_service()
    people.add_services(work.db, work.organisation, [service])
    start = work.clock.now()
    return [given_session(work, service=service, start=start) for _ in range(2)]


def test_a_walk_in_is_offered_sessions_and_put_into_the_first(staff, given):
    sessions = given(rooms)
    service = str(sessions[0].service)

    offers = staff.get("/walk-ins/offers", params={"service": service}).json()["items"]
    answer = staff.post(
        "/walk-ins",
        json={"service": service, "patient": {"name": "Ana"}},
        headers={"idempotency-key": "one"},
    )

    assert {one["session"] for one in offers} == {str(one.id) for one in sessions}
    assert answer.status_code == 201
    assert answer.json()["session"] == offers[0]["session"]
    assert answer.json()["status"] == "arrived"


def test_where_nothing_is_open_the_refusal_says_so(staff):
    wanted = {"service": str(new_id()), "patient": {"name": "Ana"}}

    answer = staff.post("/walk-ins", json=wanted)

    assert (answer.status_code, answer.json()["code"]) == (409, "no-place-now")
