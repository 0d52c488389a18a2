"""An address as a picture."""

import segno
from selectolax.lexbor import LexborHTMLParser

from horarium.web.qr import QUIET_ZONE, qr_svg

ADDRESS = "https://clinic.example/t/AAAAAAAAAAAAAAAAAAAAAA"


def test_the_picture_holds_the_whole_symbol_and_the_quiet_zone_around_it():
    side = segno.make(ADDRESS, micro=False, error="m").symbol_size(border=0)[0]

    svg = LexborHTMLParser(qr_svg(ADDRESS)).css_first("svg")

    assert svg.attributes["viewBox"] == " ".join(
        map(str, (0, 0, side + 2 * QUIET_ZONE, side + 2 * QUIET_ZONE))
    )


def test_no_text_of_the_address_gets_into_the_page():
    assert "script" not in qr_svg("https://clinic.example/<script>alert(1)</script>")
