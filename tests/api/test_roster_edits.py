"""Drafts over HTTP: changed, taken back, copied, compared, put away."""

import pytest
from tests.services.drafts import given_draft

from horarium.domain.actor import Role


@pytest.fixture
def draft(begin_as):
    with begin_as() as work:
        return given_draft(work)


@pytest.fixture
def coordinator(client_as):
    return client_as(Role.COORDINATOR)


def move(kind, person, on_date, **more):
    return {"kind": kind, "person": person, "on_date": on_date, **more}


def change(client, draft, *moves, version=1):
    return client.post(
        f"/rosters/{draft.id}/changes",
        json={"moves": list(moves)},
        headers={"If-Match": f'"{version}"'},
    )


def test_a_change_answers_what_it_does_to_every_rule(coordinator, draft):
    answer = change(
        coordinator,
        draft,
        move("set", "B", "2026-01-07", shift_type="D"),
        move("set", "A", "2026-01-07"),
    )

    told = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert (told["penalty"], told["n_hard"]) == ([23, 20], [0, 1])
    assert [one["rule"] for one in told["appeared"]] == ["successions"]
    assert [one["on_dates"][-1] for one in told["gone"]] == ["2026-01-09"]
    assert told["by_rule"] == {"run": [3, 0]}
    assert {one["person"]: one["worked_min"] for one in told["people"]} == {
        "A": 4 * 480,
        "B": 2 * 720 + 480,
    }
    assert [one["have"] for one in told["cover"]] == [[1, 1, 1, 1, 1, 0, 0]]
    assert (told["to_undo"], told["to_redo"]) == (1, None)


@pytest.mark.parametrize(
    "moves",
    [
        [move("swap", "A", "2026-01-05", other="B")],
        [move("move", "A", "2026-01-09", to_person="B")],
        [move("move", "A", "2026-01-09", to_person="A", to_date="2026-01-10")],
        [move("lock", "A", "2026-01-05")],
        [move("lock", "A", "2026-01-05"), move("unlock", "A", "2026-01-05"),
         move("set", "A", "2026-01-05")],
    ],
)  # fmt: skip
def test_every_move_is_taken_back_and_made_again(coordinator, draft, moves):
    before = coordinator.get(f"/rosters/{draft.id}").json()["assignments"]

    changed = change(coordinator, draft, *moves)
    undone = coordinator.post(
        f"/rosters/{draft.id}/undo", headers={"If-Match": changed.headers["etag"]}
    )
    after_undo = coordinator.get(f"/rosters/{draft.id}").json()["assignments"]
    redone = coordinator.post(
        f"/rosters/{draft.id}/redo", headers={"If-Match": undone.headers["etag"]}
    )

    assert changed.json()["cells"] != []
    assert after_undo == before
    assert redone.json()["cells"] == changed.json()["cells"]


def test_the_history_of_a_draft_tells_who_and_when(coordinator, draft):
    change(coordinator, draft, move("set", "A", "2026-01-05"))
    coordinator.post(f"/rosters/{draft.id}/undo", headers={"If-Match": '"2"'})

    told = coordinator.get(f"/rosters/{draft.id}/changes").json()["items"]

    assert [(one["number"], one["verb"], one["of_number"]) for one in told] == [
        (2, "undo", 1),
        (1, "change", None),
    ]
    assert told[1]["cells"] == [
        {
            "person": "A",
            "on_date": "2026-01-05",
            "before": {"shift_type": "D", "locked": False},
            "after": {"shift_type": "", "locked": False},
        }
    ]
    assert told[0]["at"] == "2026-01-06T09:00:00Z"
    assert told[0]["actor_name"]
    later = coordinator.get(f"/rosters/{draft.id}/changes", params={"after_version": 2})
    assert [one["number"] for one in later.json()["items"]] == [2]


def test_a_change_says_which_version_and_the_present_one(coordinator, draft):
    moves = {"moves": [move("set", "A", "2026-01-05")]}
    silent = coordinator.post(f"/rosters/{draft.id}/changes", json=moves)
    change(coordinator, draft, move("set", "A", "2026-01-05"))
    stale = change(coordinator, draft, move("set", "A", "2026-01-06"))

    assert (silent.status_code, silent.json()["code"]) == (428, "precondition-required")
    assert (stale.status_code, stale.json()["code"]) == (412, "roster-stale")


def test_what_cannot_be_is_refused_with_its_field_or_its_reason(coordinator, draft):
    unknown = change(coordinator, draft, move("set", "X", "2026-01-05"))
    nothing = coordinator.post(f"/rosters/{draft.id}/undo", headers={"If-Match": '"1"'})
    change(coordinator, draft, move("lock", "A", "2026-01-05"))
    locked = change(coordinator, draft, move("set", "A", "2026-01-05"), version=2)

    assert (unknown.status_code, unknown.json()["code"]) == (422, "invalid-field")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "no-edit-left")
    assert (locked.status_code, locked.json()["code"]) == (409, "cell-locked")


def test_a_held_duty_shows_where_it_may_go(coordinator, draft):
    told = coordinator.get(
        f"/rosters/{draft.id}/targets",
        params={"person": "A", "on_date": "2026-01-07"},
    ).json()["items"]

    [to_b] = [one for one in told if one["person"] == "B"]
    [to_c] = [one for one in told if one["person"] == "C"]
    assert (to_b["is_legal"], to_b["broken"] != []) == (False, True)
    assert (to_c["is_legal"], to_c["penalty"], to_c["is_free"]) == (True, -3, True)


def test_a_copy_is_compared_with_its_original_and_put_away(coordinator, draft):
    made = coordinator.post(f"/rosters/{draft.id}/copy", json={"name": "Plan B"})
    copy = made.json()["id"]
    coordinator.post(
        f"/rosters/{copy}/changes",
        json={"moves": [move("move", "A", "2026-01-08", to_person="B")]},
        headers={"If-Match": made.headers["etag"]},
    )

    told = coordinator.get(f"/rosters/{draft.id}/diff", params={"against": copy}).json()
    gone = coordinator.post(f"/rosters/{copy}/archive", headers={"If-Match": '"2"'})

    assert (made.status_code, made.json()["name"]) == (201, "Plan B")
    assert made.headers["location"] == f"/api/v1/rosters/{copy}"
    assert [(one["person"], one["before"], one["after"]) for one in told["cells"]] == [
        ("A", "D", ""),
        ("B", "", "D"),
    ]
    assert told["penalty"] == [23, 20]
    assert [one["rule"] for one in told["rules"]] == ["run"]
    assert [one["person"] for one in told["people"]] == ["A", "B"]
    assert gone.json()["status"] == "archived"


def test_a_draft_is_compared_with_itself_at_an_earlier_version(coordinator, draft):
    address = f"/rosters/{draft.id}/diff"
    change(coordinator, draft, move("move", "A", "2026-01-08", to_person="B"))
    locked = change(coordinator, draft, move("lock", "A", "2026-01-05"), version=2)
    change(coordinator, draft, move("set", "C", "2026-01-09"), version=3)

    told, later, now = (
        coordinator.get(address, params={"since_version": version}).json()
        for version in (1, 3, 4)
    )
    never = coordinator.get(address, params={"since_version": 9})

    assert locked.status_code == 200
    assert told["before"] == told["after"] == str(draft.id)
    assert [(one["person"], one["before"], one["after"]) for one in told["cells"]] == [
        ("A", "D", ""),
        ("B", "", "D"),
        ("C", "N", ""),
    ]
    assert told["penalty"] == [23, 20]
    assert [one["rule"] for one in told["rules"]] == ["run"]
    assert [one["person"] for one in told["people"]] == ["A", "B", "C"]
    assert [one["person"] for one in later["cells"]] == ["C"]
    assert now["cells"] == []
    assert (never.status_code, "1 to 4" in never.text) == (422, True)


def test_a_comparison_is_with_one_thing_and_versions_are_a_drafts(
    coordinator, draft, begin_as
):
    both = {"against": str(draft.id), "since_version": 1}
    address = f"/rosters/{draft.id}/diff"

    answers = [coordinator.get(address, params=params) for params in ({}, both)]
    coordinator.post(f"/rosters/{draft.id}/archive", headers={"If-Match": '"1"'})
    over = coordinator.get(address, params={"since_version": 1})

    assert [one.status_code for one in answers] == [422, 422]
    assert [one.json()["details"]["value"] for one in answers] == [
        "none",
        f"{draft.id} with since_version",
    ]
    assert (over.status_code, over.json()["code"]) == (409, "roster-not-editable")


def test_who_is_no_coordinator_sees_neither_the_history_nor_a_comparison(
    client_as, draft
):
    nurse = client_as(Role.NURSE)

    for part in ("changes", f"diff?against={draft.id}"):
        assert nurse.get(f"/rosters/{draft.id}/{part}").status_code == 403
