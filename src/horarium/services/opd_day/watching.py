"""Looking at the department: as it is at a moment, and as it was over the day."""

from horarium.domain.ids import SessionId
from horarium.domain.session import Session
from horarium.domain.token import Token, TokenStatus
from horarium.services.line_loading import load
from horarium.services.line_policies import rules_by_discipline
from horarium.services.opd import places
from horarium.services.opd_day.clinic import Clinic, Doctor
from horarium.services.opd_day.params import OpdDayParams
from horarium.services.opd_day.report import (
    DayReport,
    class_reports,
    doctor_report,
    outcomes,
)
from horarium.services.opd_day.scene import Moment, RoomNow
from horarium.services.work import Work
from horarium.store import sessions as session_store
from horarium.store import tokens as token_store


def moment(clinic: Clinic, news: str) -> Moment:
    """Every doctor's room as it is now."""
    with clinic.work() as work:
        rooms = tuple(_room(work, doctor) for doctor in clinic.doctors)
    return Moment(clinic.clock.at, news, rooms)


def report(
    clinic: Clinic,
    params: OpdDayParams,
    seed: int,
    *,
    n_refused: int,
    n_reallocated: int,
) -> DayReport:
    """The statistics of a day that is over."""
    with clinic.work() as work:
        by_session = _everything(work, clinic)
        policy = rules_by_discipline(work)[params.discipline].policy
    closes_at = params.at(params.closes)
    return DayReport(
        seed=seed,
        discipline=params.discipline,
        classes=class_reports(by_session.values(), policy),
        doctors=tuple(
            doctor_report(
                one.name, [by_session[key][1] for key in one.sessions], closes_at
            )
            for one in clinic.doctors
        ),
        outcomes=outcomes(tokens for _, tokens in by_session.values()),
        n_refused=n_refused,
        n_reallocated=n_reallocated,
    )


def _everything(
    work: Work, clinic: Clinic
) -> dict[SessionId, tuple[Session, list[Token]]]:
    keys = [key for doctor in clinic.doctors for key in doctor.sessions]
    tokens = token_store.of_sessions(work.db, keys)
    sessions = {key: session_store.by_id(work.db, key) for key in keys}
    return {key: (one, tokens[key]) for key, one in sessions.items() if one}


def _room(work: Work, doctor: Doctor) -> RoomNow:
    k = doctor.current
    if k is None:
        k = min(doctor.next, len(doctor.sessions) - 1)
    line = load(work, doctor.sessions[k], lock=False)
    queue = places.queue(line, work.clock.now())
    interval = line.session.interval
    return RoomNow(
        doctor=doctor.name,
        slot=f"{interval.start:%H:%M}–{interval.end:%H:%M}",
        serving=next((one.label for one in queue if one.status.is_with_doctor), None),
        waiting=tuple(one.label for one in queue if one.status is TokenStatus.ARRIVED),
        n_seen=sum(one.status is TokenStatus.COMPLETED for one in queue),
        late_min=line.session.late_min,
    )
