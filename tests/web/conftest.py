"""What the tests of pages share."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from horarium.web.pages.shell import FragmentValue, PageValue
from horarium.web.render import Renderer


class Show:
    """Renders values and parses what comes out."""

    def __init__(self) -> None:
        self.renderer = Renderer()

    def __call__(self, page: PageValue) -> LexborHTMLParser:
        return LexborHTMLParser(self.renderer.page(page))

    def fragment(self, live: FragmentValue) -> LexborHTMLParser:
        return LexborHTMLParser(self.renderer.fragment(live))


@pytest.fixture(scope="session")
def show() -> Show:
    return Show()
