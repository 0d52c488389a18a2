"""docs/reference/api.md says what the code does."""

import re
from pathlib import Path

import pytest

from horarium.api.access import ACCESS, Open
from horarium.api.errors import EDGE_TITLES, catalogue

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_every_route_is_listed_with_the_permission_it_asks_for(app, page):
    rows = re.findall(r"^\| `(\S+ \S+)` \| .+ \| (\S+) \|$", page, re.MULTILINE)

    assert sorted(rows) == sorted(
        (f"{method.upper()} {path}", told(ACCESS[operation["operationId"]]))
        for path, operations in app.openapi()["paths"].items()
        for method, operation in operations.items()
    )


def told(needed):
    return needed.value if isinstance(needed, Open) else f"`{needed.value}`"


def test_every_code_it_lists_means_what_it_says(page):
    listed = re.findall(r"^\| `([a-z-]+)` \| (\d+) \| (.+) \|$", page, re.MULTILINE)

    known = {one.code: (str(one.status), one.title) for one in catalogue()}
    assert {code: rest for code, *rest in listed} == {
        code: list(known[code]) for code, *_ in listed
    }
    assert set(EDGE_TITLES) <= {code for code, *_ in listed}


def test_every_status_a_route_may_refuse_with_is_explained(app, page):
    explained = set(re.findall(r"^\| (\d+) \| ", page, re.MULTILINE))

    refused_with = {
        status
        for operations in app.openapi()["paths"].values()
        for operation in operations.values()
        for status in operation["responses"]
        if status >= "400"
    }
    assert refused_with <= explained
