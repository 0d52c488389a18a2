"""Clinics of an organisation are invented one by one, and each alone is the same."""

from datetime import date, time
from typing import Any

import pytest

from horarium.domain.errors import InvalidField
from horarium.engines.synth.organisation import (
    AppointmentType,
    Organisation,
    ServiceKind,
    Traits,
    WeeklyPattern,
)

REVIEW = AppointmentType(name="Review")
CARDIOLOGY = ServiceKind(name="Cardiology", weight=3, types=(REVIEW,))
SKIN = ServiceKind(name="Dermatology", weight=1, types=(REVIEW,))
MORNINGS = WeeklyPattern(
    weight=1, weekdays=(0, 1, 2, 3, 4), sessions=((time(9), time(12)),)
)


def make_organisation(**changes: Any) -> Organisation:
    traits = Traits(
        country="GB",
        subdivision="ENG",
        time_zone="Europe/London",
        services=(CARDIOLOGY, SKIN),
        patterns=(MORNINGS,),
        clinics_a_site=10,
    )
    known = {
        "traits": traits,
        "n_clinics": 40,
        "start": date(2024, 1, 1),
        "end": date(2026, 1, 1),
        "seed": 3,
    }
    return Organisation(**known | changes)


def test_a_clinic_is_the_same_in_a_small_and_a_large_organisation():
    small, large = make_organisation(n_clinics=8), make_organisation(n_clinics=4000)

    assert [small.clinic(n) for n in range(8)] == [large.clinic(n) for n in range(8)]
    assert small.content_rng(7).random() == large.content_rng(7).random()


def test_another_seed_is_another_organisation():
    one, other = make_organisation(seed=1), make_organisation(seed=2)

    assert one.clinic(0) != other.clinic(0)
    assert one.content_rng(0).random() != other.content_rng(0).random()


def test_clinics_fill_one_site_after_the_other():
    organisation = make_organisation(n_clinics=25)

    sites = [organisation.clinic(n).site.id for n in range(25)]

    assert sites == ["S001"] * 10 + ["S002"] * 10 + ["S003"] * 5
    assert organisation.n_sites == 3


def test_services_have_clinics_by_their_weight():
    organisation = make_organisation(n_clinics=400)

    names = [organisation.clinic(n).service.name for n in range(400)]

    assert names.count("Cardiology") == pytest.approx(300, abs=30)


def test_a_clinic_rests_on_holidays_closures_and_leave():
    clinic = make_organisation().clinic(0)

    closed = clinic.closed()

    assert date(2024, 12, 25) in closed
    assert {day for one in clinic.leave for day in one.days()} <= closed
    assert len(clinic.leave) == 12


def test_sites_share_their_closures_and_close_about_as_often_as_asked():
    organisation = make_organisation(n_clinics=2000)

    sites = [organisation.site(n) for n in range(200)]

    assert organisation.clinic(11).site == organisation.clinic(12).site
    assert sum(len(site.closures) for site in sites) == pytest.approx(400, abs=60)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"n_clinics": 0}, "clinics"),
        ({"end": date(2024, 1, 1)}, "end"),
        ({"seed": -1}, "seed"),
    ],
)
def test_an_impossible_organisation_is_refused(changes, field):
    with pytest.raises(InvalidField) as refusal:
        make_organisation(**changes)

    assert refusal.value.field == field
