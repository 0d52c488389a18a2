"""From a draft to the roster page with an editor."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from horarium.domain.ids import RosterId
from horarium.domain.roster_change import CellChange, CellState, EditVerb, RosterChange
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import Breach
from horarium.services import roster_editing, rosters
from horarium.services.roster_editing import Changed
from horarium.services.roster_editing.comparing import cell_diffs
from horarium.services.roster_editing.drafts import COPY_OF
from horarium.services.rosters import RosterSheet
from horarium.services.work import Work
from horarium.web.formats import day_text
from horarium.web.office.looks import legend, looks_of
from horarium.web.office.roster_page import roster_page
from horarium.web.pages.roster import Cell, RosterPage, RosterView, Row, ShiftLook
from horarium.web.pages.roster_edit import EditedParts
from horarium.web.pages.roster_editor import ChangeLine, Editing, ShiftKey
from horarium.web.pages.shell import Choice, FormState
from horarium.web.visit import Visit

OFF_CODE = "off"
LOCK_KEY = "k"
N_LISTED = 12
"""The editor lists so many changes; the API tells them all."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page is about: the draft as it is, and how it came to be so.

    ``before`` is the roster that the draft was copied from, if it is a copy.
    """

    sheet: RosterSheet
    state: roster_editing.EditState
    history: Sequence[RosterChange]
    before: RosterSheet | None = None
    said: str = ""
    is_bad: bool = False
    form: FormState = field(default_factory=FormState)


def shown(work: Work, wanted: RosterId) -> Shown:
    """The draft with its history."""
    sheet = rosters.get_sheet(work, wanted)
    return about(work, sheet)


def about(work: Work, sheet: RosterSheet) -> Shown:
    """The same of a draft that was read already."""
    wanted = sheet.stored.id
    return Shown(
        sheet,
        roster_editing.state(work, wanted),
        roster_editing.history(work, wanted, limit=N_LISTED),
        _original(work, sheet),
    )


def edit_page(visit: Visit, view: RosterView, found: Shown) -> RosterPage:
    """The roster page of the draft, with the editor."""
    page = roster_page(visit, view, [found.sheet])
    rows = _marked(page.rows, found, [day.on for day in page.days])
    return replace(page, rows=rows, editing=_editing(visit, found))


def edited_parts(page: RosterPage, found: Shown, changed: Changed) -> EditedParts:
    """What an edit leaves different of the page: rows, cover, problems."""
    looks = looks_of(found.sheet.problem)
    pairs = [(one.before.shift_type, one.after.shift_type) for one in changed.cells]
    names = {name for pair in pairs if pair[0] != pair[1] for name in pair if name}
    difference = changed.difference
    is_judged_anew = difference.appeared or difference.gone or difference.by_rule
    return EditedParts(
        page,
        touched_rows(found, changed),
        codes=frozenset(looks[name].code for name in names),
        has_problems=bool(names or is_judged_anew),
    )


def touched_rows(found: Shown, changed: Changed) -> frozenset[int]:
    """The rows that an edit leaves different: new cells, or marks come or gone."""
    numbers = row_numbers(found.sheet.problem)
    breaches = (*changed.difference.appeared, *changed.difference.gone)
    people = {cell.person for cell in changed.cells}
    people |= {breach.person for breach in breaches if breach.person}
    return frozenset(numbers[person] for person in people if person in numbers)


def row_numbers(problem: RosterProblem) -> dict[str, int]:
    """The number of each person's row, by staff code: by name, as the page has them."""
    in_order = sorted(problem.people, key=lambda one: one.title)
    return {person.id: number for number, person in enumerate(in_order)}


def said_of(changed: Changed) -> str:
    """One line of what an edit did, for eyes and for screen readers."""
    if not changed.cells:
        return "Nothing to change: it is so already."
    problem = changed.sheet.problem
    before, after = changed.before.penalty, changed.sheet.penalty
    words = [f"{_VERBS[changed.verb]}{_cells(problem, changed.cells)}."]
    words.append(
        f"Penalty {before} → {after}." if before != after else f"Penalty stays {after}."
    )
    for found, said in (
        (changed.difference.appeared, "New must fix"),
        (changed.difference.gone, "No longer broken"),
    ):
        hard = [breach for breach in found if breach.is_hard]
        if hard:
            words.append(f"{said}: {_breaches(hard)}")
    return " ".join(words)


_VERBS = {EditVerb.CHANGE: "", EditVerb.UNDO: "Undone: ", EditVerb.REDO: "Redone: "}


def _breaches(hard: Sequence[Breach]) -> str:
    more = f" (and {len(hard) - 1} more)" if len(hard) > 1 else ""
    return f"{hard[0].sentence}{more}"


def _editing(visit: Visit, found: Shown) -> Editing:
    problem = found.sheet.problem
    numbers = row_numbers(problem)
    names = {person.id: person.title for person in problem.people}
    looks = looks_of(problem)
    return Editing(
        base=f"/rosters/{found.sheet.stored.id}",
        version=found.sheet.stored.version,
        people=tuple(Choice(code, names[code]) for code in numbers),
        shifts=tuple(
            Choice(shift.id, f"{looks[shift.id].code} · {shift.title}")
            for shift in problem.shift_types
        ),
        keys=shift_keys(legend(problem)),
        form=found.form,
        can_undo=found.state.to_undo is not None,
        can_redo=found.state.to_redo is not None,
        changes=tuple(_line(visit, problem, one) for one in found.history),
        said=found.said,
        is_bad=found.is_bad,
    )


def shift_keys(looks: Iterable[ShiftLook]) -> tuple[ShiftKey, ...]:
    """A key for each letter on a chip: its own first letter where that is free."""
    taken = {LOCK_KEY}
    keys: dict[str, ShiftKey] = {}
    for look in looks:
        if look.code in keys or look.kind == "leave":
            continue
        wishes = [*look.code.lower(), *look.name.lower(), *"123456789"]
        key = next((k for k in wishes if k.isalnum() and k not in taken), "")
        taken.add(key)
        keys[look.code] = ShiftKey(key, look.code, look.name)
    return tuple(one for one in keys.values() if one.key)


def _line(visit: Visit, problem: RosterProblem, one: RosterChange) -> ChangeLine:
    before, after = one.penalty
    return ChangeLine(
        who=one.actor_name,
        at=visit.local(one.at),
        text=f"{_VERBS[one.verb]}{_cells(problem, one.cells)}",
        penalty=f"{before:,} → {after:,}" if before != after else f"{after:,}",
        compare=f"/rosters/{one.roster}/since/{one.version - 1}",
    )


def _cells(problem: RosterProblem, cells: Sequence[CellChange]) -> str:
    first = [_cell(problem, one) for one in cells[:2]]
    more = f" and {len(cells) - 2} more" if len(cells) > 2 else ""
    return f"{'; '.join(first)}{more}"


def _cell(problem: RosterProblem, one: CellChange) -> str:
    row = problem.tables.people.get(one.person)
    who = problem.people[row].title if row is not None else one.person
    when = f"{who}, {day_text(one.on_date)}"
    before, after = (_name(problem, state) for state in (one.before, one.after))
    if before != after:
        return f"{when}: {before} → {after}"
    return f"{when}: {after} {'locked' if one.after.locked else 'unlocked'}"


def _name(problem: RosterProblem, state: CellState) -> str:
    index = problem.tables.shifts.get(state.shift_type)
    return "off" if index is None else problem.shift_types[index].title


def _marked(rows: Sequence[Row], found: Shown, days: Sequence[date]) -> tuple[Row, ...]:
    """The rows with locks, and with what cells held in the original."""
    problem = found.sheet.problem
    codes = list(row_numbers(problem))
    locked = {
        (lock.person, problem.horizon.date_of(lock.day)) for lock in problem.locks
    }
    was = _was(found)
    return tuple(_marked_row(row, codes[row.number], days, locked, was) for row in rows)


def _marked_row(
    row: Row,
    code: str,
    days: Sequence[date],
    locked: Collection[tuple[str, date]],
    was: Mapping[tuple[str, date], str],
) -> Row:
    cells = [
        _marked_cell(cell, (code, on) in locked, was.get((code, on), ""))
        for cell, on in zip(row.cells, days, strict=True)
    ]
    return replace(row, cells=tuple(cells))


def _marked_cell(cell: Cell, is_locked: bool, was: str) -> Cell:
    if not is_locked and not was:
        return cell
    return replace(cell, is_locked=is_locked, was=was)


def _was(found: Shown) -> dict[tuple[str, date], str]:
    if found.before is None:
        return {}
    looks = looks_of(found.before.problem)
    return {
        (one.person, one.on_date): looks[one.before].code if one.before else OFF_CODE
        for one in cell_diffs(found.before, found.sheet)
    }


def _original(work: Work, sheet: RosterSheet) -> RosterSheet | None:
    """What the draft was copied from, which nothing ever deletes."""
    named = sheet.stored.summary.get(COPY_OF)
    if not named:
        return None
    return rosters.sheet(work, rosters.get(work, RosterId(UUID(str(named)))))
