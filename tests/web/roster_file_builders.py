"""Pages of roster files for tests."""

from dataclasses import replace

from tests.web.builders import make_shell
from tests.web.roster_builders import LEGEND, make_days, make_row

from horarium.domain.actor import Role
from horarium.web.pages.roster_files import (
    PrintedRow,
    RosterFilesPage,
    RosterPrintPage,
)
from horarium.web.pages.shell import Choice, FormState, Link, PageValue


def make_files_page(**changes) -> RosterFilesPage:
    page = RosterFilesPage(
        shell=make_shell(Role.COORDINATOR, here="/rosters/1/files"),
        title="January",
        back=Link("Roster", "/roster"),
        downloads=(Link("Workbook (XLSX)", "/rosters/1/files/xlsx"),),
        print_href="/rosters/1/print",
        post="/rosters/1/files",
        forms=(Choice("xlsx", "Workbook (XLSX)"), Choice("csv", "Table (CSV)")),
        form=FormState(),
    )
    return replace(page, **changes)


def make_print_page() -> RosterPrintPage:
    rows = [make_row(number) for number in range(12)]
    return RosterPrintPage(
        shell=make_shell(Role.DOCTOR, here="/rosters/1/print"),
        title="January",
        back=Link("Files", "/rosters/1/files"),
        days=make_days(),
        rows=tuple(
            PrintedRow(
                name=row.name,
                detail=row.grade,
                shifts=tuple(cell.shift for cell in row.cells),
            )
            for row in rows
        ),
        legend=LEGEND,
    )


def file_samples() -> dict[str, PageValue]:
    """Downloads, a refused import, and the month on paper."""
    refused = FormState({"form": "xlsx"}, {"file": "sheet Roster, row 3: 'X'."})
    return {
        "roster-files": make_files_page(),
        "roster-files-refused": make_files_page(form=refused),
        "roster-files-doctor": make_files_page(forms=()),
        "roster-print": make_print_page(),
    }
