"""Fill the diary and make a working day around the present."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from numpy.random import Generator

from horarium.domain.ids import PractitionerId, SessionId
from horarium.domain.session import Session
from horarium.domain.token import TokenStatus
from horarium.engines.rostering.io.document import problem_from_dict
from horarium.engines.synth.diary import fill_diary
from horarium.services.demo.accounts import Leads
from horarium.services.demo.diary import ENDED, problem_of, read_diary
from horarium.services.demo.params import DemoParams
from horarium.services.demo.steps import DemoStep, OnStep
from horarium.services.demo.today import Team, lay_extra, running, team_of
from horarium.services.demo.writing import write
from horarium.services.work import Work
from horarium.store import rosters, sessions, tokens

LOOK_BACK = timedelta(days=3 * 365)
LOOK_AHEAD = timedelta(days=62)
"""Further than any roster of the demo reaches, and than any demo is left alone."""


def fill(
    work: Work,
    rng: Generator,
    params: DemoParams,
    on_step: OnStep,
    *,
    n_new: int = 0,
    leads: Leads | None = None,
) -> Leads:
    """Open what is missing today, book everything ahead, play the days up to now.

    ``n_new`` patients join the panel. Returns whose lines to look at: the ``leads``
    given, else a doctor who has a line now, and a patient who waits in it.
    """
    on_step(DemoStep("Opening today's clinics"))
    lay_extra(work, _team(work), params, first=leads.doctor if leads else None)
    on_step(DemoStep("Inventing patients and bookings"))
    diary = read_diary(work, recent_sessions(work))
    now = work.clock.now()
    today = on_date(diary.sessions, work.today)
    doctor = leads.doctor if leads else None
    on = {session.id for session in running(today, now, params)}
    working = [
        session.id
        for session in sorted(today, key=lambda one: _rank(one, doctor))
        if session.id in on or _is_at_work(session, doctor, now)
    ]
    problem = problem_of(diary, now, working=working, n_new=n_new)
    write(work, diary, fill_diary(problem, rng, params.synth))
    if leads is not None:
        return leads
    return _leads(work, working)


def on_date(found: Sequence[Session], day: date) -> list[Session]:
    """The sessions of one calendar day."""
    return [session for session in found if session.on_date == day]


def recent_sessions(work: Work) -> list[Session]:
    """Whatever is not over, and what is recent enough to keep its patients away."""
    first, last = work.today - LOOK_BACK, work.today + LOOK_AHEAD
    return [
        session
        for session in sessions.between(work.db, first, last)
        if session.status not in ENDED
        or session.on_date >= work.today - timedelta(days=1)
    ]


def _team(work: Work) -> Team:
    stored = rosters.published_on(work.db, work.today)
    if stored is None:
        return Team()
    return team_of(work, stored, problem_from_dict(stored.problem))


def _rank(session: Session, doctor: PractitionerId | None) -> tuple[bool, bool]:
    """The demo doctor's session first, then those of the roster."""
    return session.practitioner != doctor, session.roster is None


def _is_at_work(session: Session, doctor: PractitionerId | None, now: datetime) -> bool:
    return session.practitioner == doctor and session.interval.contains(now)


def _leads(work: Work, working: Sequence[SessionId]) -> Leads:
    """The doctor of the first line in which somebody waits, and who waits there."""
    for wanted in working:
        session = sessions.by_id(work.db, wanted)
        line = tokens.of_session(work.db, wanted)
        waiting = [token for token in line if token.status is TokenStatus.ARRIVED]
        if session is not None and waiting:
            best = min(waiting, key=lambda token: token.appointment is None)
            return Leads(session.practitioner, best.patient)
    raise AssertionError("nobody waits in any line of the demo")
