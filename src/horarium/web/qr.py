"""An address as a picture that a phone can read."""

import segno
from markupsafe import Markup

QUIET_ZONE = 4
"""Empty modules around the symbol (ISO/IEC 18004)."""


def qr_svg(address: str) -> Markup:
    """The address as a QR code: an inline ``<svg>`` that takes the size it is given.

    Error correction M (15 %) stands a crumpled slip. Dark on light in every theme:
    many readers do not know inverted symbols.
    """
    code = segno.make(address, micro=False, error="m", boost_error=False)
    drawing = code.svg_inline(
        border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True, svgclass="qr"
    )
    return Markup(drawing)  # noqa: S704 - drawn from a bit matrix, not from text
