"""Every page leads somewhere, and somewhere leads to every page."""

import re
from pathlib import Path

import pytest
from tests.docs.pages import DOCS

ROOT = DOCS.parent
START = ROOT / "README.md"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def links(page: Path) -> list[str]:
    found = _LINK.findall(page.read_text(encoding="utf-8"))
    return [one for one in found if "://" not in one]


def target(page: Path, link: str) -> Path:
    path = link.split("#")[0]
    return (page.parent / path).resolve() if path else page


def anchors(page: Path) -> set[str]:
    headings = _HEADING.findall(page.read_text(encoding="utf-8"))
    plain = (re.sub(r"[^\w\- ]", "", one.lower()) for one in headings)
    return {one.strip().replace(" ", "-") for one in plain}


def leads_nowhere(page: Path, link: str) -> bool:
    there, anchor = target(page, link), link.partition("#")[2]
    if not there.exists():
        return True
    return bool(anchor) and there.suffix == ".md" and anchor not in anchors(there)


@pytest.mark.parametrize("page", PAGES, ids=lambda it: it.relative_to(ROOT).as_posix())
def test_no_link_leads_nowhere(page):
    assert [one for one in links(page) if leads_nowhere(page, one)] == []


def test_every_page_can_be_reached_from_the_first():
    reached, todo = set(), [START]
    while todo:
        page = todo.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        todo += [target(page, one) for one in links(page)]

    assert [one.name for one in PAGES if one not in reached] == []
