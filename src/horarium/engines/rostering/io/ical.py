"""Duties as a calendar that others subscribe to (RFC 5545).

Instants are in UTC, which needs no VTIMEZONE and cannot be misread at a clock change;
the site's zone is named for clients that show it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster

PRODUCT = "-//Horarium//Duties//EN"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyEvent:
    """One duty as calendars are told of it.

    ``uid`` is the same for as long as the duty is this person's of this day, and
    ``sequence`` counts its changes; a duty that went is told again as cancelled.
    """

    uid: str
    sequence: int
    changed_at: datetime
    start: datetime
    end: datetime
    summary: str
    location: str = ""
    is_cancelled: bool = False


def write_ical(events: Iterable[DutyEvent], *, name: str, zone: str) -> bytes:
    """The calendar; the same events give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for one in events:
        calendar.add_component(_event(one))
    return bytes(calendar.to_ical())


def roster_events(
    problem: RosterProblem, roster: Roster, changed_at: datetime
) -> Iterable[DutyEvent]:
    """Every duty of a roster, people in order, then days; named by who works it."""
    sites = {site.id: site.name or site.id for site in problem.sites}
    for row, person in enumerate(problem.people):
        for day in range(problem.n_days):
            cell = int(roster.cells[row, day])
            if cell == OFF:
                continue
            shift = problem.shift_types[cell]
            start, end = duty_hours(problem, cell, day)
            on = problem.horizon.date_of(day)
            yield DutyEvent(
                uid=f"{person.id}-{on.isoformat()}@horarium",
                sequence=0,
                changed_at=changed_at,
                start=start,
                end=end,
                summary=f"{person.title}: {shift.title}",
                location=sites.get(shift.site, shift.site),
            )


def duty_hours(
    problem: RosterProblem, shift: int, day: int
) -> tuple[datetime, datetime]:
    """When shift type ``shift`` of ``day`` really begins and ends, in UTC."""
    horizon, times = problem.horizon, problem.times
    zone = ZoneInfo(horizon.time_zone)
    midnight = datetime.combine(horizon.start, datetime.min.time(), zone)
    position = day + problem.n_history
    start, end = times.start[shift, position], times.end[shift, position]
    since = midnight.astimezone(UTC)
    return since + timedelta(minutes=int(start)), since + timedelta(minutes=int(end))


def _event(one: DutyEvent) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.changed_at.astimezone(UTC))
    event.add("last-modified", one.changed_at.astimezone(UTC))
    event.add("dtstart", one.start.astimezone(UTC))
    event.add("dtend", one.end.astimezone(UTC))
    event.add("summary", one.summary)
    event.add("location", one.location)
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if one.is_cancelled else "OPAQUE")
    return event
