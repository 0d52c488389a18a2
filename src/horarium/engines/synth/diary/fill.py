"""Fill sessions with patients and play their days up to the present."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

from numpy.random import Generator

from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.synth.diary.attendance import attendees
from horarium.engines.synth.diary.booking import book
from horarium.engines.synth.diary.clinic_day import serve
from horarium.engines.synth.diary.outcome import Outpatients, Visit
from horarium.engines.synth.diary.panel import Panel
from horarium.engines.synth.diary.params import SynthParams
from horarium.engines.synth.diary.population import invent_people
from horarium.engines.synth.diary.present import (
    Standing,
    has_emergency,
    liveliness,
    standings,
)
from horarium.engines.synth.diary.problem import (
    Booking,
    ClinicProblem,
    ClinicSession,
    Held,
)

_EMERGENCIES_WHERE_WANTED = 1.2
_ESSENTIALS = 4
_FEWEST_WAITING, _MOST_WAITING = 2, 4
"""How many wait where a working line is wanted, evenly drawn."""


def fill_diary(
    problem: ClinicProblem, rng: Generator, params: SynthParams | None = None
) -> Outpatients:
    """New people for the panel, and every visit known at ``problem.now``.

    Places that were ``held`` keep their numbers and go on from where they stood. The same state of ``rng`` gives the same outcome. Raises
    ``InvalidField`` when the panel is too small for a day.
    """
    params = params or SynthParams()
    people_rng, panel_rng, booking_rng, day_rng = rng.spawn(4)
    people = invent_people(
        problem.n_panel - problem.n_known,
        people_rng,
        on=min([problem.now.date(), *(one.on_date for one in problem.sessions)]),
        params=params.people,
        first=problem.n_known,
    )
    panel = Panel(problem.n_panel, _away(problem), panel_rng)
    given: defaultdict[str, list[Booking | Held]] = defaultdict(list)
    for held in problem.held:
        given[held.session].append(held)
    for booking in book(problem, panel, booking_rng, params):
        given[booking.session].append(booking)
    visits: list[Visit] = []
    streams = day_rng.spawn(len(problem.sessions))
    for session, stream in zip(problem.sessions, streams, strict=True):
        if session.is_left_alone:
            continue
        line = _line(problem, session, given[session.key], stream, params)
        visits += _visits(session, given[session.key], line, panel)
    return Outpatients(people, tuple(visits))


def _away(problem: ClinicProblem) -> list[tuple[date, int]]:
    days = {session.key: session.on_date for session in problem.sessions}
    held = [(days[one.session], one.patient) for one in problem.held]
    return [*problem.away, *held]


def _line(
    problem: ClinicProblem,
    session: ClinicSession,
    given: Sequence[Booking | Held],
    rng: Generator,
    params: SynthParams,
) -> list[Standing]:
    """The line of a session at the present: any, or the first that is lively enough.

    A session that should have a working line is drawn again until it has one, at most
    ``n_tries`` times; then the liveliest of the draws is taken.
    """
    kept = [one for one in given if _cancelled_at(one) is None]
    wants_emergency = session.key in problem.with_emergency
    if not (wants_emergency or session.key in problem.working):
        return _draw(session, kept, problem.now, rng, params)
    if wants_emergency:
        mix = replace(params.mix, emergencies=_EMERGENCIES_WHERE_WANTED)
        params = replace(params, mix=mix)
    n_waiting = int(rng.integers(_FEWEST_WAITING, _MOST_WAITING + 1))
    enough = (_ESSENTIALS + wants_emergency, n_waiting)
    best: list[Standing] = []
    best_score = (-1, -1)
    for _ in range(params.n_tries):
        line = _draw(session, kept, problem.now, rng, params)
        n_essential, n_there = liveliness(line, n_waiting)
        n_essential += wants_emergency and has_emergency(line)
        if (n_essential, n_there) > best_score:
            best, best_score = line, (n_essential, n_there)
        if best_score >= enough:
            break
    return best


def _draw(
    session: ClinicSession,
    kept: Sequence[Booking | Held],
    now: datetime,
    rng: Generator,
    params: SynthParams,
) -> list[Standing]:
    day = params.day
    late_s = 60 * min(rng.exponential(day.doctor_late_mean), day.doctor_late_most)
    crowd = attendees(session, kept, rng, params)
    moved_at = session.so_far.moved_at
    start = session.interval.start.timestamp() + late_s
    begins = max(start, moved_at.timestamp()) if moved_at else start
    turns = serve(crowd, begins=begins, call_s=60 * day.call_min)
    return standings(
        crowd, turns, now=now.timestamp(), no_show_after_s=60 * day.no_show_after
    )


def _visits(
    session: ClinicSession,
    given: Sequence[Booking | Held],
    line: Sequence[Standing],
    panel: Panel,
) -> list[Visit]:
    """Visits by number; whoever came unbooked gets a patient of the panel."""
    unbooked = sum(standing.who.of is None for standing in line)
    patients = iter(panel.deal(session.on_date, unbooked) if unbooked else [])
    visits = [
        _cancelled(session, one)
        for one in given
        if isinstance(one, Booking) and one.cancelled_at
    ]
    for standing in line:
        of = standing.who.of
        visits.append(_visit(session, standing, of.patient if of else next(patients)))
    return _numbered(visits, session.so_far.last_number)


def _visit(session: ClinicSession, standing: Standing, patient: int) -> Visit:
    who, of = standing.who, standing.who.of
    return Visit(
        session=session.key,
        patient=patient,
        number=of.number if isinstance(of, Held) else 0,
        source=who.source,
        status=standing.status,
        made_at=_at(who.made),
        slot=session.slot(of.slot) if of and of.slot is not None else None,
        is_overflow=(
            of.is_overflow
            if isinstance(of, Held)
            else who.source is TokenSource.EMERGENCY
        ),
        reason=who.reason,
        arrived_at=_maybe(standing.arrived),
        called_at=_maybe(standing.called),
        started_at=_maybe(standing.started),
        ended_at=_maybe(standing.ended),
    )


def _cancelled(session: ClinicSession, booking: Booking) -> Visit:
    return Visit(
        session=session.key,
        patient=booking.patient,
        number=0,
        source=booking.source,
        status=TokenStatus.CANCELLED,
        made_at=booking.made_at,
        slot=session.slot(booking.slot),
        ended_at=booking.cancelled_at,
    )


def _cancelled_at(one: Booking | Held) -> datetime | None:
    return one.cancelled_at if isinstance(one, Booking) else None


def _numbered(visits: list[Visit], last_number: int) -> list[Visit]:
    """By number; whoever has none gets the next in the order of ``made_at``."""
    old = [visit for visit in visits if visit.number]
    new = sorted(
        (visit for visit in visits if not visit.number),
        key=lambda visit: (visit.made_at, visit.patient),
    )
    numbers = count(last_number + 1)
    given = [replace(visit, number=next(numbers)) for visit in new]
    return sorted([*old, *given], key=lambda visit: visit.number)


def _maybe(seconds: float | None) -> datetime | None:
    return None if seconds is None else _at(seconds)


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
