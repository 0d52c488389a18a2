"""Programs take rosters out and bring them in as files."""

import base64

import pytest
from tests.services.duties import given_ward

from horarium.domain.actor import Role


@pytest.fixture
def ward(begin_as):
    with begin_as() as work:
        return given_ward(work)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_is_imported_as_a_draft(client_as, ward, form):
    coordinator = client_as(Role.COORDINATOR)
    address = f"/rosters/{ward.stored.id}/files"
    data = coordinator.get(f"{address}/{form}").content
    content = base64.b64encode(data).decode() if form == "xlsx" else data.decode()

    made = coordinator.post(address, json={"form": form, "content": content})

    assert made.status_code == 201, made.text
    assert made.json()["status"] == "draft"


def test_a_wrong_cell_is_a_problem_that_names_its_place(client_as, ward):
    coordinator = client_as(Role.COORDINATOR)
    address = f"/rosters/{ward.stored.id}/files"
    text = coordinator.get(f"{address}/csv").text.replace(",N", ",X", 1)

    refused = coordinator.post(address, json={"form": "csv", "content": text})
    bare, foreign = (
        coordinator.post(address, json={"form": "xlsx", "content": content})
        for content in ("no base64!", "no áscii")
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "unreadable-input")
    assert "row 2" in refused.text
    assert (bare.status_code, foreign.status_code) == (422, 422)


def test_what_holds_private_reasons_is_for_makers_of_rosters(client_as, ward):
    nurse = client_as(Role.NURSE)
    address = f"/rosters/{ward.stored.id}/files"

    assert nurse.get(f"{address}/pdf").status_code == 200
    assert nurse.get(f"{address}/json").status_code == 422
