"""What a session is made of can be chosen from lists."""

from tests.builders import given_session

from horarium.domain.actor import Role

BODY = {"start": "2026-01-07T09:00:00Z", "end": "2026-01-07T12:00:00Z"}


def items(client, noun):
    answer = client.get(f"/{noun}")
    assert answer.status_code == 200
    return answer.json()["items"]


def test_a_session_can_be_opened_from_what_the_lists_offer(client_as, given):
    given(given_session)
    coordinator = client_as(Role.COORDINATOR)
    (practitioner,) = items(coordinator, "practitioners")
    (service,) = items(coordinator, "services")
    room = next(one for one in items(coordinator, "locations") if one["part_of"])

    chosen = {
        "practitioner": practitioner["id"],
        "service": service["id"],
        "location": room["id"],
    }
    opened = coordinator.post("/sessions", json=BODY | chosen)

    assert opened.status_code == 201
    assert opened.json()["practitioner_name"] == practitioner["name"]
    assert opened.json()["room"] == room["name"]


def test_a_room_says_which_site_it_is_part_of(staff, given):
    given(given_session)

    sites = {one["id"] for one in items(staff, "locations") if one["kind"] == "site"}
    rooms = [one for one in items(staff, "locations") if one["kind"] == "room"]

    assert rooms
    assert {one["part_of"] for one in rooms} <= sites


def test_lists_hold_only_the_own_organisation(staff):
    for noun in ("practitioners", "services", "locations"):
        assert items(staff, noun) == []
