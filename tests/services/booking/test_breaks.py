"""A long clinic has a break in which nobody is booked."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.builders import given_practitioner, given_session, make_room
from tests.services.booking.builders import at

from horarium.domain.errors import InvalidField
from horarium.domain.interval import Interval
from horarium.services import appointments, sessions
from horarium.services.clinic_sessions import ClinicPolicy, planned_break
from horarium.services.sessions import NewSession
from horarium.store import people

LONDON = ZoneInfo("Europe/London")
SUMMER = datetime(2026, 7, 7, tzinfo=UTC)


def clinic(start, hours):
    return Interval(start, start + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("start", "hours", "wanted"),
    [
        (at(9), 8, (at(13), at(14))),
        (at(9), 6, None),
        (at(15), 8, (at(18, 20), at(19, 20))),
        (SUMMER.replace(hour=8), 8, (SUMMER.replace(hour=12), SUMMER.replace(hour=13))),
    ],
    ids=["all day", "six hours", "late shift", "summer time"],
)
def test_a_clinic_of_more_than_six_hours_rests_about_one_oclock(start, hours, wanted):
    found = planned_break(clinic(start, hours), LONDON, ClinicPolicy())

    assert found == (Interval(*wanted) if wanted else None)


def test_a_policy_without_a_break_has_none():
    assert planned_break(clinic(at(9), 8), LONDON, ClinicPolicy(break_min=0)) is None


def given_new(work, **changes):
    template, doctor, room = given_session(work), given_practitioner(work), make_room()
    people.add_locations(work.db, work.organisation, [room])
    known = {
        "practitioner": doctor.id,
        "service": template.service,
        "location": room.id,
        "interval": clinic(at(9), 8),
        "slot_min": 20,
    }
    return sessions.open_session(work, NewSession(**known | changes))


def test_a_session_opened_by_hand_counts_its_break_out(work):
    session = given_new(work, planned_break=clinic(at(13), 1))

    assert session.capacity == 21
    starts = appointments.slots(session)
    assert not any(at(13) <= start < at(14) for start in starts)


def test_a_break_lies_within_its_session(work):
    with pytest.raises(InvalidField):
        given_new(work, planned_break=clinic(at(16, 30), 1))
