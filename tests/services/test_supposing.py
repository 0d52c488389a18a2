"""Changes from documents."""

import pytest
from tests.services.roster_nouns import make_week

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.changes import (
    Absence,
    CoverChange,
    LockChange,
    LostSite,
    RuleChange,
)
from horarium.services.supposing import FIELDS, READERS, read_changes

ABSENCE = {
    "kind": "absence",
    "person": "A",
    "first": "2026-01-06",
    "last": "2026-01-08",
}
COVER = {"kind": "cover", "on": "2026-01-07", "shift_type": "N", "heads": 2}
SITE = {"kind": "site", "site": "north", "first": "2026-01-06", "last": "2026-01-06"}
RULE = {"kind": "rule", "rule": "run", "fields": {"weight": 5}}
LOCK = {"kind": "lock", "person": "B", "on": "2026-01-07", "shift_type": "D"}
ALL = {"absence": ABSENCE, "cover": COVER, "site": SITE, "rule": RULE, "lock": LOCK}


@pytest.fixture
def problem():
    return make_week(sites=[{"id": "north"}])


def test_every_kind_is_read(problem):
    absence, cover, site, rule, lock = read_changes(problem, list(ALL.values()))

    assert set(ALL) == set(READERS) == set(FIELDS)
    assert absence == Absence(person="A", start=1, end=4)
    assert cover == CoverChange(day=2, shift_type="N", heads=2)
    assert site == LostSite(site="north", start=1, end=2)
    assert isinstance(rule, RuleChange)
    assert (rule.rule.key, rule.rule.weight) == ("run", 5)
    assert lock == LockChange(person="B", day=2, shift_type="D")


def test_no_shift_locks_off_and_null_unlocks(problem):
    off, free = read_changes(
        problem, [LOCK | {"shift_type": ""}, LOCK | {"shift_type": None}]
    )

    assert (off.shift_type, free.shift_type) == ("", None)


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"kind": "weather"}, "changes.kind"),
        (ABSENCE | {"person": "Z"}, "changes.person"),
        (ABSENCE | {"first": "soon"}, "changes.first"),
        (ABSENCE | {"last": "2026-01-05"}, "changes.last"),
        (ABSENCE | {"last": "2026-02-05"}, "changes.last"),
        (COVER | {"heads": "two"}, "changes.heads"),
        (COVER | {"heads": 0}, "changes.heads"),
        (COVER | {"shift_type": "X"}, "changes.shift_type"),
        (SITE | {"site": "moon"}, "changes.site"),
        (RULE | {"rule": "naps"}, "changes.rule"),
        (RULE | {"fields": {}}, "changes.fields"),
        (RULE | {"fields": {"days": "x"}}, "run.days"),
        (LOCK | {"shift_type": "X"}, "changes.shift_type"),
        (LOCK | {"on": None}, "changes.on"),
        (LOCK | {"shfit_type": "N"}, "changes.shfit_type"),
        (ABSENCE | {"heads": 2}, "changes.heads"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(problem, document, field):
    with pytest.raises(InvalidField) as refusal:
        read_changes(problem, [document])

    assert refusal.value.field == field


@pytest.mark.parametrize("n_changes", [0, 21])
def test_no_change_and_too_many_are_refused(problem, n_changes: int):
    with pytest.raises(InvalidField):
        read_changes(problem, [LOCK] * n_changes)
