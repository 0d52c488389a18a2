"""The pages of the loop: reported on a phone, previewed and applied in the office."""

from datetime import UTC, datetime

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.services.loop.builders import given_absence, given_booked, given_department
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.services import loop, views
from horarium.services.loop import PlanStatus
from horarium.services.relay import drain


@pytest.fixture
def clock(clock):
    clock.at = datetime(2026, 1, 6, 7, 0, tzinfo=UTC)
    return clock


@pytest.fixture
def department(begin_as):
    with begin_as() as work:
        return given_department(work)


@pytest.fixture
def booked(begin_as, department):
    """Patients of Tuesday's kidney clinic, which nobody else can hold."""
    with begin_as() as work:
        return given_booked(work, department.session("Kidney"))


@pytest.fixture
def office(signed_in):
    return signed_in(Role.COORDINATOR)


def report(client, who=None, **changes):
    form = {"first_on": "2026-01-06", "last_on": "2026-01-06", "kind": "sick"}
    form |= {"practitioner": str(who.id)} if who else {}
    csrf = csrf_of(client.get("/absences"))
    return client.post("/absences", data={"csrf": csrf, **form, **changes})


def press(client, page, selector, **fields):
    """Send the form that ``selector`` finds on a page, as it is."""
    tree = LexborHTMLParser(client.get(page).text)
    form = tree.css_first(selector)
    hidden = {
        one.attributes["name"]: one.attributes["value"]
        for one in form.css("input[type=hidden]")
    }
    return client.post(form.attributes["action"], data={**hidden, **fields})


def text_of(client, page):
    return " ".join(LexborHTMLParser(client.get(page).text).body.text().split())


def test_one_report_shows_everything_and_one_press_does_it(
    office, department, booked, begin_as
):
    plan = report(office, department.doctor("Dan")).headers["location"]
    before = text_of(office, plan)

    press(office, plan, "form[action$=apply]")

    after = text_of(office, plan)
    assert "nothing has changed yet" in before
    assert "Dr Dan Frei is away (sick), Tue 6 Jan." in before
    assert "closes, 3 patients" in before
    assert all(one.label in before for one in booked)
    assert "3 patients, each once" in before
    assert "New numbers" in after
    with begin_as() as work:
        assert views.token(work, booked[0].opaque).session_start.day == 7


def test_a_doctor_says_so_on_the_phone_and_learns_nothing_of_others(
    signed_in, department, office, begin_as
):
    ana = department.doctor("Ana")
    phone = signed_in(Role.DOCTOR, practitioner=ana.id)
    with begin_as() as work:
        given_absence(work, department.doctor("Ben"), reason="private")

    answer = report(phone, reason="a bad cold")

    seen = text_of(phone, answer.headers["location"])
    assert "Your coordinator knows" in seen
    assert "a bad cold" in seen
    assert "Dr Ben Ito" not in seen
    assert "a bad cold" in text_of(office, "/absences")


def test_whoever_was_told_finds_the_words_on_the_home_page(
    signed_in, department, office, begin_as, database, organisation, clock
):
    ana, ben = department.doctor("Ana"), department.doctor("Ben")
    phone = signed_in(Role.DOCTOR, practitioner=ben.id)
    with begin_as() as work:
        given_booked(work, department.session("Allergy"))
    plan = report(office, ana).headers["location"]
    press(office, plan, "form[action$=apply]")

    with database.transaction(organisation.id) as db:
        drain(db, organisation.id, clock)

    assert "You take over Allergy, Tue 6 Jan, 09:00" in text_of(phone, "/")
    assert "News for you" not in text_of(office, "/")


def test_a_doctor_cannot_report_a_colleague(signed_in, department):
    phone = signed_in(Role.DOCTOR, practitioner=department.doctor("Ana").id)

    answer = report(phone, who=department.doctor("Ben"))

    assert answer.status_code == 404


def test_what_the_worker_has_made_is_there_for_the_coordinator(
    signed_in, department, office, begin_as
):
    report(signed_in(Role.DOCTOR, practitioner=department.doctor("Ana").id))
    with begin_as() as work:
        [absence] = loop.to_come(work)
        waiting = loop.newest(work, absence.id)
    page = f"/absences/plans/{waiting.id}"
    refreshed = office.get(page).headers["refresh"]

    loop.work_out(begin_as, waiting.id)

    assert refreshed
    assert "refresh" not in office.get(page).headers
    assert page in office.get("/absences").text


def test_a_plan_that_the_world_has_overtaken_is_made_anew(
    office, department, booked, begin_as
):
    stale = report(office, department.doctor("Dan")).headers["location"]
    other = report(office, department.doctor("Eva")).headers["location"]
    press(office, other, "form[action$=apply]")

    answer = press(office, stale, "form[action$=apply]")

    fresh = answer.headers["location"]
    assert fresh.partition("?")[0] != stale
    assert "This is a new one" in text_of(office, fresh)
    press(office, fresh, "form[action$=apply]")
    assert "New numbers" in text_of(office, fresh)


def test_trying_again_may_ask_for_more(office, department):
    first = report(office, department.doctor("Ana")).headers["location"]

    again = press(office, first, "form[action$=anew]", filling="wanted")

    assert "goes on with Dr Ben Ito" in text_of(office, again.headers["location"])


def test_a_plan_in_the_making_can_be_stopped(office, department, begin_as):
    with begin_as() as work:
        absence = given_absence(work, department.doctor("Ana"))
        waiting = loop.queue(work, loop.Cause.absent(absence))
    page = f"/absences/plans/{waiting.id}"

    press(office, page, "form[action$=stop]")

    with begin_as() as work:
        assert loop.get(work, waiting.id).status is PlanStatus.STOPPED
    assert "stopped; nothing has changed" in text_of(office, page)


def test_days_the_wrong_way_round_keep_what_was_typed(office, department):
    answer = report(
        office, department.doctor("Ana"), last_on="2026-01-05", reason="a cold"
    )

    tree = LexborHTMLParser(answer.text)
    assert answer.status_code == 422
    assert "182 days" in tree.css_first("#last_on-error").text()
    assert tree.css_first("#reason").attributes["value"] == "a cold"


def test_an_early_return_is_a_plan_of_its_own(office, department):
    report_page = report(office, department.doctor("Ana"), last_on="2026-01-08")
    press(office, report_page.headers["location"], "form[action$=apply]")

    answer = press(office, "/absences", "form[action$=return]", on="2026-01-07")

    page = answer.headers["location"]
    assert "Dr Ana Ruiz can work again" in text_of(office, page)
