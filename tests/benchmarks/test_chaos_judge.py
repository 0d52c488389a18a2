"""The judge of the chaos finds what it is there to find."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SOUND = {"id": "t1", "number": 1}


@pytest.fixture
def court(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("chaos_judge")


def told(court: ModuleType, what: str = "book", **changes: Any) -> Any:
    known = {
        "key": "k1",
        "session": "s",
        "status": 201,
        "body": SOUND,
        "sent_s": 0.0,
        "got_s": 1.0,
        "was_repeated": False,
    }
    return court.Told(what, **(known | changes))


def kept(court: ModuleType, *actions: tuple[str, str], **changes: Any) -> Any:
    row: Mapping[str, Any] = {
        "id": "t1",
        "session": "s",
        "number": 1,
        "status": "arrived",
        "overflow": False,
        "key": "k1",
    }
    token = {**row, **changes}
    events = actions or (("t1", "tokens.add_walk_in"),)
    tokens = {name: {**token, "id": name} for name, _ in events}
    return court.Kept(tokens, {token["key"]: token}, {"s": list(events)}, {"s": 1})


def test_what_holds_is_not_objected_to(court):
    day, said = kept(court), [told(court), told(court, "repeat")]

    assert not list(court._lost(day, said))
    assert not list(court._told_twice(day, said))
    assert not list(court._oversold(day))
    assert not list(court._overtaken(said[:1]))
    assert not list(court._illegal(day))
    assert not list(court._unexpected(said))


def test_an_acknowledged_booking_that_is_gone_is_found(court):
    assert list(court._lost(kept(court), [told(court, body={"id": "t9", "number": 1})]))
    assert list(court._lost(kept(court), [told(court, body={"id": "t1", "number": 2})]))


def test_a_key_that_was_told_another_token_is_found(court):
    answer = told(court, "repeat", body={"id": "t2", "number": 2})

    assert list(court._told_twice(kept(court), [answer]))


def test_a_place_too_many_is_found_even_if_it_was_given_back(court):
    day = kept(
        court,
        ("t1", "tokens.add_walk_in"),
        ("t2", "tokens.add_walk_in"),
        ("t1", "tokens.cancel"),
    )

    assert list(court._oversold(day)) == ["s"]


def test_a_lower_number_for_whoever_came_later_is_found(court):
    early = told(court, sent_s=0, got_s=1, body={"id": "t1", "number": 2})
    late = told(court, sent_s=2, got_s=3, body={"id": "t2", "number": 1})

    assert list(court._overtaken([early, late]))


def test_a_refused_booking_that_is_there_is_found(court):
    assert list(court._refused_and_kept(kept(court), [told(court, status=409)]))


def test_an_emergency_that_was_passed_over_is_found(court):
    day = kept(
        court,
        ("t1", "tokens.add_walk_in"),
        ("t2", "tokens.add_emergency"),
        ("t1", "lines.call_next"),
    )

    assert list(court._emergency_passed_over(day)) == ["t1"]


def test_a_move_from_nowhere_and_a_wrong_state_are_found(court):
    completed = kept(court, ("t1", "tokens.add_walk_in"), ("t1", "lines.complete"))
    silent = kept(court, ("t1", "tokens.add_walk_in"), status="cancelled")

    assert list(court._illegal(completed))
    assert list(court._illegal(silent))


def test_a_fault_is_an_answer_nobody_expected(court):
    assert list(court._unexpected([told(court, status=500)]))
