"""What is known of the rest of a session: learnt from past days, and from today so far."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from horarium.domain.ids import PractitionerId, SessionId
from horarium.domain.line_history import Consultations, ServiceHistory
from horarium.domain.token import TokenSource
from horarium.engines.queueing import Line, Outlook
from horarium.engines.queueing.calibration import Calibration
from horarium.engines.queueing.service_time import (
    NOTHING,
    Past,
    ServiceTimes,
    clinic_times,
    learn_from,
    updated_today,
)
from horarium.services.line_loading import Loaded
from horarium.services.work import Work
from horarium.store import line_history as store

AHEAD = timedelta(hours=2)
"""Later arrivals are expected at the mean rate of so much time from now."""

PRIOR_BOOKED = 20.0
"""How many booked visits the usual share of shows weighs against a service's own."""

_USUAL_SHOW = Outlook().p_show

_HOUR = timedelta(hours=1)


def outlooks(work: Work, lines: Sequence[Loaded]) -> dict[SessionId, Outlook]:
    """The outlook of each line now, with one question for the past of all of them."""
    known = store.of_services(work.db, {one.session.service for one in lines})
    now = work.clock.now()
    return {
        one.session.id: outlook_of(
            one, known.get(one.session.service), now, work.zone, line=one.line
        )
        for one in lines
    }


def outlook_of(
    one: Loaded,
    history: ServiceHistory | None,
    now: datetime,
    zone: ZoneInfo,
    *,
    line: Line,
) -> Outlook:
    """What is to be expected of ``line`` from ``now`` on.

    ``line`` is usually the one loaded; a replay hands in an earlier one. Without any
    history the engine's defaults stand, and today's pace counts all the same.
    """
    coverage = one.rules.coverage
    if history is None:
        return Outlook(service=updated_today(ServiceTimes(), line), coverage=coverage)
    return Outlook(
        service=updated_today(service_times(history, one.session.practitioner), line),
        arrivals_per_min=_capped(one, _rates(one, history, now, zone), now),
        p_show_by_visit=_shows(history),
        coverage=coverage,
        calibration=calibration_of(history, one.session.discipline, coverage),
    )


def service_times(
    history: ServiceHistory, practitioner: PractitionerId
) -> ServiceTimes:
    """How long this practitioner's visits take, shrunk toward the service's mean."""
    clinic = clinic_times(_by_visit(history.consultations))
    own = (one for one in history.consultations if one.practitioner == practitioner)
    return learn_from(clinic, _by_visit(own))


def calibration_of(
    history: ServiceHistory, discipline: str, coverage: float
) -> Calibration:
    """By how much intervals are widened; not at all for another promise than learnt."""
    shares = {
        one.priority_class: one.share
        for one in history.widenings
        if one.discipline == discipline and one.coverage == coverage
    }
    return Calibration(shares.pop("", 0.0), shares)


def _by_visit(found: Iterable[Consultations]) -> dict[str, Past]:
    past: dict[str, Past] = defaultdict(lambda: NOTHING)
    for one in found:
        past[one.visit_type] += Past(one.n, one.total_min, one.total_sq_min2)
    return dict(past)


def _shows(history: ServiceHistory) -> dict[str, float]:
    return {
        one.visit_type: (one.n_came + PRIOR_BOOKED * _USUAL_SHOW)
        / (one.n_booked + PRIOR_BOOKED)
        for one in history.shows
    }


def _rates(
    one: Loaded, history: ServiceHistory, now: datetime, zone: ZoneInfo
) -> dict[str, float]:
    """Unbooked arrivals a minute by class: the hourly rates, weighted by time to come."""
    start = max(now, one.session.interval.start - _HOUR)
    until = min(start + AHEAD, one.session.interval.end)
    total_min = (until - start).total_seconds() / 60.0
    if total_min <= 0:
        return {}
    weights = _minutes_by_hour(start, until, zone)
    rates: dict[str, float] = defaultdict(float)
    for seen in history.arrivals:
        share = weights.get(seen.hour, 0.0) / total_min
        if share and seen.open_min > 0:
            rates[seen.priority_class] += share * seen.n / seen.open_min
    return dict(rates)


def _minutes_by_hour(
    start: datetime, until: datetime, zone: ZoneInfo
) -> dict[int, float]:
    minutes: dict[int, float] = defaultdict(float)
    at = start
    while at < until:
        local = at.astimezone(zone)
        on_the_hour = local.replace(minute=0, second=0, microsecond=0)
        following = min(until, at + (on_the_hour + _HOUR - local))
        minutes[local.hour] += (following - at).total_seconds() / 60.0
        at = following
    return dict(minutes)


def _capped(one: Loaded, rates: Mapping[str, float], now: datetime) -> dict[str, float]:
    """No more are expected than there are places left, ordinary and overflow."""
    session = one.session
    left_min = (session.interval.end - now).total_seconds() / 60.0
    urgent = TokenSource.EMERGENCY.value
    ordinary = sum(rate for name, rate in rates.items() if name != urgent)
    overflow_left = session.overflow_limit - session.overflow_taken
    factors = {True: 1.0, False: 1.0}
    for is_urgent, rate, places in (
        (False, ordinary, session.places_left),
        (True, rates.get(urgent, 0.0), overflow_left),
    ):
        if rate * left_min > places:
            factors[is_urgent] = max(0, places) / (rate * left_min)
    return {name: rate * factors[name == urgent] for name, rate in rates.items()}
