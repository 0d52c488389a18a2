"""Day statistics: what each session and the day came to, against what was promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from horarium.domain.ids import SessionId
from horarium.domain.session import Session, SessionStatus
from horarium.engines.queueing.statistics import SessionFigures, figures
from horarium.services.line_loading import Loaded, load, load_all
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import sessions as session_store


@dataclass(frozen=True, slots=True)
class SessionStatistics:
    """One session with its figures."""

    session: Session
    figures: SessionFigures


@dataclass(frozen=True, slots=True)
class DayStatistics:
    """A day: every session that was not cancelled, and all of them together."""

    on: date
    sessions: tuple[SessionStatistics, ...]
    total: SessionFigures
    n_cancelled_sessions: int


def of_session(work: Work, wanted: SessionId) -> SessionStatistics:
    """The figures of one session as of now; numbers, nobody's name."""
    work.require(Permission.STATISTICS_READ)
    return _of(work, load(work, wanted, lock=False))


def of_day(work: Work, on: date | None = None) -> DayStatistics:
    """The figures of a day's sessions, one by one and together; today without ``on``."""
    work.require(Permission.STATISTICS_READ)
    day = on or work.today
    found = session_store.on_date(work.db, day)
    held = [one for one in found if one.status is not SessionStatus.CANCELLED]
    lines = load_all(work, held)
    return DayStatistics(
        day,
        tuple(_of(work, one) for one in lines),
        _figures(work, lines),
        len(found) - len(held),
    )


def _of(work: Work, one: Loaded) -> SessionStatistics:
    return SessionStatistics(one.session, _figures(work, [one]))


def _figures(work: Work, lines: Sequence[Loaded]) -> SessionFigures:
    return figures([(one.line, one.policy) for one in lines], work.clock.now())
