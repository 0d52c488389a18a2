"""Roster files: downloads, imports as drafts, the month on paper."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import HTMLResponse, Response

from horarium.domain.errors import Invalid, InvalidField, NotFound
from horarium.domain.ids import RosterId
from horarium.engines.rostering.io.files import READABLE, form_of
from horarium.engines.rostering.roster import OFF as FREE
from horarium.services import roster_files, rosters
from horarium.services.permissions import Permission, may
from horarium.services.roster_files import NewRosterFile
from horarium.services.rosters import RosterSheet
from horarium.web.errors import status_of
from horarium.web.formats import day_text
from horarium.web.office.looks import legend, looks_of
from horarium.web.office.roster_links import roster_href
from horarium.web.pages.roster import OFF, Day
from horarium.web.pages.roster_files import (
    PrintedRow,
    RosterFilesPage,
    RosterPrintPage,
)
from horarium.web.pages.shell import Choice, FormState, Link
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/rosters")

MOST_BYTES = 4 * 2**20
SATURDAY = 5
NAMES = {
    "xlsx": "Workbook (XLSX)",
    "csv": "Table (CSV)",
    "pdf": "Paper (PDF)",
    "ical": "Calendar of all (iCal)",
    "toml": "Problem and roster (TOML)",
    "json": "Problem and roster (JSON)",
    "curtis-qu": "Problem, Curtis and Qu's text",
    "curtis-qu-roster": "Roster as tabbed text",
    "solver-csv": "CSV of the command line",
}


@router.get("/{roster}/files")
def show_roster_files(visit: VisitDep, roster: RosterId) -> HTMLResponse:
    """What this roster can be had as, and a form to import one like it."""
    return _show(visit, roster)


@router.get("/{roster}/files/{form}")
def send_roster_file(visit: VisitDep, roster: RosterId, form: str) -> Response:
    """The roster in one form."""
    with visit.work() as work:
        made = roster_files.export(work, roster, form)
    disposition = f'attachment; filename="{made.name}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(made.data, media_type=made.form.media_type, headers=headers)


@router.get("/{roster}/print")
def print_roster(visit: VisitDep, roster: RosterId) -> HTMLResponse:
    """The month as a table for paper."""
    with visit.work() as work:
        sheet = rosters.get_sheet(work, roster)
    return visit.show(_printed(visit, sheet))


@router.post("/{roster}/files")
def import_roster(
    visit: PostDep,
    roster: RosterId,
    form: Annotated[str, Form(max_length=40)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Keep the roster of a file as a draft; without a form its name says which."""
    try:
        name = (file.filename if file else None) or "file"
        data = _read(file)
        new = NewRosterFile(
            data=data, form=form or form_of(name), file=name, against=roster
        )
        with visit.work() as work:
            made = roster_files.import_draft(work, new)
    except (Invalid, NotFound) as refusal:
        typed = FormState({"form": form}, {"file": refusal.sentence()})
        return _show(visit, roster, typed, status_of(refusal))
    return visit.to(f"/rosters/{made.id}/edit")


def _read(file: UploadFile | None) -> bytes:
    if file is None:
        raise InvalidField("file", "nothing", "a file")
    data = file.file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InvalidField("file", f"{len(data)} bytes", f"at most {MOST_BYTES} bytes")
    return data


def _show(
    visit: Visit, wanted: RosterId, typed: FormState | None = None, status: int = 200
) -> HTMLResponse:
    with visit.work() as work:
        stored = rosters.get(work, wanted)
        forms = roster_files.forms(work)
    may_import = may(visit.actor, Permission.ROSTER_SOLVE)
    order = list(NAMES)
    page = RosterFilesPage(
        shell=visit.shell(),
        title=stored.name,
        back=Link("Roster", roster_href(stored)),
        downloads=tuple(
            Link(NAMES[form.name], f"/rosters/{wanted}/files/{form.name}")
            for form in sorted(forms, key=lambda form: order.index(form.name))
        ),
        print_href=f"/rosters/{wanted}/print",
        post=f"/rosters/{wanted}/files",
        forms=_readable() if may_import else (),
        form=typed or FormState(),
    )
    return visit.show(page, status)


def _readable() -> tuple[Choice, ...]:
    named = (Choice(name, NAMES[name]) for name in NAMES if name in READABLE)
    return (Choice("", "what its name ends in"), *named)


def _printed(visit: Visit, sheet: RosterSheet) -> RosterPrintPage:
    problem, stored = sheet.problem, sheet.stored
    looks = list(looks_of(problem).values())
    dates = [problem.horizon.date_of(day) for day in range(problem.n_days)]
    today = visit.now().date()
    last = stored.starts_on + timedelta(days=stored.n_days - 1)
    return RosterPrintPage(
        shell=visit.shell(),
        title=f"{stored.name}, {day_text(stored.starts_on)} to {day_text(last)} {last.year}",
        back=Link("Files", f"/rosters/{stored.id}/files"),
        days=tuple(Day(on, on.weekday() >= SATURDAY, on == today) for on in dates),
        rows=tuple(
            PrintedRow(
                name=person.title,
                detail=person.grade,
                shifts=tuple(OFF if cell == FREE else looks[cell] for cell in line),
            )
            for person, line in zip(
                problem.people, sheet.roster.cells.tolist(), strict=True
            )
        ),
        legend=legend(problem)[:-1],
    )
