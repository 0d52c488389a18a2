"""Rosters as wholes: the list, copying, putting away, comparing, publishing."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Path, Query
from fastapi.responses import HTMLResponse, Response

from horarium.domain.errors import Conflict, InvalidField
from horarium.domain.ids import RosterId
from horarium.services import roster_editing, rosters
from horarium.web.errors import status_of
from horarium.web.office.roster_drafts_page import (
    compare_page,
    list_page,
    publish_page,
)
from horarium.web.pages.shell import Flash, Tone
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/rosters")

Version = Annotated[str, Form(max_length=9)]
EarlierVersion = Annotated[int, Path(ge=1, lt=2**31)]
Chosen = Annotated[str, Query(max_length=40)]


@router.get("")
def show_rosters(visit: VisitDep) -> HTMLResponse:
    """Every roster: drafts to work on, what is lived by, what was."""
    return _listed(visit)


@router.get("/compare")
def compare_rosters(visit: VisitDep, a: Chosen = "", b: Chosen = "") -> HTMLResponse:
    """Two rosters side by side; without both, the form to choose them."""
    one, other = _id(a), _id(b)
    with visit.work() as work:
        headings = rosters.headings(work)
        if one is None or other is None:
            return visit.show(compare_page(visit, headings, (one, other), None))
        try:
            found = roster_editing.diff(work, one, other)
        except InvalidField as refusal:
            page = compare_page(visit, headings, (one, other), None, _bad(refusal))
            return visit.show(page, status_of(refusal))
    return visit.show(compare_page(visit, headings, (one, other), found))


@router.get("/{roster}/since/{version}")
def compare_versions(
    visit: VisitDep, roster: RosterId, version: EarlierVersion
) -> HTMLResponse:
    """A draft beside what it was at an earlier version."""
    with visit.work() as work:
        headings = rosters.headings(work)
        found = roster_editing.diff_since(work, roster, version)
    return visit.show(compare_page(visit, headings, (roster, roster), found))


@router.post("/{roster}/copy")
def copy_roster(visit: PostDep, roster: RosterId) -> Response:
    """Make a draft from a roster and go on with it."""
    with visit.work() as work:
        made = roster_editing.copy(work, roster)
    return visit.to(f"{router.prefix}/{made.id}/edit")


@router.post("/{roster}/archive")
def archive_roster(visit: PostDep, roster: RosterId, version: Version = "") -> Response:
    """Put a draft away."""
    try:
        with visit.work() as work:
            roster_editing.archive(work, roster, _version(version))
    except Conflict as refusal:
        return _listed(visit, refusal)
    return visit.to(router.prefix)


@router.get("/{roster}/publish")
def show_publishing(visit: VisitDep, roster: RosterId) -> HTMLResponse:
    """What publishing would mean, before it is done."""
    return _publishing(visit, roster)


@router.post("/{roster}/publish")
def publish_roster(visit: PostDep, roster: RosterId, version: Version = "") -> Response:
    """Make it the roster to live by."""
    try:
        with visit.work() as work:
            published = rosters.publish(work, roster, _version(version))
    except Conflict as refusal:
        return _publishing(visit, roster, refusal)
    return visit.to(f"/roster?from={published.starts_on.isoformat()}")


def _listed(visit: Visit, refusal: Conflict | None = None) -> HTMLResponse:
    with visit.work() as work:
        page = list_page(visit, work, _bad(refusal) if refusal else None)
    return visit.show(page, status_of(refusal) if refusal else 200)


def _publishing(
    visit: Visit, roster: RosterId, refusal: Conflict | None = None
) -> HTMLResponse:
    with visit.work() as work:
        found = roster_editing.preview(work, roster)
    page = publish_page(visit, found, _bad(refusal) if refusal else None)
    return visit.show(page, status_of(refusal) if refusal else 200)


def _bad(refusal: Conflict | InvalidField) -> Flash:
    return Flash(refusal.sentence(), Tone.BAD)


def _version(typed: str) -> int:
    if not typed.isdecimal():
        raise InvalidField("version", typed, "the version that was shown")
    return int(typed)


def _id(typed: str) -> RosterId | None:
    try:
        return RosterId(UUID(typed))
    except ValueError:
        return None
