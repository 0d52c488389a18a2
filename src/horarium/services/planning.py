"""The next roster: what it has to answer, from all that is known, and asking for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from horarium.domain.availability import Unavailability, UnavailabilityKind
from horarium.domain.errors import InvalidField, NoSuchThing
from horarium.domain.ids import PractitionerId, RosterId, SolveRunId
from horarium.domain.interval import Interval
from horarium.domain.roster import StoredRoster
from horarium.engines.rostering import SolveParams, problem_to_dict
from horarium.engines.rostering.fairness import open_with
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.people import Leave, Person
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.rolling import roll_forward
from horarium.services import rosters, solves
from horarium.services.duty_requests import wishes_between, with_wishes
from horarium.services.fairness import ledger_params
from horarium.services.lived import history_of, ledger_of, lived_before
from horarium.services.permissions import Permission
from horarium.services.roster_rules import overridden
from horarium.services.work import Work
from horarium.store import availability, people
from horarium.store import rosters as store

LEAST_DAYS, MOST_DAYS = 7, 26 * 7
"""A roster is made for one week to half a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRoster:
    """Which roster is to be made.

    Without a ``template`` it goes on from the roster that reaches furthest; without a
    ``start``, from the day after its end, and without ``n_days`` for as long. ``people``
    are staff codes of the template's people; nobody named is everybody.
    """

    template: RosterId | None = None
    start: date | None = None
    n_days: int | None = None
    people: tuple[str, ...] = ()
    name: str = ""


def template_of(work: Work, wanted: RosterId | None = None) -> StoredRoster | None:
    """The roster that the next one goes on from; None when there is none at all."""
    work.require(Permission.ROSTER_SOLVE)
    if wanted is not None:
        return rosters.get(work, wanted)
    headings = store.headings(work.db)
    published = [one for one in headings if one.published_at is not None]
    reaching = max(
        published or headings,
        key=lambda one: (one.starts_on + timedelta(days=one.n_days), one.id),
        default=None,
    )
    return rosters.get(work, reaching.id) if reaching else None


def first_day_after(stored: StoredRoster) -> date:
    """The day after the end of a roster."""
    return stored.starts_on + timedelta(days=stored.n_days)


def next_problem(work: Work, wanted: NextRoster) -> RosterProblem:
    """What the next roster has to answer.

    The template's people, shifts, cover and rules on the new dates; the department's own
    settings of the rules; the days before as they were worked; leave and requests of the
    new dates; and what everybody carries from earlier rosters. Raises ``NoSuchThing``
    without a template and ``InvalidField`` for dates or people that cannot be.
    """
    work.require(Permission.ROSTER_SOLVE)
    template = template_of(work, wanted.template)
    if template is None:
        raise NoSuchThing("roster", "to go on from")
    was = rosters.judged(template).problem
    start = wanted.start or first_day_after(template)
    n_days = was.n_days if wanted.n_days is None else wanted.n_days
    if not LEAST_DAYS <= n_days <= MOST_DAYS:
        accepted = f"{LEAST_DAYS} to {MOST_DAYS} days"
        raise InvalidField("n_days", str(n_days), accepted)
    rolled = overridden(work, roll_forward(was, start, n_days, wanted.people))
    if wanted.name.strip():
        rolled = replace(rolled, name=wanted.name.strip())
    lived = lived_before(work, start)
    last = start + timedelta(days=n_days - 1)
    wished = with_wishes(rolled, wishes_between(work, start, last))
    known = replace(_with_leave(work, wished), history=history_of(rolled, lived))
    params = ledger_params(known)
    ledger = ledger_of(lived, params)
    return known if ledger is None else open_with(known, ledger, params)


def request_next(
    work: Work,
    wanted: NextRoster,
    params: SolveParams,
    *,
    idempotency_key: str | None = None,
) -> SolveRunId:
    """Ask a worker to search for the next roster."""
    problem = problem_to_dict(next_problem(work, wanted))
    return solves.request_solve(work, problem, params, idempotency_key=idempotency_key)


def _with_leave(work: Work, problem: RosterProblem) -> RosterProblem:
    """The problem with the leave that was entered for its people since."""
    horizon = problem.horizon
    codes = {one.id: one.staff_code for one in people.practitioners(work.db)}
    by_code: dict[str, list[Leave]] = {}
    first = _midnight(work, horizon.start)
    last = _midnight(work, horizon.date_of(horizon.n_days))
    for one in availability.unavailabilities(work.db, Interval(first, last)):
        code = _whose(one, codes)
        if code is not None:
            by_code.setdefault(code, []).append(_leave(work, horizon, one))
    found = tuple(_joined(one, by_code.get(one.id, ())) for one in problem.people)
    return replace(problem, people=found)


def _whose(one: Unavailability, codes: dict[PractitionerId, str]) -> str | None:
    is_leave = one.kind is UnavailabilityKind.LEAVE and one.practitioner is not None
    return codes.get(one.practitioner) if is_leave and one.practitioner else None


def _leave(work: Work, horizon: Horizon, one: Unavailability) -> Leave:
    """The whole days that are touched; whose midnight is the end is not."""
    first = one.during.start.astimezone(work.zone).date()
    last = (one.during.end - timedelta(microseconds=1)).astimezone(work.zone).date()
    return Leave(start=horizon.day_of(first), end=horizon.day_of(last) + 1)


def _joined(person: Person, more: Sequence[Leave]) -> Person:
    """The person with the days of ``more`` that no known leave covers."""
    new = tuple(part for leave in more for part in _beyond(person, leave))
    return replace(person, leave=(*person.leave, *new)) if new else person


def _beyond(person: Person, leave: Leave) -> Iterator[Leave]:
    days = [day for day in range(leave.start, leave.end) if not person.is_on_leave(day)]
    begins = [day for day in days if day - 1 not in days]
    ends = [day + 1 for day in days if day + 1 not in days]
    for start, end in zip(begins, ends, strict=True):
        yield replace(leave, start=start, end=end)


def _midnight(work: Work, on: date) -> datetime:
    return datetime.combine(on, time(), work.zone)
