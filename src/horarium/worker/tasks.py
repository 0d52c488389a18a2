"""Which jobs there are and what each does."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

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
from horarium.services.organisations import openers
from horarium.services.what_if import running
from horarium.services.work import OpenWork, Work
from horarium.store import jobs
from horarium.store.database import Database
from horarium.worker.attendance_keeper import (
    attend_everybody,
    recalibrate_everybody,
)
from horarium.worker.booking_keeper import remind_everybody

log = structlog.get_logger()

REMIND_AT = "*/5 * * * *"
"""Every five minutes; the queue sees to it that several workers make one job of it."""

RECALIBRATE_AT = "2 * * * *"
"""Each hour, so that it is soon after midnight wherever a site is; it is done once a night."""

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

    def opener(organisation: str) -> OpenWork:
        return openers(database, clock)[OrganisationId(UUID(organisation))]

    @queue.task(name=solves.TASK, pass_context=True)
    def solve(context: JobContext, organisation: str, run: str) -> None:
        search(
            opener(organisation),
            SolveRunId(UUID(run)),
            attempt=context.job.attempts,
            is_stopping=is_stopping,
        )

    @queue.task(name=questions.TASK, pass_context=True)
    def look_into(context: JobContext, organisation: str, question: str) -> None:
        answer(
            opener(organisation),
            QuestionId(UUID(question)),
            attempt=context.job.attempts,
        )

    @queue.task(name=attendance.TASK, pass_context=True)
    def fit_attendance(context: JobContext, organisation: str, fit: str) -> None:
        learn(opener(organisation), FitId(UUID(fit)), attempt=context.job.attempts)

    @queue.task(name=what_if.TASK, pass_context=True)
    def simulate_what_if(context: JobContext, organisation: str, run: str) -> None:
        play(
            opener(organisation),
            SimulationRunId(UUID(run)),
            attempt=context.job.attempts,
            is_stopping=is_stopping,
        )

    @queue.task(name=loop.TASK)
    def propose(organisation: str, plan: str) -> None:
        loop.work_out(opener(organisation), LoopPlanId(UUID(plan)))

    _go_round(queue, database, clock)
    return queue


def _go_round(queue: procrastinate.App, database: Database, clock: Clock) -> None:
    """What comes again by the clock, for every organisation."""

    @queue.periodic(cron=RECALIBRATE_AT)
    @queue.task(name=attendance.RECALIBRATE_TASK)
    def recalibrate(timestamp: int) -> None:
        n_shifted = recalibrate_everybody(database, clock)
        log.info("attendance.nightly", for_tick=timestamp, n=n_shifted)

    @queue.periodic(cron=ATTEND_AT)
    @queue.task(name=attendance.KEEP_TASK)
    def attend(timestamp: int) -> None:
        kept = attend_everybody(database, clock)
        log.info("attendance.kept", for_tick=timestamp, **kept)

    @queue.periodic(cron=REMIND_AT)
    @queue.task(name=reminders.TASK)
    def remind(timestamp: int) -> None:
        n_told = remind_everybody(database, clock)
        log.info("reminders.told", n=n_told, for_tick=timestamp)


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
