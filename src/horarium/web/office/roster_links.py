"""What there is to see of one roster, from each of its pages to the others."""

from horarium.domain.ids import RosterId
from horarium.web.pages.shell import Link

_PAGES = {
    "": "Roster",
    "rules": "Rules",
    "fairness": "Fairness",
    "what-if": "What if",
    "why": "Why",
}


def links_of(roster: RosterId, here: str) -> tuple[Link, ...]:
    """The other pages of a roster."""
    return tuple(
        Link(text, f"/rosters/{roster}/{page}".rstrip("/"))
        for page, text in _PAGES.items()
        if page != here
    )
