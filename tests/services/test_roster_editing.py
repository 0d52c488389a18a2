"""Drafts by hand: changed, judged at once, taken back, copied, compared, put away."""

from dataclasses import replace

import pytest
from tests.builders import given_practitioner, new_id
from tests.services.drafts import LINES, another_draft, day, given_draft, lines_of
from tests.services.duties import DAY, NIGHT, make_ward_problem

from horarium.domain.actor import Role
from horarium.domain.errors import (
    CellLocked,
    CellsMovedOn,
    InvalidField,
    NoEditLeft,
    NoSuchThing,
    RoleMissing,
    RosterNotEditable,
    RosterStale,
)
from horarium.domain.roster import RosterStatus
from horarium.engines.rostering import problem_from_dict
from horarium.engines.rostering.check import check
from horarium.engines.rostering.roster import Roster
from horarium.services import roster_editing, rosters
from horarium.services.roster_editing import (
    ChangeRoster,
    LockCell,
    MoveDuty,
    SetCell,
    SwapCells,
    UnlockCell,
)
from horarium.services.roster_editing.codes import shift_for_code
from horarium.store import roster_changes


@pytest.fixture
def coordinator(work_as):
    return work_as(Role.COORDINATOR)


def change(work, stored, *moves, version=None):
    asked = ChangeRoster(
        roster=stored.id, version=version or stored.version, moves=moves
    )
    return roster_editing.change(work, asked)


def set_cell(person, number, shift=""):
    return SetCell(person=person, on_date=day(number), shift_type=shift)


def swap(person, number, other, other_day=None):
    other_on = None if other_day is None else day(other_day)
    return SwapCells(person=person, on_date=day(number), other=other, other_on=other_on)


@pytest.mark.parametrize(
    ("moves", "lines"),
    [
        ([set_cell("B", 3, "D")], {"B": "NN.D..."}),
        ([set_cell("A", 0)], {"A": ".DDDD.."}),
        ([swap("A", 0, "B")], {"A": "NDDDD..", "B": "DN....."}),
        ([swap("A", 4, "A", 5)], {"A": "DDDD.D."}),
        (
            [MoveDuty(person="A", on_date=day(4), to_person="B")],
            {"A": "DDDD...", "B": "NN..D.."},
        ),
        (
            [MoveDuty(person="C", on_date=day(6), to_person="B", to_date=day(2))],
            {"C": "....NN.", "B": "NNN...."},
        ),
    ],
    ids=["set", "off", "swap", "own days", "give", "give on another day"],
)
def test_a_move_leaves_in_the_database_what_it_says(coordinator, moves, lines):
    draft = given_draft(coordinator)

    changed = change(coordinator, draft, *moves)

    assert lines_of(coordinator, draft.id) == LINES | lines
    assert changed.version == rosters.get(coordinator, draft.id).version == 2


def test_a_change_is_judged_at_once_as_the_whole_roster_would_be(coordinator):
    draft = given_draft(coordinator)

    changed = change(coordinator, draft, set_cell("B", 2, "D"), set_cell("A", 2))

    stored = rosters.get(coordinator, draft.id)
    problem = problem_from_dict(stored.problem)
    verdict = check(problem, changed.sheet.roster)
    assert changed.sheet.breaches == verdict.breaches
    assert [one.rule for one in changed.difference.appeared] == ["successions"]
    assert [one.rule for one in changed.difference.gone] == ["run"]
    assert (changed.before.penalty, changed.sheet.penalty) == (23, 20)
    hours = {one.person: one.worked_min / 60 for one in changed.people}
    assert hours == {"A": 4 * 8, "B": 2 * 12 + 8}
    [cover] = changed.cover
    assert (cover.shift_type, cover.have) == ("D", (1, 1, 1, 1, 1, 0, 0))


def test_what_was_judged_for_a_change_is_what_is_read_later(coordinator):
    draft = given_draft(coordinator)

    moves = (set_cell("B", 4, "D"), LockCell(person="A", on_date=day(0)))
    changed = change(coordinator, draft, *moves)

    read = rosters.sheet(coordinator, rosters.get(coordinator, draft.id))
    assert read.breaches == changed.sheet.breaches
    assert read.problem.locks == changed.sheet.problem.locks != ()


def test_a_version_that_was_rolled_back_is_not_taken_for_the_next_one(coordinator):
    draft = given_draft(coordinator)
    savepoint = coordinator.db.begin_nested()
    change(coordinator, draft, set_cell("C", 0, "D"))
    savepoint.rollback()

    change(coordinator, draft, set_cell("C", 1, "N"))

    sheet = rosters.sheet(coordinator, rosters.get(coordinator, draft.id))
    assert sheet.roster.cells[2, :2].tolist() == [-1, 1]


def test_a_change_that_changes_nothing_makes_no_version(coordinator):
    draft = given_draft(coordinator)

    changed = change(coordinator, draft, set_cell("A", 0, "D"))

    assert (changed.cells, changed.version) == ((), 1)
    assert roster_editing.history(coordinator, draft.id) == []


def test_a_locked_cell_stays_until_it_is_unlocked(coordinator):
    draft = given_draft(coordinator)
    change(coordinator, draft, LockCell(person="A", on_date=day(0)))

    with pytest.raises(CellLocked):
        change(coordinator, draft, set_cell("A", 0), version=2)
    unlock = UnlockCell(person="A", on_date=day(0))
    change(coordinator, draft, unlock, set_cell("A", 0), version=2)

    stored = rosters.get(coordinator, draft.id)
    assert problem_from_dict(stored.problem).locks == ()
    assert not any(duty.locked for duty in stored.assignments)


def test_a_day_off_can_be_locked_too(coordinator):
    draft = given_draft(coordinator)

    change(coordinator, draft, LockCell(person="A", on_date=day(6)))

    [lock] = problem_from_dict(rosters.get(coordinator, draft.id).problem).locks
    assert (lock.person, lock.day, lock.shift_type) == ("A", 6, "")
    with pytest.raises(CellLocked):
        change(coordinator, draft, set_cell("A", 6, "D"), version=2)


def test_changes_are_taken_back_and_made_again_in_turn(coordinator):
    draft = given_draft(coordinator)
    change(coordinator, draft, set_cell("A", 0))
    change(coordinator, draft, LockCell(person="B", on_date=day(1)), version=2)

    roster_editing.undo(coordinator, draft.id, 3)
    roster_editing.undo(coordinator, draft.id, 4)
    with pytest.raises(NoEditLeft):
        roster_editing.undo(coordinator, draft.id, 5)
    lines = lines_of(coordinator, draft.id)
    first = roster_editing.redo(coordinator, draft.id, 5)
    roster_editing.redo(coordinator, draft.id, 6)
    with pytest.raises(NoEditLeft):
        roster_editing.redo(coordinator, draft.id, 7)

    assert lines == LINES
    assert [one.person for one in first.cells] == ["A"]
    assert lines_of(coordinator, draft.id) == LINES | {"A": ".DDDD.."}
    stored = rosters.get(coordinator, draft.id)
    assert [one.person for one in problem_from_dict(stored.problem).locks] == ["B"]


def test_a_new_change_forgets_what_was_taken_back_before_it(coordinator):
    draft = given_draft(coordinator)
    change(coordinator, draft, set_cell("A", 0))
    roster_editing.undo(coordinator, draft.id, 2)

    changed = change(coordinator, draft, set_cell("A", 1), version=3)

    assert (changed.state.to_undo, changed.state.to_redo) == (3, None)


def test_the_history_tells_who_did_what_and_when(coordinator, clock):
    draft = given_draft(coordinator)
    change(coordinator, draft, swap("A", 0, "B"))
    roster_editing.undo(coordinator, draft.id, 2)

    back, there = roster_editing.history(coordinator, draft.id)

    assert (there.verb, there.number, there.of) == ("change", 1, None)
    assert (back.verb, back.number, back.of) == ("undo", 2, 1)
    assert {one.actor_name for one in (there, back)} == {"the coordinator"}
    assert there.at == clock.at
    told = [
        (one.person, one.before.shift_type, one.after.shift_type) for one in there.cells
    ]
    assert told == [("A", "D", "N"), ("B", "N", "D")]
    assert there.penalty == tuple(reversed(back.penalty))
    assert roster_editing.history(coordinator, draft.id, after_version=2) == [back]


def test_a_change_is_not_taken_back_over_what_came_after_it(coordinator):
    draft = given_draft(coordinator)
    change(coordinator, draft, set_cell("A", 0))
    [entry] = roster_editing.history(coordinator, draft.id)
    other = replace(entry.cells[0], on_date=day(1))
    told = replace(entry, id=new_id(), number=2, cells=(other,))
    roster_changes.add(coordinator.db, coordinator.organisation, told)

    with pytest.raises(CellsMovedOn) as refusal:
        roster_editing.undo(coordinator, draft.id, 2)

    assert (refusal.value.person, refusal.value.on_date) == ("A", day(1))


def test_somebody_elses_change_in_between_makes_a_change_stale(coordinator):
    draft = given_draft(coordinator)
    change(coordinator, draft, set_cell("A", 0))

    with pytest.raises(RosterStale) as refusal:
        change(coordinator, draft, set_cell("A", 1))

    assert (refusal.value.version, refusal.value.current) == (1, 2)


def test_only_a_draft_is_changed(coordinator):
    draft = given_draft(coordinator)
    published = rosters.publish(coordinator, draft.id, 1)

    with pytest.raises(RosterNotEditable):
        change(coordinator, published, set_cell("A", 0))


@pytest.mark.parametrize(
    ("move", "field"),
    [
        (set_cell("X", 0, "D"), "moves.person"),
        (set_cell("A", 7, "D"), "moves.on_date"),
        (set_cell("A", 0, "Q"), "moves.shift_type"),
        (MoveDuty(person="A", on_date=day(6), to_person="B"), "moves.on_date"),
        (MoveDuty(person="A", on_date=day(0), to_person="B"), "moves.to_person"),
    ],
)
def test_what_the_roster_does_not_have_is_named(coordinator, move, field):
    draft = given_draft(coordinator)

    with pytest.raises(InvalidField) as refusal:
        change(coordinator, draft, move)

    assert refusal.value.field == field


@pytest.mark.parametrize("role", [Role.DOCTOR, Role.NURSE, Role.ADMIN])
def test_nobody_but_a_coordinator_changes_a_draft_or_reads_its_history(
    coordinator, work_as, role
):
    draft = given_draft(coordinator)
    work = work_as(role)

    with pytest.raises(RoleMissing):
        change(work, draft, set_cell("A", 0))
    with pytest.raises(RoleMissing):
        roster_editing.history(work, draft.id)
    with pytest.raises(RoleMissing):
        roster_editing.diff(work, draft.id, draft.id)


def test_a_copy_is_a_draft_of_its_own(coordinator):
    draft = given_draft(coordinator)
    change(coordinator, draft, LockCell(person="A", on_date=day(0)))

    made = roster_editing.copy(coordinator, draft.id, "Plan B")
    change(coordinator, made, set_cell("B", 3, "D"))

    assert (made.name, made.status, made.version) == ("Plan B", "draft", 1)
    assert made.summary["copy_of"] == str(draft.id)
    assert lines_of(coordinator, draft.id) == LINES
    assert lines_of(coordinator, made.id) == LINES | {"B": "NN.D..."}
    assert len(problem_from_dict(made.problem).locks) == 1


def test_a_draft_put_away_is_still_read_and_never_lived_by(coordinator):
    draft = given_draft(coordinator)

    put_away = roster_editing.archive(coordinator, draft.id, 1)

    assert put_away.status is RosterStatus.ARCHIVED
    assert rosters.get(coordinator, draft.id).status is RosterStatus.ARCHIVED
    assert rosters.sheets_between(coordinator, day(0), day(6)) == []
    with pytest.raises(RosterNotEditable):
        roster_editing.archive(coordinator, draft.id, 2)


def test_a_difference_tells_cells_rules_and_what_people_work(coordinator):
    one = given_draft(coordinator)
    other = another_draft(coordinator, LINES | {"A": "DDD.D..", "B": "NN.D..."})

    found = roster_editing.diff(coordinator, one.id, other.id)

    cells = [
        (cell.person, cell.on_date, cell.before, cell.after) for cell in found.cells
    ]
    assert cells == [("A", day(3), "D", ""), ("B", day(3), "", "D")]
    [rule] = found.rules
    assert (rule.rule, rule.penalty, rule.n_breaches) == ("run", (3, 0), (1, 0))
    hours = {total.person: total.worked_min for total in found.people}
    assert hours == {"A": (2400, 1920), "B": (1440, 1920)}


def test_a_held_duty_knows_where_it_may_go(coordinator):
    draft = given_draft(coordinator)

    held = roster_editing.hold(coordinator, draft.id, "A", day(2))

    by_place = {(held.person(t.row), held.on(t.day)): t for t in held.targets}
    to_b = by_place["B", day(2)]
    to_c = by_place["C", day(2)]
    assert to_b.broken != ()
    assert (to_c.broken, to_c.penalty, held.is_free(to_c)) == ((), -3, True)


def test_an_unknown_roster_is_not_found(coordinator):
    with pytest.raises(NoSuchThing):
        roster_editing.copy(coordinator, new_id())
    with pytest.raises(NoSuchThing):
        roster_editing.history(coordinator, new_id())


def test_a_letter_keeps_what_has_it_already_and_else_finds_what_misses_most(work):
    given_practitioner(work, staff_code="A")
    problem = make_ward_problem(
        ["A"], n_days=2, shift_types=(DAY, replace(NIGHT, id="M"), NIGHT)
    )
    roster = Roster.of([[1, -1]])
    stored = rosters.save_draft(work, problem, roster, {"status": "made by hand"})

    sheet = rosters.judged(stored)
    found = [shift_for_code(sheet, "A", day(number), "N") for number in (0, 1)]

    assert found == ["M", "N"]
