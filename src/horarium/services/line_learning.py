"""Learning from past days, each night: how long visits take, who comes, what waits were.

Everything is counted anew from the days of the window, so a second run of the same day
writes the same, and a day whose worker was away is made up for by the next.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import structlog

from horarium.domain.errors import Refused
from horarium.domain.ids import ServiceId, SessionId
from horarium.domain.line_history import Arrivals, ServiceHistory, Widening
from horarium.engines.queueing import Line, Outlook
from horarium.engines.queueing.calibration import PastWait, calibrate
from horarium.engines.queueing.replay import past_waits
from horarium.services.line_loading import Loaded, load
from horarium.services.outlook import outlook_of
from horarium.services.work import Work
from horarium.store import line_history as store

log = structlog.get_logger()

WINDOW = timedelta(days=90)
"""How far back consultations, arrivals and shows are counted."""

N_DRAWS = 200
"""Futures of a replayed wait; half of the live ones, the quantiles are pooled anyway."""

MOST_WAITS = 1500
"""Past waits from which a service's intervals are calibrated, the latest first."""


def is_due(work: Work) -> bool:
    """Whether some service with past days has not been learnt from today."""
    found = store.past_sessions(work.db, *_window(work))
    learnt = store.learnt_on(work.db)
    return any(learnt.get(service) != work.today for service in found)


def learn(work: Work) -> list[ServiceHistory]:
    """Learn from the days before today, service by service, and keep what was learnt.

    Nothing when another worker is at it.
    """
    if not store.claim(work.db, work.organisation):
        return []
    sessions = store.past_sessions(work.db, *_window(work))
    counted = _counted(work, sessions)
    learnt = [_calibrated(work, one, sessions[one.service]) for one in counted]
    for one in learnt:
        store.keep(work.db, work.organisation, one)
    if learnt:
        work.record(
            "line_learning.learn",
            ("organisation", work.organisation),
            services=len(learnt),
            consultations=sum(c.n for one in learnt for c in one.consultations),
        )
    return learnt


def _window(work: Work) -> tuple[date, date]:
    return work.today - WINDOW, work.today - timedelta(days=1)


def _counted(
    work: Work, sessions: Mapping[ServiceId, Sequence[SessionId]]
) -> list[ServiceHistory]:
    first, last = _window(work)
    zone = work.zone.key
    consultations = store.consultations(work.db, first, last)
    shows = store.shows(work.db, first, last)
    unbooked = store.unbooked(work.db, first, last, zone=zone)
    minutes = store.open_minutes(work.db, first, last, zone=zone)
    return [
        ServiceHistory(
            service=service,
            learnt_on=work.today,
            consultations=consultations.get(service, ()),
            arrivals=tuple(_arrivals(unbooked.get(service, {}), minutes[service])),
            shows=shows.get(service, ()),
        )
        for service in sessions
    ]


def _arrivals(
    counts: Mapping[tuple[str, int], int], minutes: Mapping[int, float]
) -> Iterator[Arrivals]:
    """Hours without a session are no hours: early birds count in no rate."""
    for (priority_class, hour), n in sorted(counts.items()):
        if minutes.get(hour, 0.0) > 0:
            yield Arrivals(priority_class, hour, n, minutes[hour])


def _calibrated(
    work: Work, history: ServiceHistory, sessions: Sequence[SessionId]
) -> ServiceHistory:
    waits: dict[tuple[str, float], list[PastWait]] = defaultdict(list)
    for session in sessions:
        if sum(len(of_one) for of_one in waits.values()) >= MOST_WAITS:
            break
        one = load(work, session, lock=False)
        key = (one.session.discipline, one.rules.coverage)
        waits[key] += _waits(work, one, history)
    return replace(history, widenings=tuple(_widenings(waits)))


def _waits(work: Work, one: Loaded, history: ServiceHistory) -> list[PastWait]:
    def known_at(line: Line, at: datetime) -> Outlook:
        known = outlook_of(one, history, at, work.zone, line=line)
        return replace(known, n_draws=N_DRAWS)

    try:
        return list(past_waits(one.line, one.policy, known_at))
    except Refused as refusal:
        # Rows that were corrected by hand may tell an impossible past.
        log.info("replay.refused", session=str(one.session.id), code=refusal.code)
        return []


def _widenings(
    waits: Mapping[tuple[str, float], Sequence[PastWait]],
) -> Iterator[Widening]:
    for (discipline, coverage), past in sorted(waits.items()):
        learnt = calibrate(past, coverage)
        shares = {"": learnt.everybody, **learnt.by_class}
        for name, share in sorted(shares.items()):
            n = sum(name in ("", wait.priority_class) for wait in past)
            yield Widening(discipline, name, coverage, share, n)
