"""Patients over HTTP."""

from tests.builders import given_patient, new_id

from horarium.api.fields import FIRST_DAY


def test_a_registered_patient_is_found_by_name_and_number(staff):
    made = staff.post(
        "/patients", json={"name": "Noor de Vries", "birth_on": "1971-03-04"}
    )

    by_name = staff.post("/search/patients", json={"words": "de vries"}).json()
    by_number = staff.post(
        "/search/patients", json={"words": made.json()["record_number"][:6]}
    ).json()

    assert made.status_code == 201
    assert by_name["items"] == by_number["items"] == [made.json()]


def test_no_more_are_found_than_asked_for(staff, given):
    for _ in range(3):
        given(given_patient, name="Kim")

    found = staff.post("/search/patients", json={"words": "Kim", "limit": 2})

    assert len(found.json()["items"]) == 2


def test_a_wildcard_is_a_letter_like_any_other(staff, given):
    given(given_patient)

    found = staff.post("/search/patients", json={"words": "%"})

    assert found.json()["items"] == []


def test_a_patient_is_read_by_id(staff, given):
    patient = given(given_patient)

    assert staff.get(f"/patients/{patient.id}").json()["name"] == patient.name
    assert staff.get(f"/patients/{new_id()}").status_code == 404


def test_nobody_is_born_tomorrow_or_before_the_first_day(staff):
    for born in ("2026-01-07", FIRST_DAY.replace(year=1889).isoformat()):
        answer = staff.post("/patients", json={"name": "Ana", "birth_on": born})

        assert (born, answer.status_code) == (born, 422)


def test_no_name_of_a_patient_travels_in_an_address(app):
    parameters = {
        (path, parameter["name"])
        for path, operations in app.openapi()["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] in ("path", "query")
    }

    words = {"name", "words", "phone", "birth_on", "record_number", "q", "query"}
    assert {name for _, name in parameters} & words == set()
