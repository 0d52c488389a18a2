"""From rosters to their list, a comparison of two, and what publishing means."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from horarium.domain.ids import RosterId
from horarium.domain.roster import RosterStatus, StoredRoster
from horarium.services import roster_editing, rosters
from horarium.services.roster_editing import CellDiff, PublishPreview, RosterDiff
from horarium.services.rosters import RosterSheet
from horarium.services.work import Work
from horarium.web.formats import day_text
from horarium.web.pages.roster_edit import (
    CellLine,
    ComparePage,
    Pair,
    PublishPage,
    RosterLine,
    RosterListPage,
)
from horarium.web.pages.shell import Choice, Flash, Link
from horarium.web.visit import Visit

HOUR_MIN = 60
N_CELLS = 60
"""A page lists so many changed cells; the rest is counted."""

N_BLOCKED = 10
_ORDER = {RosterStatus.DRAFT: 0, RosterStatus.PUBLISHED: 1, RosterStatus.ARCHIVED: 2}


def list_page(visit: Visit, work: Work, flash: Flash | None) -> RosterListPage:
    """Drafts first, then what is lived by, then history; the newest start first."""
    headings = sorted(
        rosters.headings(work),
        key=lambda one: (_ORDER[one.status], -one.starts_on.toordinal()),
    )
    counts = roster_editing.n_changes(work)
    return RosterListPage(
        shell=visit.shell(flash),
        rosters=tuple(
            _line(visit, one, counts.get(one.id, 0), _judged(work, one))
            for one in headings
        ),
        choices=tuple(Choice(str(one.id), _title(one)) for one in headings),
    )


def compare_page(
    visit: Visit,
    headings: Sequence[StoredRoster],
    chosen: tuple[RosterId | None, RosterId | None],
    found: RosterDiff | None,
    flash: Flash | None = None,
) -> ComparePage:
    """Two rosters side by side, or only the form that asks which."""
    choices = [
        tuple(Choice(str(one.id), _title(one), one.id == wanted) for one in headings)
        for wanted in chosen
    ]
    page = ComparePage(shell=visit.shell(flash), one=choices[0], other=choices[1])
    if found is None:
        return page
    both = before, after = found.before, found.after
    return ComparePage(
        shell=page.shell,
        one=page.one,
        other=page.other,
        names=(_name(found, before), _name(found, after)),
        links=tuple(Link(_name(found, one), _show(one.stored)) for one in both),
        totals=_totals(before, after),
        rules=tuple(_rules(found)),
        people=tuple(_people(found)),
        cells=_cells(found.cells, before, after),
        n_cells=len(found.cells),
        note=_note(found),
    )


def _note(found: RosterDiff) -> str:
    """What is compared of two rosters that do not cover the same days."""
    before, after = found.before.stored, found.after.stored
    days = found.days
    if (before.starts_on, before.n_days) == (after.starts_on, after.n_days):
        return ""
    return (
        f"They cover different days. Cells are compared on the {len(days)} days of both, "
        f"{day_text(days[0])} to {day_text(days[-1])}; all figures are of each roster as "
        "a whole."
    )


def _name(found: RosterDiff, one: RosterSheet) -> str:
    """What a roster is called beside the other, which may be itself."""
    before, after = found.before.stored, found.after.stored
    if before.id == after.id:
        return f"{one.stored.name}, version {one.stored.version}"
    return _title(one.stored) if before.name == after.name else one.stored.name


def publish_page(
    visit: Visit, found: PublishPreview, flash: Flash | None
) -> PublishPage:
    """What publishing the draft would mean."""
    stored, sheet = found.sheet.stored, found.sheet
    hard = [breach.sentence for breach in sheet.breaches if breach.is_hard]
    is_draft = stored.status is RosterStatus.DRAFT
    blocked = hard if is_draft else [f"It is {stored.status.value} already."]
    return PublishPage(
        shell=visit.shell(flash),
        name=stored.name,
        base=f"/rosters/{stored.id}",
        version=stored.version,
        first=stored.starts_on,
        last=_last(stored),
        penalty=sheet.penalty,
        n_to_improve=len(sheet.breaches) - len(hard),
        blocked=tuple(blocked[:N_BLOCKED]),
        n_blocked=len(blocked),
        replaces=tuple(_title(one.stored) for one in found.lived),
        people=found.people,
        cells=_cells(found.cells, *found.lived, sheet),
        n_cells=len(found.cells),
    )


def _line(
    visit: Visit, one: StoredRoster, n_changes: int, sheet: RosterSheet | None
) -> RosterLine:
    base = f"/rosters/{one.id}"
    is_draft = one.status is RosterStatus.DRAFT
    return RosterLine(
        id=str(one.id),
        name=one.name,
        first=one.starts_on,
        last=_last(one),
        status=one.status.value,
        version=one.version,
        made_at=visit.local(one.published_at or one.created_at),
        n_changes=n_changes,
        n_must_fix=sheet.n_hard if sheet else None,
        n_to_improve=len(sheet.breaches) - sheet.n_hard if sheet else None,
        penalty=sheet.penalty if sheet else None,
        show=_show(one),
        edit=f"{base}/edit" if is_draft else "",
        copy=f"{base}/copy",
        publish=f"{base}/publish" if is_draft else "",
        archive=f"{base}/archive" if is_draft else "",
    )


def _judged(work: Work, one: StoredRoster) -> RosterSheet | None:
    """What the judge says; history is not judged anew."""
    if one.status is RosterStatus.ARCHIVED:
        return None
    return rosters.get_sheet(work, one.id)


def _totals(before: RosterSheet, after: RosterSheet) -> tuple[Pair, ...]:
    figures = [
        ("Must fix", before.n_hard, after.n_hard),
        (
            "To improve",
            len(before.breaches) - before.n_hard,
            len(after.breaches) - after.n_hard,
        ),
        ("Penalty", before.penalty, after.penalty),
    ]
    return tuple(_pair(name, "", was, now) for name, was, now in figures)


def _rules(found: RosterDiff) -> Iterable[Pair]:
    for rule in found.rules:
        if rule.is_hard:
            yield _pair(rule.sentence, "must fix", *rule.n_breaches)
        else:
            yield _pair(rule.sentence, "penalty", *rule.penalty)


def _people(found: RosterDiff) -> Iterable[Pair]:
    for one in found.people:
        was_h, now_h = (minutes // HOUR_MIN for minutes in one.worked_min)
        nights, weekends = (
            f"{before} → {after}" if before != after else f"{after}"
            for before, after in (one.n_nights, one.n_weekends)
        )
        detail = f"{nights} nights, {weekends} weekends"
        yield Pair(one.name, detail, f"{was_h} h", f"{now_h} h", _signed(now_h - was_h))


def _pair(name: str, detail: str, was: int, now: int) -> Pair:
    tone = "plain" if was == now else "good" if now < was else "bad"
    return Pair(name, detail, str(was), str(now), _signed(now - was), tone)


def _signed(change: int) -> str:
    return f"{change:+d}" if change else "0"


def _cells(cells: Sequence[CellDiff], *sheets: RosterSheet) -> tuple[CellLine, ...]:
    names = {"": "off"} | {
        shift.id: shift.title for one in sheets for shift in one.problem.shift_types
    }
    return tuple(
        CellLine(one.name, one.on_date, names[one.before], names[one.after])
        for one in cells[:N_CELLS]
    )


def _title(one: StoredRoster) -> str:
    first, last = one.starts_on, _last(one)
    return f"{one.name}, {first.day} {first:%b} to {last.day} {last:%b} ({one.status.value})"


def _show(one: StoredRoster) -> str:
    if one.status is RosterStatus.DRAFT:
        return f"/rosters/{one.id}/edit"
    return f"/roster?from={one.starts_on.isoformat()}"


def _last(one: StoredRoster) -> date:
    return one.starts_on + timedelta(days=one.n_days - 1)
