"""What sessions and days came to, against what was promised."""

from datetime import date

from horarium.api.answers import Answer, Session
from horarium.api.deps import WorkDep
from horarium.api.fields import MaybeDay
from horarium.api.routing import api_router, documented
from horarium.domain.ids import SessionId
from horarium.services import statistics

router = api_router("/statistics", "statistics")
sessions_router = api_router("/sessions", "statistics")


class ClassWaits(Answer):
    """The waits of one class, in minutes; nothing where nobody was called.

    ``share_in_target`` waited at most ``target_min``; ``fractile`` was promised.
    """

    priority_class: str
    n: int
    target_min: float
    fractile: float
    mean_min: float | None
    median_min: float | None
    p90_min: float | None
    longest_min: float | None
    share_in_target: float | None
    is_kept: bool | None


class Figures(Answer):
    """What came of a session, or of several together."""

    n_booked: int
    n_seen: int
    n_waiting: int
    n_noshow: int
    n_left: int
    n_cancelled: int
    waits: list[ClassWaits]
    open_min: float
    busy_min: float
    idle_min: float
    overtime_min: float
    utilisation: float | None


class SessionStatistics(Answer):
    """One session with its figures."""

    session: Session
    figures: Figures


class DayStatistics(Answer):
    """A day's sessions one by one, and all of them together."""

    on: date
    sessions: list[SessionStatistics]
    total: Figures
    n_cancelled_sessions: int


@router.get("", responses=documented())
def get_day_statistics(work: WorkDep, on: MaybeDay = None) -> DayStatistics:
    """Seen, waiting, no-shows, waits against their promises, use of the doctors' time."""
    return DayStatistics.of(statistics.of_day(work, on))


@sessions_router.get("/{session}/statistics", responses=documented(404))
def get_session_statistics(work: WorkDep, session: SessionId) -> SessionStatistics:
    """The same for one session, as of now."""
    return SessionStatistics.of(statistics.of_session(work, session))
