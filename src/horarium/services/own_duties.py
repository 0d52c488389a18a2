"""One's own roster: what is worked when, and what it comes to."""

from dataclasses import dataclass
from datetime import date, timedelta

from horarium.domain.errors import InvalidField
from horarium.domain.ids import PractitionerId, RosterId
from horarium.domain.interval import Interval
from horarium.domain.people import Practitioner
from horarium.domain.roster import RosterStatus
from horarium.engines.rostering.explain import Viewer, seen_by, sentence, why
from horarium.engines.rostering.fairness import Dimension, tally
from horarium.engines.rostering.horizon import SATURDAY
from horarium.engines.rostering.roster import OFF
from horarium.engines.rostering.shifts import ShiftType
from horarium.services import rosters
from horarium.services.clinic_sessions import shift_interval
from horarium.services.fairness import ledger_before, ledger_params
from horarium.services.own_staff import myself
from horarium.services.permissions import Permission
from horarium.services.rosters import RosterSheet
from horarium.services.work import Work
from horarium.store import people
from horarium.store import rosters as store

NIGHT = "night"
MIN_OTHERS = 3
"""Of fewer others no distribution is told: it would name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDay:
    """A day of one's own roster: a duty with its real hours, leave, or neither."""

    on: date
    roster: RosterId
    shift: ShiftType | None
    hours: Interval | None
    site: str
    worked_min: int
    is_leave: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRoster:
    """One's own days that some roster covers, and what is worked on them."""

    days: tuple[OwnDay, ...]

    @property
    def duties(self) -> tuple[OwnDay, ...]:
        """The days with a duty."""
        return tuple(one for one in self.days if one.shift)

    @property
    def worked_min(self) -> int:
        """Minutes of work."""
        return sum(one.worked_min for one in self.days)

    @property
    def n_nights(self) -> int:
        """How many duties are nights."""
        return sum(
            one.shift is not None and NIGHT in one.shift.tags for one in self.days
        )

    @property
    def n_weekends(self) -> int:
        """How many weekends have a duty."""
        worked = (one.on for one in self.duties if one.on.weekday() >= SATURDAY)
        return len({on.isocalendar()[:2] for on in worked})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBurden:
    """One burden: one's own line, and how the others lie without names.

    ``others`` are loads per full-time presence in order, empty when there are fewer than
    three; ``own_rate`` is the asker's on the same scale.
    """

    id: str
    label: str
    load: float
    share: float
    carried: float
    balance: float
    own_rate: float
    others: tuple[float, ...]


def own_roster(work: Work, first: date, last: date) -> OwnRoster:
    """The asker's days from ``first`` to ``last``, both included, as they are published."""
    me = myself(work, Permission.OWN_DUTIES_READ)
    return OwnRoster(days=tuple(_days(work, me, first, last)))


def why_mine(work: Work, on: date) -> tuple[str, ...]:
    """Why the asker works what they work on a day: facts the asker may know, in words.

    Raises ``InvalidField`` for a day that no roster with the asker covers.
    """
    me = myself(work, Permission.OWN_DUTIES_READ)
    stored = store.published_on(work.db, on)
    sheet = rosters.judged(stored) if stored else None
    if sheet is None or me.staff_code not in sheet.problem.tables.people:
        raise InvalidField("on", on.isoformat(), "a day of a roster that you are on")
    problem = sheet.problem
    day = problem.horizon.day_of(on)
    answer = why(problem, sheet.roster, me.staff_code, day)
    told = seen_by(answer, Viewer(me.staff_code))
    return tuple(sentence(problem, fact) for fact in told.facts)


def own_burdens(work: Work) -> tuple[OwnBurden, ...]:
    """The asker's ledger in the roster lived by today, or in the next one.

    On top of what was carried into it; others are told without names and in order.
    """
    me = myself(work, Permission.OWN_DUTIES_READ)
    sheet = _present(work)
    if sheet is None or me.staff_code not in sheet.problem.tables.people:
        return ()
    ledger = ledger_before(work, sheet.problem)
    params = ledger_params(sheet.problem)
    dimensions = tally(sheet.problem, sheet.roster, ledger, params)
    found = (_burden(one, me.staff_code) for one in dimensions)
    return tuple(one for one in found if one.load or one.share or any(one.others))


def duties_of(work: Work, who: PractitionerId, first: date) -> list[OwnDay]:
    """The published duties of somebody from ``first`` on; asks no permission."""
    person = people.practitioner_by_id(work.db, who)
    if person is None:
        return []
    last = max(
        (
            one.starts_on + timedelta(days=one.n_days - 1)
            for one in store.headings(work.db)
            if one.status is RosterStatus.PUBLISHED
        ),
        default=first,
    )
    return [one for one in _days(work, person, first, last) if one.shift]


def _present(work: Work) -> RosterSheet | None:
    stored = store.published_on(work.db, work.today)
    if stored is None:
        ahead = [
            one
            for one in store.headings(work.db)
            if one.status is RosterStatus.PUBLISHED and one.starts_on > work.today
        ]
        heading = min(ahead, key=lambda one: (one.starts_on, one.id), default=None)
        stored = store.by_id(work.db, heading.id) if heading else None
    return rosters.judged(stored) if stored else None


def _days(work: Work, me: Practitioner, first: date, last: date) -> list[OwnDay]:
    by_date: dict[date, OwnDay] = {}
    found = _sheets(work, first, last)
    for sheet in sorted(found, key=_rank):
        for one in _days_in(sheet, me.staff_code, first, last):
            by_date[one.on] = one
    return [by_date[on] for on in sorted(by_date)]


def _sheets(work: Work, first: date, last: date) -> list[RosterSheet]:
    found = []
    for heading in store.headings(work.db):
        ends = heading.starts_on + timedelta(days=heading.n_days - 1)
        is_near = heading.starts_on <= last and ends >= first
        stored = None
        if is_near and rosters.was_lived(heading):
            stored = store.by_id(work.db, heading.id)
        if stored is not None:
            found.append(rosters.judged(stored))
    return found


def _rank(sheet: RosterSheet) -> tuple[bool, float]:
    """Archived rosters first, then published ones by when: the last one counts."""
    stored = sheet.stored
    published = stored.published_at.timestamp() if stored.published_at else 0.0
    return stored.status is RosterStatus.PUBLISHED, published


def _days_in(sheet: RosterSheet, code: str, first: date, last: date) -> list[OwnDay]:
    problem = sheet.problem
    row = problem.tables.people.get(code)
    if row is None:
        return []
    sites = {site.id: site.name or site.id for site in problem.sites}
    days = []
    for day in range(problem.n_days):
        on = problem.horizon.date_of(day)
        if not first <= on <= last:
            continue
        cell = int(sheet.roster.cells[row, day])
        shift = None if cell == OFF else problem.shift_types[cell]
        position = day + problem.n_history
        days.append(
            OwnDay(
                on=on,
                roster=sheet.stored.id,
                shift=shift,
                hours=shift_interval(problem, cell, day) if shift else None,
                site=sites.get(shift.site, shift.site) if shift else "",
                worked_min=int(problem.times.worked[cell, position]) if shift else 0,
                is_leave=problem.people[row].is_on_leave(day),
            )
        )
    return days


def _burden(one: Dimension, code: str) -> OwnBurden:
    lines = {line.person: line for line in one.lines}
    own = lines[code]
    rates = sorted(
        (line.load + line.carried) / line.exposure
        for line in one.lines
        if line.person != code and line.exposure > 0
    )
    return OwnBurden(
        id=one.id,
        label=one.label,
        load=own.load,
        share=own.share,
        carried=own.carried,
        balance=own.balance,
        own_rate=(own.load + own.carried) / own.exposure if own.exposure else 0.0,
        others=tuple(rates) if len(rates) >= MIN_OTHERS else (),
    )
