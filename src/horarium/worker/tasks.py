"""Which jobs there are and what each does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

import procrastinate
import structlog
from procrastinate import JobContext

from horarium.domain.clock import Clock
from horarium.domain.ids import (
    FitId,
    LoopPlanId,
    OrganisationId,
    SimulationRunId,
    SolveRunId,
)
from horarium.domain.question import QuestionId
from horarium.services import (
    attendance,
    loop,
    questions,
    reminders,
    solves,
    solving,
    what_if,
)
from horarium.services.solving import OpenWork
from horarium.services.what_if import running
from horarium.services.work import Work, begin, system_actor
from horarium.store import jobs, people
from horarium.store.database import Database
from horarium.worker.attendance_keeper import attend_everybody
from horarium.worker.booking_keeper import remind_everybody

log = structlog.get_logger()

REMIND_AT = "*/5 * * * *"
"""Every five minutes; the queue sees to it that several workers make one job of it."""

ATTEND_AT = "7 * * * *"
"""Each hour; what is due once a day finds out by itself that it is done."""

MOST_ATTEMPTS = 5
"""A job whose worker died so often is what kills them; it is given up."""


def make_queue(
    url: Callable[[], str],
    database: Database,
    clock: Clock,
    *,
    is_stopping: Callable[[], bool],
) -> procrastinate.App:
    """The queue with every task that a worker knows."""
    queue = procrastinate.App(connector=jobs.connector(url))

    @queue.task(name=solves.TASK, pass_context=True)
    def solve(context: JobContext, organisation: str, run: str) -> None:
        open_work = _opener(database, clock, OrganisationId(UUID(organisation)))
        search(
            open_work,
            SolveRunId(UUID(run)),
            attempt=context.job.attempts,
            is_stopping=is_stopping,
        )

    @queue.task(name=questions.TASK, pass_context=True)
    def look_into(context: JobContext, organisation: str, question: str) -> None:
        open_work = _opener(database, clock, OrganisationId(UUID(organisation)))
        answer(open_work, QuestionId(UUID(question)), attempt=context.job.attempts)

    @queue.task(name=attendance.TASK, pass_context=True)
    def fit_attendance(context: JobContext, organisation: str, fit: str) -> None:
        open_work = _opener(database, clock, OrganisationId(UUID(organisation)))
        learn(open_work, FitId(UUID(fit)), attempt=context.job.attempts)

    @queue.task(name=what_if.TASK, pass_context=True)
    def simulate_what_if(context: JobContext, organisation: str, run: str) -> None:
        open_work = _opener(database, clock, OrganisationId(UUID(organisation)))
        play(
            open_work,
            SimulationRunId(UUID(run)),
            attempt=context.job.attempts,
            is_stopping=is_stopping,
        )

    @queue.periodic(cron=ATTEND_AT)
    @queue.task(name=attendance.KEEP_TASK)
    def attend(timestamp: int) -> None:
        kept = attend_everybody(database, clock)
        log.info("attendance.kept", for_tick=timestamp, **kept)

    @queue.task(name=loop.TASK)
    def propose(organisation: str, plan: str) -> None:
        open_work = _opener(database, clock, OrganisationId(UUID(organisation)))
        loop.work_out(open_work, LoopPlanId(UUID(plan)))

    @queue.periodic(cron=REMIND_AT)
    @queue.task(name=reminders.TASK)
    def remind(timestamp: int) -> None:
        n_told = remind_everybody(database, clock)
        log.info("reminders.told", n=n_told, for_tick=timestamp)

    return queue


def search(
    open_work: OpenWork,
    run: SolveRunId,
    *,
    attempt: int,
    is_stopping: Callable[[], bool],
) -> None:
    """Run one search for a roster; whatever breaks it is told to whoever waits for it."""

    def run_it() -> None:
        log.info("solve.begun", run=str(run), attempt=attempt)
        solving.run(open_work, run, is_stopping=is_stopping)
        log.info("solve.ended", run=str(run))

    failing = _Failing("The search", lambda work, why: solves.fail(work, run, why))
    _carry_out(open_work, run_it, failing, attempt)


def answer(open_work: OpenWork, question: QuestionId, *, attempt: int) -> None:
    """Look into one question about a roster; whatever breaks it is told."""
    failing = _Failing("It", lambda work, why: questions.fail(work, question, why))
    _carry_out(open_work, lambda: questions.run(open_work, question), failing, attempt)


def learn(open_work: OpenWork, fit: FitId, *, attempt: int) -> None:
    """Learn who may not come; whatever breaks it is told to whoever waits for it."""

    def fit_it() -> None:
        attendance.run(open_work, fit)
        with open_work() as work:
            attendance.keep(work)

    failing = _Failing("The fit", lambda work, why: attendance.fail(work, fit, why))
    _carry_out(open_work, fit_it, failing, attempt)


def play(
    open_work: OpenWork,
    run: SimulationRunId,
    *,
    attempt: int,
    is_stopping: Callable[[], bool],
) -> None:
    """Play a what-if question; whatever breaks it is told to whoever waits for it."""

    def play_it() -> None:
        running.run(open_work, run, is_stopping=is_stopping)

    failing = _Failing(
        "The days", lambda work, why: what_if.fail(work, run, why), whose="their"
    )
    _carry_out(open_work, play_it, failing, attempt)


@dataclass(frozen=True, slots=True)
class _Failing:
    """How a job is spoken of when it fails, and who is told."""

    what: str
    tell: Callable[[Work, str], object]
    whose: str = "its"


def _carry_out(
    open_work: OpenWork, do: Callable[[], None], failing: _Failing, attempt: int
) -> None:
    """Do a job unless it was tried too often; what breaks it is told, and raised."""
    if attempt >= MOST_ATTEMPTS:
        ended = f"{failing.what} ended {failing.whose} worker again and again."
        with open_work() as work:
            failing.tell(work, ended)
        return
    try:
        do()
    except Exception as error:
        with open_work() as work:
            failing.tell(work, f"{failing.what} broke ({type(error).__name__}).")
        raise


def _opener(database: Database, clock: Clock, organisation: OrganisationId) -> OpenWork:
    with database.transaction() as db:
        zones = {one.id: one.time_zone for one in people.organisations(db)}
    zone = ZoneInfo(zones[organisation])
    actor = system_actor(organisation)

    @contextmanager
    def open_work() -> Iterator[Work]:
        with begin(database, actor, clock, zone=zone) as work:
            yield work

    return open_work
