"""Sessions and their lines."""

from starlette.responses import Response

from horarium.api import answers, versions
from horarium.api.answers import Listing
from horarium.api.bodies import Delay, Emergency, NewSession, WalkIn
from horarium.api.deps import ErrandDep, WorkDep
from horarium.api.fields import IdempotencyKey, MaybeDay, MaybePractitioner
from horarium.api.routing import api_router, documented
from horarium.domain.ids import SessionId
from horarium.services import appointments, desk, lines, sessions, tokens, views

router = api_router("/sessions", "sessions")


@router.get("", responses=documented())
def list_sessions(
    work: WorkDep, on: MaybeDay = None, practitioner: MaybePractitioner = None
) -> Listing[answers.Session]:
    """The sessions of one day, by start, site and room."""
    of_day = sessions.on_date(work, on) if on else sessions.today(work)
    wanted = [one for one in of_day if practitioner in (None, one.practitioner)]
    return Listing(items=answers.Session.each(wanted))


@router.post("", status_code=201, responses=documented(404, 409, 413))
def open_session(
    work: WorkDep,
    body: NewSession,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> answers.Session:
    """Open a session by hand."""
    session = sessions.open_session(
        work, body.to_request(), idempotency_key=idempotency_key
    )
    versions.tag(response, session)
    return answers.Session.of(session)


@router.get("/{session}", responses=documented(404))
def get_session(
    work: WorkDep, session: SessionId, response: Response
) -> answers.Session:
    """One session."""
    found = sessions.get(work, session)
    versions.tag(response, found)
    return answers.Session.of(found)


@router.get("/{session}/line", responses=documented(404))
def get_line(work: WorkDep, session: SessionId) -> answers.Line:
    """The line as its doctor sees it, in calling order, with the wait to expect."""
    return answers.Line.of(views.line(work, session))


@router.post("/{session}/late", responses=documented(404, 409, 412, 413))
def run_late(
    work: WorkDep,
    session: SessionId,
    body: Delay,
    expected: versions.Expected,
    response: Response,
) -> answers.Session:
    """Say how many minutes late the session runs; 0 takes it back."""
    if expected is not None:
        versions.check(expected, sessions.get_held(work, session))
    changed = sessions.run_late(work, session, body.minutes)
    versions.tag(response, changed)
    return answers.Session.of(changed)


@router.post("/{session}/close", responses=documented(404, 409, 412))
def close_session(
    work: WorkDep, session: SessionId, expected: versions.Expected, response: Response
) -> answers.Session:
    """End the session: who has not come is a no-show, who still waits has left."""
    if expected is not None:
        versions.check(expected, sessions.get_held(work, session))
    closed = lines.close(work, session)
    versions.tag(response, closed)
    return answers.Session.of(closed)


@router.get("/{session}/tokens", responses=documented(404))
def list_tokens(work: WorkDep, session: SessionId) -> Listing[answers.Token]:
    """Every token of the session, by number."""
    sessions.get(work, session)
    return Listing(items=answers.Token.each(tokens.of_session(work, session)))


@router.post("/{session}/tokens", status_code=201, responses=documented(404, 409, 413))
async def add_walk_in(
    errand: ErrandDep,
    session: SessionId,
    body: WalkIn,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> answers.Token:
    """Give somebody at the desk a place and a number."""
    token = await desk.add_walk_in(errand, body.to_request(session, idempotency_key))
    versions.tag(response, token)
    return answers.Token.of(token)


@router.post(
    "/{session}/emergencies", status_code=201, responses=documented(404, 409, 413)
)
async def add_emergency(
    errand: ErrandDep,
    session: SessionId,
    body: Emergency,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> answers.Token:
    """Put an emergency into the session's overflow."""
    token = await desk.add_emergency(errand, body.to_request(session, idempotency_key))
    versions.tag(response, token)
    return answers.Token.of(token)


@router.get("/{session}/appointments", responses=documented(404))
def list_appointments(
    work: WorkDep, session: SessionId
) -> Listing[answers.Appointment]:
    """The session's appointments, by time."""
    return Listing(
        items=answers.Appointment.each(appointments.of_session(work, session))
    )


@router.post("/{session}/call-next", responses=documented(404, 409, 412))
def call_next(
    work: WorkDep,
    session: SessionId,
    expected: versions.Expected,
    response: Response,
) -> answers.Token:
    """Call whoever is next."""
    if expected is not None:
        versions.check(expected, sessions.get_held(work, session))
    token = lines.call_next(work, session)
    versions.tag(response, token)
    return answers.Token.of(token)


@router.post("/{session}/undo-call", responses=documented(404, 409, 412))
def undo_call(
    work: WorkDep,
    session: SessionId,
    expected: versions.Expected,
    response: Response,
) -> answers.Token:
    """Take the last call back; the patient waits on in the old place."""
    if expected is not None:
        versions.check(expected, sessions.get_held(work, session))
    token = lines.undo_call(work, session)
    versions.tag(response, token)
    return answers.Token.of(token)
