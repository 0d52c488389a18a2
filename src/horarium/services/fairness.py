"""Who carries how much of what is hard, against their share, over all rosters."""

from collections import Counter
from dataclasses import dataclass, replace

from horarium.domain.errors import NoSuchThing
from horarium.domain.ids import RosterId
from horarium.domain.roster import StoredRoster
from horarium.engines.rostering.fairness import Dimension, Ledger, LedgerParams, tally
from horarium.engines.rostering.problem import RosterProblem
from horarium.services import rosters
from horarium.services.lived import ledger_of, lived_before
from horarium.services.own_staff import own_code
from horarium.services.permissions import Permission
from horarium.services.work import Work


@dataclass(frozen=True, slots=True)
class FairnessReport:
    """Every burden of one roster on top of what was carried into it.

    ``unpopular_sites`` are those whose duties were counted as a burden of their own.
    """

    stored: StoredRoster
    problem: RosterProblem
    dimensions: tuple[Dimension, ...]
    unpopular_sites: tuple[str, ...]


def of_roster(work: Work, wanted: RosterId) -> FairnessReport:
    """Everybody's burdens in one roster, draft or not, with the ledger before it."""
    work.require(Permission.ROSTER_SOLVE)
    return _report(work, rosters.get(work, wanted))


def own(work: Work, wanted: RosterId) -> FairnessReport:
    """The same with the asker's own line alone; the measures tell of all.

    Refuses with ``NoSuchThing`` for somebody who is not on the roster, and for a draft
    that only coordinators see.
    """
    work.require(Permission.ROSTER_READ)
    stored = rosters.get(work, wanted)
    code = own_code(work)
    report = _report(work, stored)
    if code not in report.problem.tables.people:
        raise NoSuchThing("person on the roster", code or work.actor.name)
    dimensions = tuple(
        replace(one, lines=tuple(line for line in one.lines if line.person == code))
        for one in report.dimensions
    )
    return replace(report, dimensions=dimensions)


def ledger_params(problem: RosterProblem) -> LedgerParams:
    """How burdens are counted: the engine's defaults and the unpopular sites."""
    return LedgerParams(unpopular_sites=unpopular_sites(problem))


def ledger_before(work: Work, problem: RosterProblem) -> Ledger | None:
    """What everybody carries into the horizon of ``problem``; asks no permission."""
    lived = lived_before(work, problem.horizon.start)
    return ledger_of(lived, ledger_params(problem))


def unpopular_sites(problem: RosterProblem) -> tuple[str, ...]:
    """Sites with a greater part of the duties than of the people who are at home there.

    Others have to go there; how often is shared.
    """
    site_of = {shift.id: shift.site for shift in problem.shift_types}
    asked: Counter[str] = Counter()
    for line in problem.cover:
        sites = {site_of[shift] for shift in line.shift_types}
        if line.is_head_count and len(sites) == 1:
            asked[sites.pop()] += line.wanted
    homes = Counter(person.home for person in problem.people)
    n_asked, n_homes = sum(asked.values()), problem.n_people
    return tuple(
        site.id
        for site in problem.sites
        if asked[site.id] * n_homes > homes[site.id] * n_asked
    )


def _report(work: Work, stored: StoredRoster) -> FairnessReport:
    sheet = rosters.judged(stored)
    params = ledger_params(sheet.problem)
    ledger = ledger_before(work, sheet.problem)
    return FairnessReport(
        stored=stored,
        problem=sheet.problem,
        dimensions=tally(sheet.problem, sheet.roster, ledger, params),
        unpopular_sites=params.unpopular_sites,
    )
