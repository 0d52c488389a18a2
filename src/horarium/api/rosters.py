"""Rosters: read, judged, published."""

from starlette.responses import Response

from horarium.api import answers, versions
from horarium.api.answers import Listing
from horarium.api.deps import WorkDep
from horarium.api.fields import MaybeDay
from horarium.api.routing import api_router, documented
from horarium.domain.errors import NoSuchThing
from horarium.domain.ids import RosterId
from horarium.engines.rostering.roster import Breach
from horarium.services import rosters
from horarium.services.roster_privacy import as_seen, breaches_seen, heading_as_seen
from horarium.services.rosters import RosterSheet

router = api_router("/rosters", "rosters")


@router.get("", responses=documented())
def list_rosters(work: WorkDep) -> Listing[answers.RosterHeading]:
    """Every roster without its cells, newest first."""
    seen = [heading_as_seen(work, one) for one in rosters.headings(work)]
    return Listing(items=answers.RosterHeading.each(seen))


@router.get("/current", responses=documented(404))
def get_current_roster(
    work: WorkDep,
    response: Response,
    on: MaybeDay = None,
) -> answers.Roster:
    """The published roster that covers a day."""
    day = on or work.today
    found = rosters.current(work, day)
    if found is None:
        raise NoSuchThing("published roster", f"for {day.isoformat()}")
    versions.tag(response, found)
    return answers.Roster.of(as_seen(work, found))


@router.get("/{roster}", responses=documented(404))
def get_roster(work: WorkDep, roster: RosterId, response: Response) -> answers.Roster:
    """One roster with its assignments and the problem it answers.

    Whoever does not make rosters sees no draft, and of others neither leave nor requests.
    """
    found = rosters.get(work, roster)
    versions.tag(response, found)
    return answers.Roster.of(as_seen(work, found))


@router.get("/{roster}/breaches", responses=documented(404))
def list_breaches(work: WorkDep, roster: RosterId) -> answers.Judgement:
    """What the independent judge finds broken, hard rules and soft ones.

    The numbers are of all of it; whoever does not make rosters reads own items only.
    """
    sheet = rosters.get_sheet(work, roster)
    return answers.Judgement(
        n_hard=sheet.n_hard,
        penalty=sheet.penalty,
        items=[told(sheet, one) for one in breaches_seen(work, sheet.breaches)],
    )


@router.post("/{roster}/publish", responses=documented(404, 409, 412, 428))
def publish_roster(
    work: WorkDep, roster: RosterId, expected: versions.Demanded, response: Response
) -> answers.RosterHeading:
    """Make a draft the roster to live by and open its clinic sessions."""
    published = rosters.publish(work, roster, expected)
    versions.tag(response, published)
    return answers.RosterHeading.of(published)


def told(sheet: RosterSheet, breach: Breach) -> answers.Breach:
    """A breach with dates instead of days."""
    return answers.Breach(
        rule=breach.rule,
        is_hard=breach.is_hard,
        amount=breach.amount,
        penalty=breach.penalty,
        sentence=breach.sentence,
        person=breach.person,
        on_dates=[sheet.problem.horizon.date_of(day) for day in breach.days],
        shift_type=breach.shift_type,
    )
