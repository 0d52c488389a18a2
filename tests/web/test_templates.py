"""What holds for every page."""

import gzip
import re

import pytest
from tests.web.roster_builders import make_roster_page, make_row
from tests.web.samples import samples

from horarium.web.pages.shell import PageValue
from horarium.web.render import TEMPLATES

PAGES = samples()
every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())

KB = 1000


@every_page
def test_a_page_renders_with_its_value_and_has_one_heading_and_one_main(show, page):
    tree = show(page)

    assert len(tree.css("h1")) == 1
    assert len(tree.css("main#main")) == 1
    assert tree.css_first("html").attributes["lang"] == "en"
    assert tree.css_first("title").text().endswith("Horarium")


@every_page
def test_a_page_needs_no_inline_script_handler_or_style(show, page):
    html = show.renderer.page(page)
    tree = show(page)

    assert all(script.attributes.get("src") for script in tree.css("script"))
    assert not tree.css("style, [style]")
    assert not re.search(r"<[^>]+\son\w+=", html)
    assert "javascript:" not in html


@every_page
def test_every_form_that_posts_carries_the_token_against_forgery(show, page):
    forms = show(page).css("form[method=post]")

    tokens = [form.css_first("input[name=csrf]").attributes["value"] for form in forms]

    assert set(tokens) <= {"c5rf"}


@every_page
def test_no_id_is_given_twice_and_every_label_has_its_field(show, page):
    tree = show(page)
    ids = [node.attributes["id"] for node in tree.css("[id]")]

    assert len(ids) == len(set(ids))
    assert {node.attributes["for"] for node in tree.css("label[for]")} <= set(ids)
    assert _described(tree) <= set(ids)


@every_page
def test_every_button_and_link_has_a_name(show, page):
    for node in show(page).css("button, a[href]"):
        assert node.text(strip=True) or node.attributes.get("aria-label")


@every_page
def test_static_files_are_named_with_the_hash_of_their_content(show, page):
    tree = show(page)
    named = [node.attributes["src"] for node in tree.css("script[src]")]
    named += [node.attributes["href"] for node in tree.css("link[href]")]

    known = {asset.url for asset in show.renderer.assets.values()}

    assert named
    assert set(named) <= known


def test_every_template_that_stands_alone_has_a_sample():
    alone = {
        path.name for path in TEMPLATES.glob("*.html") if not path.name.startswith("_")
    }

    assert {page.template for page in PAGES.values()} == alone - {"base.html"}


def test_a_name_with_markup_in_it_stays_text(show):
    evil = make_row(0, name="<script>alert(1)</script>", grade='"><b>')

    html = show.renderer.page(make_roster_page(rows=(evil,)))

    assert "<script>alert" not in html
    assert '"><b>' not in html


@pytest.mark.parametrize("n_days", [28, 84])
def test_a_whole_department_stays_below_a_hundred_kilobytes(show, n_days):
    page = make_roster_page(45, n_days)

    assert _transferred(show, page) < 100 * KB


def test_the_patients_page_is_tiny(show):
    page = PAGES["token-waiting"]

    assert _transferred(show, page) < 20 * KB


def _transferred(show, page: PageValue) -> int:
    """Bytes on the wire, zipped, of the page and all that it links to."""
    html = show.renderer.page(page)
    urls = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', html))
    assets = [asset for asset in show.renderer.assets.values() if asset.url in urls]
    parts = [html.encode(), *(asset.path.read_bytes() for asset in assets)]
    return sum(len(gzip.compress(part)) for part in parts)


def _described(tree) -> set[str]:
    by = ("aria-labelledby", "aria-describedby", "popovertarget")
    return {node.attributes[name] for name in by for node in tree.css(f"[{name}]")}
