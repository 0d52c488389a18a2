"""Who carries how much of a roster, against the share that would be fair."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from horarium.domain.ids import RosterId
from horarium.engines.rostering.fairness import Dimension, Line, burden_id
from horarium.engines.rostering.problem import Scope
from horarium.engines.rostering.rules.fairness import Fairness as FairnessRule
from horarium.services import fairness
from horarium.services.fairness import FairnessReport
from horarium.web.office.roster_links import links_of
from horarium.web.office.rules_page import scope_words
from horarium.web.pages.rules import DimensionRow, FairnessPage, ShareRow
from horarium.web.pages.shell import Choice
from horarium.web.roster_charts import ShareBar, shares_chart
from horarium.web.visit import Visit, VisitDep
from horarium.web.words import burden_words

router = APIRouter(prefix="/rosters/{roster}")


@router.get("/fairness")
def show_fairness(
    visit: VisitDep,
    roster: UUID,
    dimension: Annotated[str, Query(max_length=100)] = "",
) -> HTMLResponse:
    """One burden person by person; the first, without one that is known."""
    with visit.work() as work:
        report = fairness.of_roster(work, RosterId(roster))
    known = {one.id: one for one in report.dimensions}
    shown = known.get(dimension, report.dimensions[0])
    return visit.show(_page(visit, report, shown))


def _page(visit: Visit, report: FairnessReport, shown: Dimension) -> FairnessPage:
    stored = report.stored
    names = {person.id: person.title for person in report.problem.people}
    lines = sorted(shown.lines, key=lambda one: (one.share - one.load, one.person))
    there = [one for one in lines if one.exposure > 0]
    return FairnessPage(
        shell=visit.shell(),
        title=stored.name,
        links=links_of(stored, "fairness"),
        finding=_finding(_short(report, shown), there, names),
        shown=_short(report, shown),
        chart=shares_chart(
            f"{_short(report, shown)}: load beside fair share, person by person",
            [_bar(one, names) for one in there],
        ),
        rows=tuple(_row(one, names) for one in lines),
        dimensions=tuple(_dimension(report, one, shown) for one in report.dimensions),
        choices=tuple(
            Choice(_href(report, one), _short(report, one), one.id == shown.id)
            for one in report.dimensions
        ),
        note=_note(report, shown),
    )


def _finding(shown: str, lines: list[Line], names: dict[str, str]) -> str:
    if not lines:
        return "Nobody is there to share anything."
    most = lines[0]
    above = most.load - most.share
    if above <= 0.5:
        return f"Nobody is more than half of one above the fair share of {shown}."
    return (
        f"{names[most.person]} is furthest above the fair share of {shown}: "
        f"{most.load:.0f} where {most.share:.1f} would be fair."
    )


def _bar(line: Line, names: dict[str, str]) -> ShareBar:
    text = f"{line.load:.0f} of {line.share:.1f}"
    return ShareBar(names[line.person], line.load, line.share, text)


def _row(line: Line, names: dict[str, str]) -> ShareRow:
    return ShareRow(
        name=names[line.person],
        load=f"{line.load:.0f}",
        share=f"{line.share:.1f}",
        carried=f"{line.carried:+.1f}",
        balance=f"{line.balance:+.1f}",
        presence=f"{line.exposure:.0%}",
    )


def _dimension(
    report: FairnessReport, one: Dimension, shown: Dimension
) -> DimensionRow:
    measures = one.measures
    return DimensionRow(
        name=_short(report, one),
        href=_href(report, one),
        worst=f"{measures.worst:.1f}",
        spread=f"{measures.range:.1f}",
        gini=f"{measures.gini:.3f}",
        jain=f"{measures.jain:.3f}",
        is_shown=one.id == shown.id,
    )


def _short(report: FairnessReport, one: Dimension) -> str:
    """The burden in words; one that a rule counts says for whom."""
    rules = (rule for rule in report.problem.rules if isinstance(rule, FairnessRule))
    rule = next((rule for rule in rules if burden_id(rule) == one.id), None)
    words = burden_words(one.label)
    if rule is None or rule.scope == Scope():
        return words
    return f"{words} ({scope_words(report.problem, rule)})"


def _href(report: FairnessReport, one: Dimension) -> str:
    query = urlencode({"dimension": one.id})
    return f"/rosters/{report.stored.id}/fairness?{query}"


def _note(report: FairnessReport, shown: Dimension) -> str:
    if shown.id != "sites":
        return ""
    names = {site.id: site.name or site.id for site in report.problem.sites}
    counted = ", ".join(names[site] for site in report.unpopular_sites) or "none"
    return (
        "Counted are duties at sites with more of the duties than of the people who are "
        f"at home there: {counted}."
    )
