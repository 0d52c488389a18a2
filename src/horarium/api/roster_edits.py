"""Drafts of rosters: changed, taken back, copied, compared, put away."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import WithJsonSchema
from starlette.responses import Response

from horarium.api import answers, versions
from horarium.api.answers import Listing
from horarium.api.deps import WorkDep
from horarium.api.fields import Day, IdempotencyKey, Words
from horarium.api.roster_edit_bodies import (
    CellChangeAnswer,
    CellDiffAnswer,
    ChangeBody,
    CopyBody,
    CoverTotalAnswer,
    DiffAnswer,
    EditAnswer,
    PersonTotalAnswer,
    RosterChangeAnswer,
    RuleDiffAnswer,
    TargetAnswer,
    TotalDiffAnswer,
)
from horarium.api.rosters import told
from horarium.api.routing import api_router, documented
from horarium.domain.errors import InvalidField
from horarium.domain.ids import RosterId
from horarium.services import roster_editing
from horarium.services.roster_editing import Changed, ChangeRoster

router = api_router("/rosters", "rosters")

HIGHEST = 10**9

_CHANGES = documented(404, 409, 412, 413, 428)


@router.post("/{roster}/changes", responses=_CHANGES)
def change_roster(
    work: WorkDep,
    roster: RosterId,
    body: ChangeBody,
    expected: versions.Demanded,
    response: Response,
) -> EditAnswer:
    """Make moves in a draft, all or none; what they do to every rule is the answer."""
    moves = tuple(move.to_move() for move in body.moves)
    asked = ChangeRoster(roster=roster, version=expected, moves=moves)
    return _answered(response, roster_editing.change(work, asked))


@router.post("/{roster}/undo", responses=documented(404, 409, 412, 428))
def undo_roster_change(
    work: WorkDep, roster: RosterId, expected: versions.Demanded, response: Response
) -> EditAnswer:
    """Take the last change back that still stands."""
    return _answered(response, roster_editing.undo(work, roster, expected))


@router.post("/{roster}/redo", responses=documented(404, 409, 412, 428))
def redo_roster_change(
    work: WorkDep, roster: RosterId, expected: versions.Demanded, response: Response
) -> EditAnswer:
    """Make the change again that was taken back last."""
    return _answered(response, roster_editing.redo(work, roster, expected))


@router.get("/{roster}/changes", responses=documented(404))
def list_roster_changes(
    work: WorkDep,
    roster: RosterId,
    after_version: Annotated[
        int, Query(ge=0, le=HIGHEST, description="Only what made a later version.")
    ] = 0,
) -> Listing[RosterChangeAnswer]:
    """Who changed what and when, the last change first; at most 200."""
    found = roster_editing.history(work, roster, after_version=after_version)
    return Listing(items=RosterChangeAnswer.each(found))


@router.get("/{roster}/targets", responses=documented(404, 409))
def list_targets(
    work: WorkDep, roster: RosterId, person: Words, on_date: Day
) -> Listing[TargetAnswer]:
    """Where a duty may go: to whom on its day, or to which day of a week around it."""
    held = roster_editing.hold(work, roster, person, on_date)
    return Listing(
        items=[
            TargetAnswer(
                person=held.person(one.row),
                on_date=held.on(one.day),
                is_free=held.is_free(one),
                is_legal=not one.broken,
                penalty=one.penalty,
                broken=[breach.sentence for breach in one.broken],
            )
            for one in held.targets
        ]
    )


@router.get("/{roster}/diff", responses=documented(404, 409))
def compare_rosters(
    work: WorkDep,
    roster: RosterId,
    against: Annotated[
        UUID | None,
        WithJsonSchema({"type": "string", "format": "uuid"}),
        Query(description="The roster to compare it with."),
    ] = None,
    since_version: Annotated[
        int | None,
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": HIGHEST}),
        Query(ge=1, le=HIGHEST, description="Or this draft's own earlier version."),
    ] = None,
) -> DiffAnswer:
    """In what ``against`` differs from this roster, or this draft from its earlier self."""
    if (against is None) == (since_version is None):
        given = "none" if against is None else f"{against} with since_version"
        raise InvalidField("against", given, "either a roster, or since_version")
    if against is not None:
        found = roster_editing.diff(work, roster, RosterId(against))
    else:
        found = roster_editing.diff_since(work, roster, since_version or 1)
    before, after = found.before, found.after
    return DiffAnswer(
        before=before.stored.id,
        after=after.stored.id,
        penalty=(before.penalty, after.penalty),
        n_hard=(before.n_hard, after.n_hard),
        cells=CellDiffAnswer.each(found.cells),
        rules=RuleDiffAnswer.each(found.rules),
        people=TotalDiffAnswer.each(found.people),
    )


@router.post("/{roster}/copy", status_code=201, responses=documented(404, 413))
def copy_roster(
    work: WorkDep,
    roster: RosterId,
    body: CopyBody,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> answers.RosterHeading:
    """Make a new draft with the same problem, duties and locks."""
    made = roster_editing.copy(work, roster, body.name, idempotency_key=idempotency_key)
    versions.tag(response, made)
    response.headers["Location"] = f"/api/v1/rosters/{made.id}"
    return answers.RosterHeading.of(made)


@router.post("/{roster}/archive", responses=documented(404, 409, 412, 428))
def archive_roster(
    work: WorkDep, roster: RosterId, expected: versions.Demanded, response: Response
) -> answers.RosterHeading:
    """Put a draft away; it stays readable, and nobody ever lives by it."""
    put_away = roster_editing.archive(work, roster, expected)
    versions.tag(response, put_away)
    return answers.RosterHeading.of(put_away)


def _answered(response: Response, changed: Changed) -> EditAnswer:
    before, after = changed.before, changed.sheet
    versions.tag(response, changed)
    return EditAnswer(
        roster=after.stored.id,
        version=changed.version,
        cells=CellChangeAnswer.each(changed.cells),
        penalty=(before.penalty, after.penalty),
        n_hard=(before.n_hard, after.n_hard),
        appeared=[told(after, breach) for breach in changed.difference.appeared],
        gone=[told(before, breach) for breach in changed.difference.gone],
        by_rule=dict(changed.difference.by_rule),
        people=PersonTotalAnswer.each(changed.people),
        cover=CoverTotalAnswer.each(changed.cover),
        to_undo=changed.state.to_undo,
        to_redo=changed.state.to_redo,
    )
