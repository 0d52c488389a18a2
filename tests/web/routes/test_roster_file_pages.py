"""Rosters are downloaded, printed and imported through pages."""

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.services.duties import given_ward
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role

FORMS = {"xlsx": b"PK", "csv": b"staff", "pdf": b"%PDF", "ical": b"BEGIN:VCALENDAR"}


@pytest.fixture
def ward(begin_as):
    with begin_as() as work:
        return given_ward(work)


@pytest.fixture
def address(ward):
    return f"/rosters/{ward.stored.id}"


@pytest.mark.parametrize("form", FORMS)
def test_a_registrar_downloads_the_published_roster(signed_in, ward, address, form):
    doctor = signed_in(Role.DOCTOR, practitioner=ward.team[0].id)

    answer = doctor.get(f"{address}/files/{form}")

    assert answer.content.startswith(FORMS[form])
    assert "attachment" in answer.headers["content-disposition"]
    assert doctor.get(f"{address}/files/json").status_code == 422


def test_the_roster_page_leads_to_its_files_and_to_paper(signed_in, ward, address):
    coordinator = signed_in(Role.COORDINATOR)

    roster = LexborHTMLParser(coordinator.get("/roster").text)
    printed = LexborHTMLParser(coordinator.get(f"{address}/print").text)

    assert roster.css_first(f'a[href="{address}/files"]')
    assert len(printed.css("tbody tr")) == len(ward.team)


def test_a_file_becomes_a_draft_and_a_wrong_cell_is_named(signed_in, address):
    coordinator = signed_in(Role.COORDINATOR)
    good = coordinator.get(f"{address}/files/csv").content
    csrf = csrf_of(coordinator.get(f"{address}/files"))

    def send(data):
        return coordinator.post(
            f"{address}/files",
            data={"csrf": csrf, "form": "csv"},
            files={"file": ("roster.csv", data)},
        )

    taken, refused = send(good), send(good.replace(b",D", b",X", 1))

    assert taken.status_code == 303
    assert refused.status_code == 422
    error = LexborHTMLParser(refused.text).css_first("#file-error").text()
    assert "row 2, column 3" in error


def test_what_a_files_name_ends_in_says_how_to_read_it(signed_in, address):
    coordinator = signed_in(Role.COORDINATOR)
    good = coordinator.get(f"{address}/files/toml").content
    own = b'\n[[packs]]\ntitle = "Our ward"\nextends = "eu-ewtd"\n'
    csrf = csrf_of(coordinator.get(f"{address}/files"))

    def send(name):
        return coordinator.post(
            f"{address}/files",
            data={"csrf": csrf, "form": ""},
            files={"file": (name, good + own)},
        )

    taken, refused = send("our own.toml"), send("our own.docx")

    assert refused.status_code == 422
    assert ".toml" in LexborHTMLParser(refused.text).css_first("#file-error").text()
    rules = coordinator.get(taken.headers["location"].replace("/edit", "/rules"))
    assert "Our ward" in rules.text
