"""Every form in which a roster leaves and comes in, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from horarium.domain.errors import InvalidField, UnreadableInput
from horarium.engines.rostering.io import csv as plain_csv
from horarium.engines.rostering.io.curtis_qu_writer import (
    parse_curtis_qu_roster,
    write_curtis_qu,
    write_curtis_qu_roster,
)
from horarium.engines.rostering.io.ical import roster_events, write_ical
from horarium.engines.rostering.io.roster_document import (
    parse_roster,
    write_roster_json,
    write_roster_toml,
)
from horarium.engines.rostering.io.table import parse_table, write_table
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import Roster


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of file: how it is called, and the end of its name."""

    name: str
    media_type: str
    suffix: str


FORMS = {
    form.name: form
    for form in (
        Form("toml", "application/toml", ".toml"),
        Form("json", "application/json", ".json"),
        Form("csv", "text/csv", ".csv"),
        Form(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ".xlsx",
        ),
        Form("ical", "text/calendar", ".ics"),
        Form("pdf", "application/pdf", ".pdf"),
        Form("curtis-qu", "text/plain", ".txt"),
        Form("curtis-qu-roster", "text/tab-separated-values", ".tsv"),
        Form("solver-csv", "text/csv", ".solver.csv"),
    )
}

WHOLE = ("toml", "json")
"""Forms that hold the problem as well; the others are read against one."""

READABLE = (*WHOLE, "csv", "xlsx", "curtis-qu-roster", "solver-csv")


def write_roster(
    problem: RosterProblem, roster: Roster, form: str, *, changed_at: datetime
) -> bytes:
    """The file; ``changed_at`` is what calendars take for the last change.

    Raises ``InvalidField`` for a form that there is not, and for a problem that the form
    cannot hold.
    """
    write = _WRITERS.get(_known(form, tuple(_WRITERS)))
    if write is not None:
        made = write(problem, roster)
        return made if isinstance(made, bytes) else made.encode()
    events = roster_events(problem, roster, changed_at)
    zone = problem.horizon.time_zone
    return write_ical(events, name=problem.name or "Roster", zone=zone)


def read_roster(
    problem: RosterProblem | None, data: bytes, form: str, file: str
) -> tuple[RosterProblem, Roster]:
    """The problem and the roster of a file; raises ``UnreadableInput``.

    A form that does not hold the problem is read against ``problem``.
    """
    _known(form, READABLE)
    if form in WHOLE:
        return parse_roster(_text(data, file), file)
    if problem is None:
        wanted = f"one of {', '.join(WHOLE)}, which hold the whole problem"
        raise InvalidField("form", form, wanted)
    if form == "xlsx":
        return problem, _parse_workbook(problem, data, file)
    return problem, _PARSERS[form](problem, _text(data, file), file)


def form_of(name: str) -> str:
    """The form that a file's name ends in; raises ``InvalidField``."""
    longest_first = sorted(FORMS.values(), key=lambda form: -len(form.suffix))
    for form in longest_first:
        if name.casefold().endswith(form.suffix):
            return form.name
    ends = ", ".join(form.suffix for form in FORMS.values())
    raise InvalidField("file", name, f"a name that ends in {ends}")


# openpyxl and reportlab take a tenth of a second to load: only who asks for their files waits.


def _write_workbook(problem: RosterProblem, roster: Roster) -> bytes:
    from horarium.engines.rostering.io.xlsx import write_xlsx

    return write_xlsx(problem, roster)


def _parse_workbook(problem: RosterProblem, data: bytes, file: str) -> Roster:
    from horarium.engines.rostering.io.xlsx import parse_xlsx

    return parse_xlsx(problem, data, file)


def _write_paper(problem: RosterProblem, roster: Roster) -> bytes:
    from horarium.engines.rostering.io.pdf import write_pdf

    return write_pdf(problem, roster)


_WRITERS: dict[str, Callable[[RosterProblem, Roster], str | bytes] | None] = {
    "toml": write_roster_toml,
    "json": write_roster_json,
    "csv": write_table,
    "xlsx": _write_workbook,
    "ical": None,
    "pdf": _write_paper,
    "curtis-qu": lambda problem, _: write_curtis_qu(problem),
    "curtis-qu-roster": write_curtis_qu_roster,
    "solver-csv": plain_csv.write_csv,
}

_PARSERS: dict[str, Callable[[RosterProblem, str, str], Roster]] = {
    "csv": parse_table,
    "curtis-qu-roster": parse_curtis_qu_roster,
    "solver-csv": plain_csv.parse_csv,
}


def _known(form: str, forms: tuple[str, ...]) -> str:
    if form not in forms:
        raise InvalidField("form", form, f"one of {', '.join(forms)}")
    return form


def _text(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        place = f"byte {fault.start}"
        raise UnreadableInput(file, place, fault.reason, "UTF-8 text") from fault
