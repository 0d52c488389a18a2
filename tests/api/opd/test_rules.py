"""The original's settings act."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from horarium.app.opd import opd_rules
from horarium.domain.errors import InvalidField
from horarium.domain.token import TokenSource
from horarium.services import line_timers
from horarium.services.opd.rules import OpdRules, adopt
from horarium.settings import Settings


@pytest.fixture
def set_up(app, begin_as):
    """Starts the process anew with these settings."""

    def start(**settings):
        app.state.opd_rules = opd_rules(Settings(**settings))
        with begin_as() as work:
            return adopt(work, app.state.opd_rules)

    return start


def test_the_slot_length_spaces_the_estimates(clinic, set_up):
    set_up(default_slot_duration=25)
    slot = clinic.slot()

    tokens = [clinic.token("book", slot["id"], n) for n in (1, 2)]

    assert [one["estimatedTime"][11:] for one in tokens] == ["10:00:00", "10:25:00"]


def test_a_slot_whose_client_names_no_capacity_has_the_default(clinic, set_up):
    set_up(default_max_capacity=9)

    slot = clinic.slot(maxCapacity=None)

    assert slot["maxCapacity"] == 9


def test_the_overflow_has_its_default_too(clinic, set_up):
    set_up(default_overflow_limit=1)
    slot = clinic.slot(maxCapacity=1)

    answers = [clinic.ask("emergency", slot["id"], n) for n in range(3)]

    assert [one.status_code for one in answers] == [201, 201, 400]


def test_the_priorities_decide_who_goes_first(clinic, set_up):
    set_up(priority_walk_in=900, priority_emergency=800)
    slot = clinic.slot()

    for n, kind in enumerate(["emergency", "book", "walkin"]):
        clinic.token(kind, slot["id"], n)

    queue = clinic.get(f"/tokens/queue/{slot['id']}")
    assert [(one["type"], one["priority"]) for one in queue] == [
        ("WALKIN", 900),
        ("EMERGENCY", 800),
        ("ONLINE", 200),
    ]


def test_who_does_not_come_in_time_is_a_no_show_by_the_timeout(
    clinic, set_up, deployment, clock
):
    set_up(no_show_timeout=15)
    slot = clinic.slot()
    first, second = (clinic.token("book", slot["id"], n) for n in (1, 2))

    statuses = []
    for hour, minute in [(10, 14), (10, 15), (10, 25)]:
        clock.at = clock.at.replace(hour=hour, minute=minute, second=0)
        line_timers.sweep(deployment.work)
        found = [
            clinic.get(f"/tokens/{one['id']}")["status"] for one in (first, second)
        ]
        statuses.append(found)

    assert statuses == [
        ["PENDING", "PENDING"],
        ["NO_SHOW", "PENDING"],
        ["NO_SHOW", "NO_SHOW"],
    ]


def test_a_delay_gives_everybody_longer(clinic, set_up, deployment, clock):
    set_up(no_show_timeout=15)
    slot = clinic.slot()
    token = clinic.token("book", slot["id"])
    clinic.client.patch(f"/slots/{slot['id']}/delay?delay_minutes=30")
    clock.at = clock.at.replace(hour=10, minute=30)

    line_timers.sweep(deployment.work)

    assert clinic.get(f"/tokens/{token['id']}")["status"] == "PENDING"


def test_the_grace_is_the_lines_rule(set_up):
    assert set_up(late_arrival_grace=7).policy.grace_min == 7


def test_what_the_environment_does_not_name_the_clinic_decides(set_up, begin_as):
    set_up(late_arrival_grace=7, no_show_timeout=20)

    rules = set_up(priority_online=250)

    assert (rules.policy.grace_min, rules.policy.noshow_after_min) == (7, 20)
    assert rules.policy.row("online").weight == 250
    assert rules.policy.row("walk-in").weight == 100


def test_starting_again_writes_nothing_anew(set_up):
    first = set_up(late_arrival_grace=7, priority_online=250)

    again = set_up(late_arrival_grace=7, priority_online=250)

    assert (first.version, again.version) == (1, 1)


def test_without_any_of_them_nothing_is_written(set_up):
    assert set_up().version == 0


@pytest.mark.parametrize(
    "settings",
    [
        {"default_slot_duration": 0},
        {"default_max_capacity": 501},
        {"default_overflow_limit": -1},
        {"no_show_timeout": -1},
        {"priority_online": -5},
    ],
)
def test_settings_that_make_no_sense_are_refused(settings):
    with pytest.raises(ValidationError):
        Settings(**settings)


@pytest.mark.parametrize("rule", [{"slot_min": 0}, {"max_capacity": 0}])
def test_rules_that_make_no_sense_are_refused(rule):
    with pytest.raises(InvalidField):
        OpdRules(**rule)


def test_every_class_has_a_setting():
    names = ["emergency", "paid", "follow_up", "online", "walk_in"]
    settings = Settings(**{f"priority_{name}": 1 for name in names})

    assert set(opd_rules(settings).weights) == set(TokenSource)


def test_nobody_waits_for_a_patient_who_is_early(clinic, clock):
    slot = clinic.slot()
    token = clinic.token("priority", slot["id"])
    clock.at += timedelta(minutes=90)

    late = clinic.get(f"/tokens/{token['id']}")

    assert late["estimatedTime"] == "2026-01-06T10:30:03"
