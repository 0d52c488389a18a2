"""Doctors through the OPD interface."""

import pytest
from tests.api.opd.conftest import assert_refused
from tests.builders import new_id


def test_a_doctor_has_the_originals_document(clinic):
    made = clinic.doctor()

    assert set(made) == {
        "_id",
        "id",
        "name",
        "specialization",
        "opd_days",
        "created_at",
        "updated_at",
    }
    assert made["_id"] == made["id"]
    assert made["opd_days"] == ["Monday", "Tuesday", "Thu"]
    assert made["created_at"] == "2026-01-06T09:00:01Z"


def test_doctors_are_listed_in_the_order_of_registration(clinic):
    made = [clinic.doctor(name=f"Dr. {name}") for name in ("Zoe", "Ana", "Max")]

    answer = clinic.client.get("/doctors").json()

    assert answer["count"] == 3
    assert answer["data"] == made


def test_the_specialization_matches_exactly(clinic):
    wanted = clinic.doctor(specialization="Neurology")
    clinic.doctor(specialization="Neurology ward")

    answer = clinic.client.get("/doctors", params={"specialization": "Neurology"})

    assert answer.json()["data"] == [wanted]


def test_a_list_can_be_had_in_parts(clinic):
    made = [clinic.doctor() for _ in range(4)]

    answer = clinic.client.get("/doctors", params={"limit": 2, "offset": 1}).json()

    assert (answer["count"], answer["data"]) == (2, made[1:3])


def test_one_doctor_is_found_by_id(clinic):
    made = clinic.doctor()

    assert clinic.get(f"/doctors/{made['id']}") == made


@pytest.mark.parametrize("key", [str(new_id()), "507f1f77bcf86cd799439011", "x"])
def test_an_unknown_doctor_is_said_to_be_unknown(clinic, key):
    answer = clinic.client.get(f"/doctors/{key}")

    assert_refused(answer, 404, f"Doctor with ID {key} not found")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "  "},
        {"specialization": ""},
        {"opd_days": ["Funday"]},
        {"opd_days": "Monday"},
        {"opd_days": [1]},
        {"name": "x" * 201},
        {"name": "a\0b"},
    ],
)
def test_what_is_no_doctor_is_not_acceptable(clinic, changes):
    known = {"name": "Dr. A", "specialization": "ENT", "opd_days": []}

    answer = clinic.client.post("/doctors", json=known | changes)

    assert_refused(answer, 422)
    assert answer.json()["detail"][0]["loc"][:2] == ["body", *changes]


def test_both_spellings_of_opd_days_will_do(clinic):
    body = {"name": "Dr. A", "specialization": "ENT", "opdDays": ["Mon"]}

    answer = clinic.client.post("/doctors", json=body)

    assert answer.status_code == 201
    assert answer.json()["data"]["opd_days"] == ["Mon"]
