"""The coordinator's pages: asking for a roster, watching the search, rules, fairness."""

import re
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.rosters import make_problem
from tests.services.roster_nouns import given_draft, given_lived, given_team
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.domain.ids import SolveRunId
from horarium.engines.rostering import SolveParams, problem_from_dict
from horarium.services import roster_rules, solves, solving
from horarium.store import people
from horarium.store import solves as solve_store


@pytest.fixture
def office(signed_in):
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def draft(begin_as):
    with begin_as() as work:
        given_team(work)
        return given_draft(work)


@pytest.fixture
def lived(begin_as):
    with begin_as() as work:
        given_team(work)
        return given_lived(work)


def tree_of(answer) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def press(client, page: str, path: str, **fields):
    return client.post(path, data={"csrf": csrf_of(client.get(page)), **fields})


def latest_run(begin_as):
    with begin_as() as work:
        [run] = solve_store.unfinished(work.db)
        return solves.progress(work, run)


def test_the_form_proposes_the_weeks_after_the_last_roster(office, lived):
    page = tree_of(office.get("/rosters/new"))

    assert page.css_first("input[name=start]").attributes["value"] == "2026-01-12"
    assert page.css_first("input[name=weeks]").attributes["value"] == "1"
    assert len(page.css("input[name=people][checked]")) == 3
    assert "7 days before" in page.css_first(".said").text()


def test_without_any_roster_the_form_says_so(office):
    page = tree_of(office.get("/rosters/new"))

    assert page.css_first(".empty")
    assert not page.css_first("form.new-roster")


def test_asking_leads_to_the_search(office, lived, begin_as):
    form = {"start": "2026-01-19", "weeks": "2", "seconds": "5", "people": ["A", "B"]}

    answer = press(office, "/rosters/new", "/rosters/new", **form)

    run = latest_run(begin_as)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/rosters/searches/{run.id}"
    problem = problem_from_dict(run.problem)
    assert (str(problem.horizon.start), problem.n_days) == ("2026-01-19", 14)
    assert [one.id for one in problem.people] == ["A", "B"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("weeks", "many"),
        ("weeks", "27"),
        ("seconds", "0"),
        ("start", "soon"),
        ("people", "Z"),
    ],
)
def test_what_makes_no_sense_is_told_beside_its_field(office, lived, field, typed):
    form = {"start": "2026-01-19", "weeks": "2", "seconds": "5", field: typed}

    answer = press(office, "/rosters/new", "/rosters/new", **form)

    assert answer.status_code == 422
    page = tree_of(answer)
    assert page.css_first(".error")
    if field != "people":
        kept = page.css_first(f"input[name={field}]")
        assert kept.attributes["value"] == typed
        assert kept.attributes["aria-invalid"] == "true"


def test_a_search_shows_its_progress_and_leads_to_the_draft(office, lived, begin_as):
    press(
        office,
        "/rosters/new",
        "/rosters/new",
        start="2026-01-12",
        weeks="1",
        seconds="5",
    )
    run = latest_run(begin_as)
    waiting = tree_of(office.get(f"/rosters/searches/{run.id}"))

    solving.run(begin_as, run.id)

    over = tree_of(office.get(f"/rosters/searches/{run.id}"))
    assert waiting.css_first("live-part")
    assert waiting.css_first("form[action$=stop]")
    assert not over.css_first("live-part")
    assert not over.css_first("form[action$=stop]")
    with begin_as() as work:
        found = solves.progress(work, run.id)
    draft = over.css_first("a.main").attributes["href"]
    assert draft == f"/rosters/{found.roster}/edit"
    assert over.css("details.data tbody tr")
    assert "of the penalty, at most, could be saved" in over.css_first("main").text()


def test_the_stream_gives_the_search_as_a_part_of_the_page(office, lived, begin_as):
    press(
        office,
        "/rosters/new",
        "/rosters/new",
        start="2026-01-12",
        weeks="1",
        seconds="5",
    )
    run = latest_run(begin_as)

    answer = office.get(
        f"/rosters/searches/{run.id}/stream", headers={"accept": "text/html"}
    )

    assert answer.status_code == 200
    assert "Waiting for a worker" in answer.text


def test_a_search_is_stopped(office, lived, begin_as):
    press(
        office,
        "/rosters/new",
        "/rosters/new",
        start="2026-01-12",
        weeks="1",
        seconds="5",
    )
    run = latest_run(begin_as)
    here = f"/rosters/searches/{run.id}"

    answer = press(office, here, f"{here}/stop")

    assert answer.status_code == 303
    assert "Stopped" in tree_of(office.get(here)).css_first(".pill").text()


def test_what_cannot_be_is_told_in_the_coordinators_words(office, begin_as):
    with begin_as() as work:
        given_team(work)
        cover = [{"weekdays": ["Mon"], "shift_types": ["D"], "wanted": 5, "minimum": 5}]
        problem = make_problem(["A", "B"], cover=cover)
        params = SolveParams(limit=timedelta(seconds=5), n_workers=1)
        run = solves.request_solve(work, problem, params)
    solving.run(begin_as, SolveRunId(run))

    page = tree_of(office.get(f"/rosters/searches/{run}"))

    assert "No roster possible" in page.css_first(".pill").text()
    said = " ".join(one.text() for one in page.css(".said li"))
    assert "at least 5" in said
    assert "give way" in said


def test_the_rules_are_listed_and_say_what_they_break(office, draft):
    page = tree_of(office.get(f"/rosters/{draft.id}/rules"))

    rules = {one.attributes["id"]: one for one in page.css("details.rule")}
    assert "1 must fix" in rules["rule-run"].css_first("summary").text()
    assert rules["rule-run"].css_first("input[name=k-days]").attributes["value"] == "6"


def test_setting_a_rule_judges_the_roster_at_once(office, draft, begin_as):
    here = f"/rosters/{draft.id}/rules"
    form = {"enabled": "1", "strength": "soft", "weight": "4", "k-days": "6"}

    answer = press(office, here, f"{here}/run", **form)

    assert answer.status_code == 200
    assert "1 before, 0 now" in tree_of(answer).css_first(".flash").text()
    with begin_as() as work:
        panel = roster_rules.panel(work, draft.id)
    assert panel.n_hard == 0
    [changed] = [one for one in panel.rules if one.override]
    assert changed.override.fields == {"weight": 4}
    assert changed.override.changed_by == "Sam coordinator"


def test_a_rule_is_switched_off_and_put_back(office, draft, begin_as):
    here = f"/rosters/{draft.id}/rules"
    press(office, here, f"{here}/run", strength="hard", **{"k-days": "6"})

    answer = press(office, here, f"{here}/run/reset")

    assert answer.status_code == 303
    with begin_as() as work:
        assert not roster_rules.panel(work, draft.id).is_changed


@pytest.mark.parametrize(
    "typed", [{"k-days": "-2"}, {"k-days": "x"}, {"weight": "heavy"}, {"weight": "-1"}]
)
def test_a_number_that_cannot_be_keeps_what_was_typed(office, draft, typed):
    here = f"/rosters/{draft.id}/rules"
    form = {"enabled": "1", "strength": "soft", "weight": "4", "k-days": "6"} | typed

    answer = press(office, here, f"{here}/run", **form)

    assert answer.status_code == 422
    rule = tree_of(answer).css_first("#rule-run")
    assert rule.css_first(".error")
    [(name, value)] = typed.items()
    assert rule.css_first(f"input[name={name}]").attributes["value"] == value


def test_solving_again_leads_to_a_search_with_the_present_rules(
    office, draft, begin_as
):
    here = f"/rosters/{draft.id}/rules"
    press(office, here, f"{here}/run", strength="hard", **{"k-days": "6"})

    answer = press(office, here, f"/rosters/{draft.id}/solve-again")

    run = latest_run(begin_as)
    assert answer.headers["location"] == f"/rosters/searches/{run.id}"
    rules = {rule.key: rule for rule in problem_from_dict(run.problem).rules}
    assert not rules["run"].enabled


def test_fairness_draws_and_lists_everybody(office, draft):
    answer = office.get(f"/rosters/{draft.id}/fairness?dimension=nights")

    page = tree_of(answer)
    assert "Dr B is furthest above" in page.css_first("#shown-title").text()
    assert page.css_first("svg.shares title").text().startswith("nights")
    assert len(page.css("svg.shares rect")) == len(page.css("details tbody tr")) == 3
    assert len(page.css("svg .over")) == 2


def test_every_dimension_is_reported_with_its_measures(office, draft):
    page = tree_of(office.get(f"/rosters/{draft.id}/fairness"))

    rows = [
        [cell.text() for cell in row.css("td")]
        for row in page.css("section:last-of-type tbody tr")
    ]
    names = [one.text() for one in page.css("section:last-of-type tbody th")]
    assert len(rows) == len(set(names)) == 8
    assert names[-1] == "nights, as the rule counts them"
    assert all(re.fullmatch(r"[01]\.\d{3}", row[-1]) for row in rows)


@pytest.mark.parametrize("role", [Role.DOCTOR, Role.NURSE, Role.STAFF, Role.ADMIN])
def test_others_open_none_of_these_pages(signed_in, draft, begin_as, role):
    fields = {}
    if role is Role.DOCTOR:
        with begin_as() as work:
            fields["practitioner"] = people.practitioners(work.db)[0].id
    client = signed_in(role, **fields)

    for page in ("new", f"{draft.id}/rules", f"{draft.id}/fairness"):
        assert client.get(f"/rosters/{page}").status_code == 403
