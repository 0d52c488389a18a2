"""Swaps over HTTP: offered, taken, proposed in a ring, decided."""

from datetime import timedelta

import pytest
from tests.services.duties import MONDAY, given_ward

from horarium.domain.actor import Role
from horarium.services import rosters

NEXT_MONDAY = "2026-01-12"
NEXT_TUESDAY = "2026-01-13"


@pytest.fixture
def ward(begin_as):
    with begin_as() as work:
        return given_ward(work)


@pytest.fixture
def person(client_as, ward):
    """A client with the own token of the n-th person."""
    return lambda n, of=ward: client_as(Role.DOCTOR, of.team[n])


@pytest.fixture
def coordinator(client_as):
    return client_as(Role.COORDINATOR)


@pytest.fixture
def duties(begin_as):
    """Who works what in a ward's roster now."""

    def read(ward):
        with begin_as() as work:
            return {
                (one.staff_code, one.on_date.isoformat()): one.shift_type
                for one in rosters.get(work, ward.stored.id).assignments
            }

    return read


def offered(client, on=NEXT_MONDAY, **headers):
    return client.post("/swaps/offers", json={"on_date": on}, headers=headers)


def test_the_ways_for_a_duty_keep_every_rule_and_are_told_best_first(person):
    told = person(0).get("/swaps/ways", params={"on": NEXT_MONDAY}).json()["items"]

    assert {len(way["handovers"]) for way in told} == {1, 2}
    totals = [way["own_total"] for way in told]
    assert totals == sorted(totals)
    assert {way["other"] for way in told} <= {"fairer", "even", "less-fair"}


def test_an_offer_is_taken_approved_and_in_the_roster(
    ward, person, coordinator, duties
):
    ana, ben = person(0), person(1)
    made = offered(ana)
    [seen] = ben.get("/swaps/offers/to-me").json()["items"]
    deal = ben.post(f"/swaps/offers/{seen['offer']['id']}/accept", json={})
    before = duties(ward)
    [waiting] = coordinator.get("/swaps/deals/to-decide").json()["items"]
    done = coordinator.post(
        f"/swaps/deals/{waiting['id']}/decision",
        json={"is_granted": True},
        headers={"If-Match": deal.headers["etag"]},
    )

    giver, taker = (ward.team[n].staff_code for n in (0, 1))
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert made.headers["location"].endswith(seen["offer"]["id"])
    assert (deal.status_code, deal.json()["status"]) == (201, "agreed")
    assert before[giver, NEXT_MONDAY] == "N"
    assert (done.status_code, done.json()["status"]) == (200, "done")
    assert (giver, NEXT_MONDAY) not in duties(ward)
    assert duties(ward)[taker, NEXT_MONDAY] == "N"
    [mine] = ana.get("/swaps/deals").json()["items"]
    assert mine["id"] == done.json()["id"]


def test_where_nobody_has_to_approve_a_taken_duty_moves_at_once(person, coordinator):
    coordinator.put("/swaps/policy", json={"needs_approval": False})
    made = offered(person(0)).json()["id"]

    deal = person(1).post(f"/swaps/offers/{made}/accept", json={})

    assert person(2).get("/swaps/policy").json() == {"needs_approval": False}
    assert deal.json()["status"] == "done"


def test_the_same_key_offers_and_takes_once(person, coordinator):
    coordinator.put("/swaps/policy", json={"needs_approval": False})
    key = {"Idempotency-Key": "swap-1"}
    made, again = (offered(person(0), **key) for _ in range(2))
    address = f"/swaps/offers/{made.json()['id']}/accept"
    first, second = (
        person(1).post(address, json={}, headers={"Idempotency-Key": "take-1"})
        for _ in range(2)
    )
    late = person(2).post(address, json={})

    assert made.json() == again.json()
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert (late.status_code, late.json()["code"]) == (409, "duty-gone")


def test_two_with_the_same_key_are_not_mistaken_for_each_other(person):
    offered(person(0), NEXT_TUESDAY, **{"Idempotency-Key": "1"})

    other = offered(person(2), NEXT_TUESDAY, **{"Idempotency-Key": "1"})

    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


def test_an_offer_is_its_owners_and_withdrawn_by_nobody_else(person):
    made = offered(person(0))
    address = f"/swaps/offers/{made.json()['id']}"

    assert person(1).get(address).status_code == 404
    assert person(1).post(f"{address}/withdraw").status_code == 404
    withdrawn = person(0).post(
        f"{address}/withdraw", headers={"If-Match": made.headers["etag"]}
    )
    stale = person(0).post(
        f"{address}/withdraw", headers={"If-Match": made.headers["etag"]}
    )

    assert (withdrawn.json()["status"], withdrawn.headers["etag"]) == (
        "withdrawn",
        '"2"',
    )
    assert stale.status_code == 412
    assert person(0).get("/swaps/offers").json()["items"] == []


def test_a_ring_is_proposed_and_done_when_all_agree(
    begin_as, client_as, coordinator, duties
):
    with begin_as() as work:
        ward = given_ward(work, ("...D...", "....D.."))
    coordinator.put("/swaps/policy", json={"needs_approval": False})
    both = [client_as(Role.DOCTOR, one) for one in ward.team]
    for client, day in zip(both, (3, 4), strict=True):
        offered(client, (MONDAY + timedelta(days=day)).isoformat())

    [ring] = both[0].get("/swaps/rings").json()["items"]
    body = {"offers": ring["offers"]}
    made, again = (
        both[0].post("/swaps/rings", json=body, headers={"Idempotency-Key": "r"})
        for _ in range(2)
    )
    deal = made.json()
    agreed = both[1].post(f"/swaps/deals/{deal['id']}/consent")

    assert (made.status_code, deal["status"], deal["version"]) == (201, "proposed", 2)
    assert again.json() == deal
    assert (agreed.json()["status"], agreed.json()["version"]) == ("done", 4)
    codes = [one.staff_code for one in ward.team]
    assert duties(ward) == {
        (codes[0], "2026-01-09"): "D",
        (codes[1], "2026-01-08"): "D",
    }


def test_a_declined_ring_moves_nobody(begin_as, client_as, duties):
    with begin_as() as work:
        ward = given_ward(work, ("...D...", "....D.."))
    before = duties(ward)
    both = [client_as(Role.DOCTOR, one) for one in ward.team]
    for client, day in zip(both, (3, 4), strict=True):
        offered(client, (MONDAY + timedelta(days=day)).isoformat())
    [ring] = both[0].get("/swaps/rings").json()["items"]
    deal = both[0].post("/swaps/rings", json={"offers": ring["offers"]}).json()["id"]

    declined = both[1].post(f"/swaps/deals/{deal}/decline")
    late = both[1].post(f"/swaps/deals/{deal}/consent")

    assert declined.json()["status"] == "lapsed"
    assert (late.status_code, late.json()["code"]) == (409, "request-decided")
    assert duties(ward) == before


def test_a_deal_is_there_for_its_people_and_who_decides_alone(person, coordinator):
    made = offered(person(0)).json()["id"]
    deal = person(1).post(f"/swaps/offers/{made}/accept", json={}).json()["id"]

    answers = [person(n).get(f"/swaps/deals/{deal}").status_code for n in range(3)]

    assert answers == [200, 200, 404]
    assert coordinator.get(f"/swaps/deals/{deal}").status_code == 200


def test_a_refused_swap_needs_a_reason_and_leaves_the_duty(
    ward, person, coordinator, duties
):
    made = offered(person(0)).json()["id"]
    deal = person(1).post(f"/swaps/offers/{made}/accept", json={}).json()["id"]
    before = duties(ward)
    address = f"/swaps/deals/{deal}/decision"

    silent = coordinator.post(address, json={"is_granted": False})
    told = coordinator.post(address, json={"is_granted": False, "answer": "too many"})

    assert silent.status_code == 422
    assert (told.json()["status"], told.json()["answer"]) == ("refused", "too many")
    assert duties(ward) == before


def test_a_day_without_a_duty_is_named(person):
    answer = offered(person(0), "2026-01-09")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-field")
    assert "2026-01-09" in answer.text
