"""The cover below the published roster."""

from selectolax.lexbor import LexborHTMLParser
from tests.browser.rosters import given_roster

from horarium.domain.actor import Role
from horarium.engines.rostering.cover import Cover


def test_the_cover_below_the_roster_is_of_what_is_wanted_somewhere(signed_in, begin_as):
    with begin_as() as work:
        given_roster(work, Cover(day=5, shift_types=("TD",), wanted=0, maximum=0))

    page = LexborHTMLParser(signed_in(Role.COORDINATOR).get("/roster").text)

    rows = [row.text() for row in page.css(".cover tr th")]
    assert len(rows) == 1
    assert "Day" in rows[0]
