"""Rosters over HTTP: read, judged, published."""

import pytest
from tests.api.rosters import make_document
from tests.builders import given_practitioner, new_id

from horarium.domain.actor import Role
from horarium.engines.rostering import Roster, problem_from_dict
from horarium.services import rosters


@pytest.fixture
def draft(begin_as):
    """Keeps a draft in which the first of two people works the days given."""

    def keep(days):
        with begin_as() as work:
            codes = [given_practitioner(work).staff_code for _ in range(2)]
            problem = problem_from_dict(make_document(codes))
            empty = Roster.empty(problem.n_people, problem.n_days)
            roster = empty.with_cells({(0, day): 0 for day in days})
            return rosters.save_draft(work, problem, roster, {"status": "solved"})

    return keep


@pytest.fixture
def coordinator(client_as):
    return client_as(Role.COORDINATOR)


def test_rosters_are_listed_without_their_cells(coordinator, draft):
    kept = draft(days=[0, 1, 2])

    (heading,) = coordinator.get("/rosters").json()["items"]

    assert (heading["id"], heading["status"]) == (str(kept.id), "draft")
    assert "assignments" not in heading


def test_a_roster_tells_who_works_what_on_which_date(coordinator, draft):
    kept = draft(days=[0, 2])

    told = coordinator.get(f"/rosters/{kept.id}").json()

    duties = [(one["on_date"], one["shift_type"]) for one in told["assignments"]]
    assert duties == [("2026-01-05", "D"), ("2026-01-07", "D")]
    assert told["problem"]["format"] == "horarium-roster-problem/1"
    assert told["summary"] == {"status": "solved"}


def test_a_missing_duty_is_a_hard_breach_on_its_date(coordinator, draft):
    kept = draft(days=[0, 2])

    told = coordinator.get(f"/rosters/{kept.id}/breaches").json()

    hard = [one for one in told["items"] if one["is_hard"]]
    assert told["n_hard"] == len(hard) == 1
    assert hard[0]["on_dates"] == ["2026-01-06"]
    assert hard[0]["person"] is None


def test_a_legal_draft_is_published_and_is_then_the_current_one(coordinator, draft):
    kept = draft(days=[0, 1, 2])
    etag = coordinator.get(f"/rosters/{kept.id}").headers["etag"]

    published = coordinator.post(
        f"/rosters/{kept.id}/publish", headers={"If-Match": etag}
    )

    assert published.status_code == 200
    assert published.json()["status"] == "published"
    today = coordinator.get("/rosters/current")
    assert today.json()["id"] == str(kept.id)
    assert today.headers["etag"] == published.headers["etag"] != etag


def test_a_draft_that_breaks_a_hard_rule_is_not_published(coordinator, draft):
    kept = draft(days=[0])

    answer = coordinator.post(
        f"/rosters/{kept.id}/publish", headers={"If-Match": '"1"'}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "roster-has-breaches")


def test_publishing_says_which_version_and_the_present_one(coordinator, draft):
    kept = draft(days=[0, 1, 2])

    silent = coordinator.post(f"/rosters/{kept.id}/publish")
    stale = coordinator.post(f"/rosters/{kept.id}/publish", headers={"If-Match": '"7"'})

    assert (silent.status_code, silent.json()["code"]) == (428, "precondition-required")
    assert (stale.status_code, stale.json()["code"]) == (412, "roster-stale")


def test_a_day_without_a_published_roster_has_none(coordinator, draft):
    draft(days=[0, 1, 2])

    today = coordinator.get("/rosters/current")
    other = coordinator.get("/rosters/current", params={"on": "2031-01-01"})

    assert (today.status_code, other.status_code) == (404, 404)
    assert "2031-01-01" in other.json()["detail"]


def test_an_unknown_roster_is_not_found(coordinator):
    for part in ("", "/breaches"):
        assert coordinator.get(f"/rosters/{new_id()}{part}").status_code == 404
