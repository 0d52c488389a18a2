"""What people on the roster ask for: days off, duties, leave; and what is decided."""

from starlette.responses import Response

from horarium.api import versions
from horarium.api.answers import Listing
from horarium.api.deps import WorkDep
from horarium.api.duty_answers import (
    AskBody,
    DecisionBody,
    DutyRequestAnswer,
    RosterEffectAnswer,
)
from horarium.api.fields import IdempotencyKey
from horarium.api.routing import api_router, documented
from horarium.domain.duty_request import DutyRequest
from horarium.domain.ids import DutyRequestId
from horarium.services import duty_requests

router = api_router("/duty-requests", "duties")


@router.get("", responses=documented())
def list_own_duty_requests(work: WorkDep) -> Listing[DutyRequestAnswer]:
    """What the asker has asked for, the latest days first; at most 50."""
    return Listing(items=DutyRequestAnswer.each(duty_requests.mine(work)))


@router.post("", status_code=201, responses=documented(409, 413))
def ask_duty_request(
    work: WorkDep,
    body: AskBody,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> DutyRequestAnswer:
    """Ask for days off, for a duty, or for leave; a coordinator decides."""
    asked = duty_requests.ask(work, body.to_new(), idempotency_key=idempotency_key)
    response.headers["Location"] = f"/api/v1/duty-requests/{asked.id}"
    return _tagged(response, asked)


@router.post("/effect", responses=documented(413))
def foresee_duty_request(work: WorkDep, body: AskBody) -> Listing[RosterEffectAnswer]:
    """What a request would do to the rosters of its days; nothing is asked yet."""
    found = duty_requests.effect(work, body.to_new())
    return Listing(items=RosterEffectAnswer.each(found))


@router.get("/waiting", responses=documented())
def list_waiting_duty_requests(work: WorkDep) -> Listing[DutyRequestAnswer]:
    """What nobody has decided yet, with the reasons, the longest asked first."""
    return Listing(items=DutyRequestAnswer.each(duty_requests.waiting(work)))


@router.get("/{request}", responses=documented(404))
def get_duty_request(
    work: WorkDep, request: DutyRequestId, response: Response
) -> DutyRequestAnswer:
    """One request; somebody else's is there for who decides alone."""
    return _tagged(response, duty_requests.get(work, request))


@router.post("/{request}/withdraw", responses=documented(404, 409, 412))
def withdraw_duty_request(
    work: WorkDep,
    request: DutyRequestId,
    expected: versions.Expected,
    response: Response,
) -> DutyRequestAnswer:
    """Take a request back before it is decided, or a granted one before its days."""
    if expected is not None:
        versions.check(expected, duty_requests.get(work, request))
    return _tagged(response, duty_requests.withdraw(work, request))


@router.post("/{request}/decision", responses=documented(404, 409, 412, 413))
def decide_duty_request(
    work: WorkDep,
    request: DutyRequestId,
    body: DecisionBody,
    expected: versions.Expected,
    response: Response,
) -> DutyRequestAnswer:
    """Grant a request, or refuse it and say why; the asker is told."""
    if expected is not None:
        versions.check(expected, duty_requests.get(work, request))
    decided = duty_requests.decide(
        work, request, is_granted=body.is_granted, answer=body.answer
    )
    return _tagged(response, decided)


def _tagged(response: Response, request: DutyRequest) -> DutyRequestAnswer:
    versions.tag(response, request)
    return DutyRequestAnswer.of(request)
