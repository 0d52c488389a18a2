"""Rosters out and in as files."""

import base64
from typing import Annotated, Literal

from pydantic import StringConstraints
from starlette.responses import Response

from horarium.api import answers
from horarium.api.deps import WorkDep
from horarium.api.fields import Body, IdempotencyKey
from horarium.api.routing import api_router, documented
from horarium.domain.errors import InvalidField
from horarium.domain.ids import RosterId
from horarium.services import roster_files
from horarium.services.roster_files import NewRosterFile

router = api_router("/rosters", "rosters")

Readable = Literal["toml", "json", "csv", "xlsx", "curtis-qu-roster", "solver-csv"]


class RosterFile(Body):
    """A file with a roster: ``content`` is its text, of a workbook its bytes in base64."""

    form: Readable
    content: Annotated[str, StringConstraints(max_length=2**20)]
    name: Annotated[str, StringConstraints(max_length=200)] = "file"


@router.get("/{roster}/files/{form}", responses=documented(404))
def export_roster(work: WorkDep, roster: RosterId, form: str) -> Response:
    """The roster as TOML, JSON, CSV, XLSX, iCal, PDF or Curtis and Qu's text."""
    made = roster_files.export(work, roster, form)
    disposition = f'attachment; filename="{made.name}"'
    headers = {"Content-Disposition": disposition}
    return Response(made.data, media_type=made.form.media_type, headers=headers)


@router.post("/{roster}/files", status_code=201, responses=documented(404, 413))
def import_roster_file(
    work: WorkDep,
    roster: RosterId,
    body: RosterFile,
    idempotency_key: IdempotencyKey = None,
) -> answers.RosterHeading:
    """Keep the roster of a file as a draft, whole or not at all.

    Tables are read against this roster's people, days and shifts.
    """
    new = NewRosterFile(
        data=_data(body), form=body.form, file=body.name, against=roster
    )
    kept = roster_files.import_draft(work, new, idempotency_key=idempotency_key)
    return answers.RosterHeading.of(kept)


def _data(body: RosterFile) -> bytes:
    if body.form != "xlsx":
        return body.content.encode()
    try:
        return base64.b64decode(body.content, validate=True)
    except ValueError:
        shown = body.content[:20]
        raise InvalidField("content", shown, "the workbook in base64") from None
