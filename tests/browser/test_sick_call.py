"""A sick call, from the doctor's phone to the patient's and to the board."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.builders import given_practitioner, given_session
from tests.services.lines import walk_in
from tests.services.loop.builders import given_booked, given_department
from tests.services.past_days import given_another

from horarium.domain.actor import Role

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def report(phone: Page, on: date) -> None:
    """Two taps and a date on a telephone."""
    phone.set_viewport_size(PHONE)
    phone.get_by_role("link", name="I cannot come").click()
    phone.get_by_label("First day", exact=True).fill(on.isoformat())
    phone.get_by_label("Last day").fill(on.isoformat())
    phone.get_by_role("button", name="Tell the coordinator").click()
    expect(phone.locator("body")).to_contain_text("Your coordinator knows")


def apply(office: Page) -> None:
    """The coordinator looks at what follows, and does it."""
    office.get_by_role("link", name="Absence", exact=True).click()
    office.get_by_role("button", name="Work it out").click()
    expect(office.locator("main")).to_contain_text("nothing has changed yet")
    office.get_by_role("button", name="Apply and tell them").click()
    expect(office.get_by_role("status").filter(has_text="done")).to_be_visible()


def test_a_doctor_calls_in_and_a_patient_finds_the_new_time(visitor, deployment):
    with deployment.work() as work:
        monday = work.today + timedelta(days=7 - work.today.weekday())
        department = given_department(work, monday)
        [booked] = given_booked(work, department.session("Kidney", monday), n=1)
    doctor = visitor(Role.DOCTOR, practitioner=department.doctor("Dan").id)
    office, patient = visitor(Role.COORDINATOR), visitor()
    patient.goto(f"/t/{booked.opaque}")
    expect(patient.locator("main")).to_contain_text(booked.label)

    report(doctor, monday)
    apply(office)

    with deployment.work() as work:
        tuesday = department.session("Kidney", monday + timedelta(days=1))
        number = f"{tuesday.series} 1"
    patient.goto(f"/t/{booked.opaque}")
    expect(patient.locator("main")).to_contain_text(number)
    expect(office.locator("main")).to_contain_text("Dr Dan Frei")


def test_the_board_and_the_phone_follow_a_clinic_that_closes(visitor, deployment):
    with deployment.work() as work:
        start = work.clock.now() - timedelta(minutes=30)
        dan = given_practitioner(work, name="Dr Dan Frei")
        ending = given_session(work, practitioner=dan, start=start)
        going_on = given_another(work, ending, start=start)
        token = walk_in(work, ending)
        today = work.today
    doctor = visitor(Role.DOCTOR, practitioner=dan.id)
    office, board, phone = visitor(Role.COORDINATOR), visitor(), visitor()
    board.goto("/board")
    phone.goto(f"/t/{token.opaque}")
    expect(board.locator("body")).to_contain_text(token.label)

    report(doctor, today)
    apply(office)

    number = f"{going_on.series} 1"
    expect(board.locator("body")).to_contain_text(number)
    expect(board.locator("body")).not_to_contain_text(token.label)
    expect(phone.locator("main")).to_contain_text(number)
