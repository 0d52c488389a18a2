"""Rosters over HTTP: read, judged, published."""

import pytest
from tests.api.rosters import make_document
from tests.builders import given_practitioner, new_id

from horarium.domain.actor import Role
from horarium.engines.rostering import Roster, problem_from_dict
from horarium.services import rosters
from horarium.services.roster_privacy import as_seen


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


@pytest.fixture
def with_secrets(begin_as):
    """A published roster of two; each has asked for a day off, and why."""
    with begin_as() as work:
        team = [given_practitioner(work) for _ in range(2)]
        document = make_document([one.staff_code for one in team])
        for person in document["people"]:
            asked = {"day": "2026-01-05", "kind": "off", "weight": 5}
            person["requests"] = [asked | {"reason": f"secret of {person['id']}"}]
        document["rules"] = [{"rule": "requests", "weight": 1}]
        problem = problem_from_dict(document)
        empty = Roster.empty(problem.n_people, problem.n_days)
        roster = empty.with_cells({(n, day): 0 for n in range(2) for day in range(3)})
        summary = {"status": "mended", "why": "somebody is ill"}
        kept = rosters.save_draft(work, problem, roster, summary)
        return team, rosters.publish(work, kept.id, kept.version)


@pytest.mark.parametrize("path", ["", "/breaches"])
def test_no_programme_that_makes_no_rosters_reads_requests(
    client_as, with_secrets, path
):
    _, kept = with_secrets

    told = client_as(Role.DOCTOR).get(f"/rosters/{kept.id}{path}")

    assert told.status_code == 200
    assert "secret" not in told.text
    assert "ill" not in told.text


def test_people_see_their_own_requests_and_nobody_elses(begin_as, with_secrets):
    (me, other), kept = with_secrets

    with begin_as(Role.DOCTOR, practitioner=me.id) as work:
        told = str(as_seen(work, rosters.get(work, kept.id)).problem)

    assert f"secret of {me.staff_code}" in told
    assert f"secret of {other.staff_code}" not in told


def test_whoever_makes_rosters_reads_all_requests(coordinator, with_secrets):
    team, kept = with_secrets

    told = coordinator.get(f"/rosters/{kept.id}").text

    assert all(f"secret of {one.staff_code}" in told for one in team)


def test_a_draft_is_not_there_for_those_who_make_none(client_as, draft):
    kept = draft(days=[0])
    nurse = client_as(Role.NURSE)

    assert nurse.get(f"/rosters/{kept.id}").status_code == 404
    assert nurse.get("/rosters").json()["items"] == []
