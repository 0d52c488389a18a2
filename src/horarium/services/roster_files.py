"""Stored rosters as files, and files as drafts."""

from dataclasses import dataclass

from horarium.domain.errors import InvalidField
from horarium.domain.ids import RosterId
from horarium.domain.roster import StoredRoster
from horarium.engines.rostering.io.files import (
    FORMS,
    WHOLE,
    Form,
    read_roster,
    write_roster,
)
from horarium.services import existing, rosters
from horarium.services.idempotency import Once, once
from horarium.services.permissions import Permission, may
from horarium.services.work import Work

WITH_PRIVATE = (*WHOLE, "curtis-qu")
"""Forms that hold leave, requests and their reasons: for who makes rosters alone."""


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A roster as a file to be kept."""

    name: str
    form: Form
    data: bytes


def forms(work: Work) -> tuple[Form, ...]:
    """The forms in which the asker may have a roster."""
    work.require(Permission.ROSTER_READ)
    makes = may(work.actor, Permission.ROSTER_SOLVE)
    return tuple(
        form for form in FORMS.values() if makes or form.name not in WITH_PRIVATE
    )


def export(work: Work, wanted: RosterId, form: str) -> RosterFile:
    """The roster in one form; reading it is recorded.

    Raises ``InvalidField`` for a form that the asker may not have or that there is not,
    and ``NoSuchThing`` for a draft that only its makers see.
    """
    known = {one.name: one for one in forms(work)}
    if form not in known:
        raise InvalidField("form", form, f"one of {', '.join(known)}")
    sheet = rosters.get_sheet(work, wanted)
    stored = sheet.stored
    changed_at = stored.published_at or stored.created_at
    data = write_roster(sheet.problem, sheet.roster, form, changed_at=changed_at)
    work.record("roster_files.export", ("roster", wanted), form=form)
    name = f"roster-{stored.starts_on.isoformat()}-v{stored.version}"
    return RosterFile(name + known[form].suffix, known[form], data)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRosterFile:
    """A file to be read; ``against`` has the problem where the form has none."""

    data: bytes
    form: str
    file: str
    against: RosterId | None = None


def import_draft(
    work: Work, new: NewRosterFile, *, idempotency_key: str | None = None
) -> StoredRoster:
    """Keep the roster of a file as a draft, whole or not at all.

    Whatever it breaks, it is kept: drafts are there to be mended. Raises
    ``UnreadableInput`` with the place in the file, the value and what is wanted there.
    """
    work.require(Permission.ROSTER_SOLVE)
    return once(
        work,
        Once(idempotency_key, "roster_files.import", new),
        lambda: _imported(work, new),
        lambda key: existing.roster(work, RosterId(key)),
    )


def _imported(work: Work, new: NewRosterFile) -> StoredRoster:
    problem = None
    if new.against is not None:
        problem = rosters.get_sheet(work, new.against).problem
    answered, roster = read_roster(problem, new.data, new.form, new.file)
    summary = {"status": "imported", "file": new.file[:200]}
    return rosters.save_draft(work, answered, roster, summary)
