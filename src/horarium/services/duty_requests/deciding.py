"""The coordinator's side of requests."""

from horarium.domain.duty_request import DutyRequest, DutyRequestStatus
from horarium.domain.errors import InvalidField, NoSuchThing, RequestDecided
from horarium.domain.ids import DutyRequestId
from horarium.services import staff_notices
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import duty_requests as store

LONGEST_ANSWER = 300


def waiting(work: Work) -> list[DutyRequest]:
    """What nobody has decided yet, with the reasons, the longest asked first."""
    work.require(Permission.DUTY_REQUEST_DECIDE)
    return store.waiting(work.db)


def decide(
    work: Work, wanted: DutyRequestId, *, is_granted: bool, answer: str = ""
) -> DutyRequest:
    """Grant or refuse, and tell the asker; a refusal says why.

    Raises ``RequestDecided`` when somebody else was quicker.
    """
    work.require(Permission.DUTY_REQUEST_DECIDE)
    answer = answer.strip()
    if not is_granted and not answer:
        raise InvalidField("answer", "nothing", "why it is refused")
    if len(answer) > LONGEST_ANSWER:
        wanted_words = f"at most {LONGEST_ANSWER} characters"
        raise InvalidField("answer", f"{answer[:20]}…", wanted_words)
    request = store.by_id(work.db, wanted, lock=True)
    if request is None:
        raise NoSuchThing("request", str(wanted))
    if not request.is_open:
        raise RequestDecided(request.status.value)
    status = DutyRequestStatus.GRANTED if is_granted else DutyRequestStatus.REFUSED
    store.decide(
        work.db,
        wanted,
        status,
        at=work.clock.now(),
        by=work.actor.id,
        answer=answer,
    )
    work.record("duty_requests.decide", ("duty-request", wanted), status=status.value)
    days = staff_notices.days_words(request.first_on, request.last_on)
    words = f"Your request for {days} was {status.value}."
    staff_notices.tell(work, request.practitioner, words)
    decided = store.by_id(work.db, wanted)
    if decided is None:
        raise AssertionError("a request that was locked is gone")
    return decided
