"""What happens to a session as a whole: breaks, and how many places it has."""

from pydantic import Field
from starlette.responses import Response

from horarium.api import answers, versions
from horarium.api.deps import WorkDep
from horarium.api.fields import Body, Instant, Reason, WholeNumber
from horarium.api.routing import api_router, documented
from horarium.domain.ids import SessionId
from horarium.services import capacity, lines, sessions
from horarium.services.capacity import CapacityChange
from horarium.services.sessions import MAX_CAPACITY

router = api_router("/sessions", "sessions")


class Break(Body):
    """A break of the doctor; without ``until`` nobody knows how long."""

    until: Instant | None = None


class NewLimits(Body):
    """New limits of a session and why; what is left out stays as it is."""

    reason: Reason
    capacity: WholeNumber | None = Field(None, ge=0, le=MAX_CAPACITY)
    overflow_limit: WholeNumber | None = Field(None, ge=0, le=MAX_CAPACITY)


@router.post("/{session}/break", responses=documented(404, 409, 412, 413))
def begin_break(
    work: WorkDep,
    session: SessionId,
    body: Break,
    expected: versions.Expected,
    response: Response,
) -> answers.Session:
    """The doctor takes a break; waiting times count it."""
    if expected is not None:
        versions.check(expected, sessions.get_held(work, session))
    changed = lines.pause(work, session, body.until)
    versions.tag(response, changed)
    return answers.Session.of(changed)


@router.post("/{session}/resume", responses=documented(404, 409, 412))
def end_break(
    work: WorkDep, session: SessionId, expected: versions.Expected, response: Response
) -> answers.Session:
    """The break is over."""
    if expected is not None:
        versions.check(expected, sessions.get_held(work, session))
    changed = lines.resume(work, session)
    versions.tag(response, changed)
    return answers.Session.of(changed)


@router.post("/{session}/capacity", responses=documented(404, 409, 412, 413))
def change_capacity(
    work: WorkDep,
    session: SessionId,
    body: NewLimits,
    expected: versions.Expected,
    response: Response,
) -> answers.Session:
    """Set how many places there are, ordinary and overflow; the reason is kept."""
    if expected is not None:
        versions.check(expected, sessions.get_held(work, session))
    changed = capacity.change_capacity(
        work, CapacityChange(session=session, **body.model_dump())
    )
    versions.tag(response, changed)
    return answers.Session.of(changed)
