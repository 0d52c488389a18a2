"""What there is to see of one roster, from each of its pages to the others."""

from horarium.domain.roster import RosterStatus, StoredRoster
from horarium.web.pages.shell import Link

_PAGES = {
    "rules": "Rules",
    "fairness": "Fairness",
    "what-if": "What if",
    "why": "Why",
}


def links_of(
    stored: StoredRoster, here: str, *, is_maker: bool = True
) -> tuple[Link, ...]:
    """The roster itself and, for who makes rosters, its other pages."""
    if not is_maker:
        return (Link("Roster", f"/roster?from={stored.starts_on.isoformat()}"),)
    return (
        Link("Roster", roster_href(stored)),
        *(
            Link(text, f"/rosters/{stored.id}/{page}")
            for page, text in _PAGES.items()
            if page != here
        ),
    )


def roster_href(stored: StoredRoster) -> str:
    """Where its cells are: a draft is edited, what is lived by is looked at."""
    if stored.status is RosterStatus.DRAFT:
        return f"/rosters/{stored.id}/edit"
    return f"/roster?from={stored.starts_on.isoformat()}"
