"""Let the demo's patient join the line of the demo's doctor."""

from collections.abc import Sequence
from datetime import timedelta

from horarium.domain.ids import TokenId, uuid7
from horarium.domain.session import Session
from horarium.domain.token import Token, TokenSource, TokenStatus
from horarium.services.demo.accounts import Leads
from horarium.services.demo.params import DemoParams
from horarium.services.demo.today import running
from horarium.services.demo.writing import new_opaque
from horarium.services.work import Work
from horarium.store import sessions, tokens

_WAITED = timedelta(minutes=20)


def join_line(work: Work, leads: Leads, params: DemoParams) -> None:
    """Let the patient walk into the doctor's running session, unless in a line today.

    Nothing happens when there is no such session or no place in it.
    """
    today = sessions.on_date(work.db, work.today)
    lines = tokens.of_sessions(work.db, [session.id for session in today])
    theirs = [token for line in lines.values() for token in line]
    if any(t.patient == leads.patient and t.status.is_active for t in theirs):
        return
    for session in running(today, work.clock.now(), params):
        if session.practitioner == leads.doctor and session.places_left:
            _walk_in(work, session, leads, lines[session.id])
            return


def _walk_in(work: Work, session: Session, leads: Leads, line: Sequence[Token]) -> None:
    arrived = work.clock.now() - _WAITED
    number = max((token.number for token in line), default=0) + 1
    row = {
        "id": TokenId(uuid7(arrived, work.entropy(10))),
        "session_id": session.id,
        "patient_id": leads.patient,
        "number": number,
        "opaque": new_opaque(work),
        "source": TokenSource.WALK_IN.value,
        "priority_class": TokenSource.WALK_IN.value,
        "status": TokenStatus.ARRIVED.value,
        "overflow": False,
        "arrived_at": arrived,
        "created_at": arrived,
    }
    tokens.add_booked(work.db, work.organisation, [row])
    sessions.change(work.db, session.id, taken=session.taken + 1, last_number=number)
