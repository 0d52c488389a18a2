"""docs/reference/opd.md says what the code does."""

import re
from pathlib import Path

from tests.api.opd.conftest import operations

from horarium.api.access import OPD_ACCESS
from horarium.settings import PREFIX, Settings

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "opd.md"


def test_every_endpoint_is_listed_with_the_permission_it_asks_for(app):
    page = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\S+ \S+)` \| .*\| `(\S+)` \|$", page, re.MULTILINE)

    assert sorted(rows) == sorted(
        (f"{method.upper()} {path}", OPD_ACCESS[name].value)
        for name, method, path, _ in operations(app)
    )


def test_every_setting_it_names_exists():
    page = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(rf"`{PREFIX}([A-Z_]+)`", page))

    known = {name.upper() for name in Settings.model_fields}
    assert named
    assert named <= known


def test_every_status_a_route_may_answer_is_explained(app):
    page = PAGE.read_text(encoding="utf-8")
    lines = re.findall(r"^\| ([0-9, ]+) \| ", page, re.MULTILINE)
    explained = {status for line in lines for status in line.split(", ")}

    assert explained >= {
        status for *_, operation in operations(app) for status in operation["responses"]
    }
