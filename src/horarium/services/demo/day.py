"""Fill the diary and make a working day around the present."""

from collections.abc import Sequence
from datetime import date, timedelta

from numpy.random import Generator

from horarium.domain.ids import PatientId, PractitionerId, SessionId
from horarium.domain.session import Session
from horarium.domain.token import TokenStatus
from horarium.engines.rostering.io.document import problem_from_dict
from horarium.engines.synth import generate
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
    on = running(on_date(diary.sessions, work.today), now, params)
    on = [session for session in on if not diary.is_left_alone(session, now)]
    working = _first(on, leads.doctor if leads else None)
    problem = problem_of(diary, now, working=working, n_new=n_new)
    write(work, diary, generate(problem, rng, params.synth))
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


def _first(on: Sequence[Session], doctor: PractitionerId | None) -> list[SessionId]:
    """The sessions on now: the doctor's first, then those of the roster."""
    in_order = sorted(
        on, key=lambda session: (session.practitioner != doctor, session.roster is None)
    )
    return [session.id for session in in_order]


def _leads(work: Work, working: Sequence[SessionId]) -> Leads:
    if not working:
        raise AssertionError("the demo has no session that is on now")
    session = sessions.by_id(work.db, working[0])
    line = tokens.of_session(work.db, working[0])
    waiting = [token for token in line if token.status is TokenStatus.ARRIVED]
    by_choice = sorted(waiting, key=lambda token: token.appointment is None)
    if session is None or not by_choice:
        raise AssertionError("nobody waits in the line of the demo's doctor")
    return Leads(session.practitioner, PatientId(by_choice[0].patient))
