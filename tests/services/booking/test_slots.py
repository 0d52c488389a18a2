"""Slots are computed from sessions and rules, and tell how they stand."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.builders import (
    given_patient,
    given_practitioner,
    given_session,
)
from tests.services.booking.builders import TUESDAY, at, book, given_rule, hold

from horarium.domain.availability import SlotStatus, Stretch, UnavailabilityKind
from horarium.domain.errors import (
    InvalidField,
    NoSuchThing,
    RuleOverlaps,
    SlotOutsideSession,
    SlotUnavailable,
)
from horarium.domain.ids import RuleId
from horarium.domain.interval import Interval
from horarium.services import availability, holds
from horarium.services.availability import NewUnavailability, SlotSearch
from horarium.services.availability.slots import days, rule_stretch
from horarium.services.holds import HoldRequest
from horarium.store import sessions


def slots_of(work, rule, first=TUESDAY, last=TUESDAY, **changes):
    wanted = SlotSearch(first=first, last=last, service=rule.service, **changes)
    return availability.slots(work, wanted)


def statuses(slots):
    return Counter(slot.status for slot in slots)


def take_away(work, kind, **whom):
    request = NewUnavailability(
        kind=kind, during=Interval(at(9), at(11)), reason="painters", **whom
    )
    return availability.take_away(work, request)


def test_a_rule_gives_slots_round_its_break_without_a_row(work):
    rule = given_rule(work)

    found = slots_of(work, rule)

    starts = [slot.interval.start for slot in found]
    assert len(found) == 7 * 3
    assert at(12, 40) in starts
    assert at(14) in starts
    assert not any(at(13) <= start < at(14) for start in starts)
    assert statuses(found) == {SlotStatus.FREE: 21}
    assert sessions.on_date(work.db, TUESDAY) == []


def test_a_rule_is_silent_on_other_weekdays_and_outside_its_dates(work):
    rule = given_rule(work, valid_until=TUESDAY)

    found = slots_of(work, rule, date(2026, 1, 7), date(2026, 2, 3))

    assert {slot.interval.start.date() for slot in found} == {TUESDAY}


def test_the_first_hold_makes_the_session_and_the_others_find_it(work):
    rule = given_rule(work)
    request = {"rule": rule.id, "start": at(9)}

    first = holds.hold(work, HoldRequest(patient=given_patient(work).id, **request))
    second = holds.hold(
        work,
        HoldRequest(patient=given_patient(work).id, rule=rule.id, start=at(9, 20)),
    )

    assert first.session == second.session
    opened = sessions.by_id(work.db, first.session)
    assert (opened.rule, opened.capacity) == (rule.id, 21)
    assert opened.planned_break == Interval(at(13), at(14))


def test_slots_say_whether_they_are_booked_held_or_free(work):
    rule = given_rule(work)
    session = availability.session_for(work, rule.id, TUESDAY)
    book(work, session, start=at(9))
    hold(work, session, start=at(9, 20))

    found = slots_of(work, rule)

    assert [slot.status for slot in found[:3]] == [
        SlotStatus.BUSY,
        SlotStatus.BUSY_TENTATIVE,
        SlotStatus.FREE,
    ]
    assert {slot.session for slot in found} == {session.id}


def test_a_slot_is_free_again_when_its_hold_runs_out(work, clock):
    rule = given_rule(work)
    held = hold(work, availability.session_for(work, rule.id, TUESDAY), start=at(9))
    clock.at = held.held_until_at

    assert slots_of(work, rule)[0].status is SlotStatus.FREE


def test_what_has_begun_is_not_free(work, clock):
    rule = given_rule(work)
    clock.at = at(9, 1)

    found = slots_of(work, rule)

    assert statuses(found)[SlotStatus.BUSY_UNAVAILABLE] == 1
    assert found[0].status is SlotStatus.BUSY_UNAVAILABLE


@pytest.mark.parametrize("kind", UnavailabilityKind)
def test_time_taken_away_is_unavailable_until_given_back(work, kind):
    rule = given_rule(work)
    whom = {
        UnavailabilityKind.EXCEPTION: {"rule": rule.id},
        UnavailabilityKind.LEAVE: {"practitioner": rule.practitioner},
        UnavailabilityKind.CLOSURE: {"location": rule.location},
    }
    taken = take_away(work, kind, **whom[kind])
    shut = slots_of(work, rule)

    availability.give_back(work, taken.id)

    assert statuses(shut)[SlotStatus.BUSY_UNAVAILABLE] == 6
    assert statuses(slots_of(work, rule))[SlotStatus.FREE] == 21


def test_leave_of_another_doctor_changes_nothing(work):
    rule, other = given_rule(work), given_rule(work)

    take_away(work, UnavailabilityKind.LEAVE, practitioner=other.practitioner)

    assert statuses(slots_of(work, rule)) == {SlotStatus.FREE: 21}


def test_a_closed_house_is_closed_for_every_rule(work):
    rules = [given_rule(work), given_rule(work)]

    take_away(work, UnavailabilityKind.CLOSURE)

    for rule in rules:
        assert statuses(slots_of(work, rule))[SlotStatus.BUSY_UNAVAILABLE] == 6


def test_nobody_is_booked_into_time_taken_away(work):
    session = availability.session_for(work, given_rule(work).id, TUESDAY)
    take_away(work, UnavailabilityKind.CLOSURE)

    with pytest.raises(SlotUnavailable):
        book(work, session, start=at(10))
    with pytest.raises(SlotUnavailable):
        hold(work, session, start=at(10))


def test_who_was_booked_before_the_time_was_taken_away_is_told_back(work):
    rule = given_rule(work)
    session = availability.session_for(work, rule.id, TUESDAY)
    hit, _ = book(work, session, start=at(10)), book(work, session, start=at(12))

    taken = take_away(work, UnavailabilityKind.LEAVE, practitioner=rule.practitioner)

    assert [one.id for one in taken.affected] == [hit.id]


def test_nobody_is_booked_into_a_planned_break_or_between_slots(work):
    session = availability.session_for(work, given_rule(work).id, TUESDAY)

    with pytest.raises(SlotUnavailable, match="break"):
        book(work, session, start=at(13, 20))
    with pytest.raises(SlotOutsideSession):
        book(work, session, start=at(9, 5))


def test_a_slot_that_is_over_is_not_booked(work, clock):
    session = given_session(work, slot_min=10)
    clock.at = session.interval.start + timedelta(minutes=10)

    with pytest.raises(SlotUnavailable):
        book(work, session, start=session.interval.start)


def test_two_rules_of_one_doctor_cannot_overlap(work):
    rule = given_rule(work)

    with pytest.raises(RuleOverlaps):
        given_rule(work, practitioner=rule.practitioner, until_time=time(15))
    given_rule(work, practitioner=rule.practitioner, weekday=3)


def test_an_ended_rule_makes_room_for_another(work):
    rule = given_rule(work)

    availability.end(work, rule.id, TUESDAY)
    later = given_rule(
        work,
        practitioner=rule.practitioner,
        valid_from=TUESDAY + timedelta(days=1),
    )

    assert (
        slots_of(work, rule, TUESDAY + timedelta(days=7), TUESDAY + timedelta(7)) == []
    )
    assert later.practitioner == rule.practitioner


def test_a_doctor_who_works_elsewhere_then_cannot_be_booked_by_the_rule(work):
    doctor = given_practitioner(work)
    rule = given_rule(work, practitioner=doctor.id)
    given_session(work, practitioner=doctor, start=at(16), hours=2)

    found = slots_of(work, rule)

    assert statuses(found) == {SlotStatus.BUSY_UNAVAILABLE: 21}


def test_opening_the_horizon_opens_each_day_once_and_tells_what_it_left_out(work):
    rule = given_rule(work)
    take_away_all = NewUnavailability(
        kind=UnavailabilityKind.CLOSURE,
        during=Interval(at(0), at(0) + timedelta(days=1)),
        reason="holiday",
    )
    availability.take_away(work, take_away_all)
    first, last = date(2026, 1, 6), date(2026, 1, 27)

    opened = availability.open_horizon(work, first, last)
    again = availability.open_horizon(work, first, last)

    assert [one.on_date for one in opened.sessions] == [
        day for day in days(first, last) if day.weekday() == 1 and day != TUESDAY
    ]
    assert [(one.rule, one.on_date) for one in opened.left_out] == [(rule.id, TUESDAY)]
    assert [one.id for one in again.sessions] == [one.id for one in opened.sessions]


def test_a_rule_that_does_not_exist_opens_nothing(work):
    with pytest.raises(NoSuchThing):
        availability.session_for(work, RuleId(work.new_id()), TUESDAY)


def test_the_hours_of_a_rule_are_wall_clock_across_a_change_of_clocks(work):
    rule = given_rule(work, weekday=1)
    london = ZoneInfo("Europe/London")

    winter = rule_stretch(rule, date(2026, 3, 23), london)
    summer = rule_stretch(rule, date(2026, 3, 30), london)

    assert winter.interval.start == datetime(2026, 3, 23, 9, tzinfo=UTC)
    assert summer.interval.start == datetime(2026, 3, 30, 8, tzinfo=UTC)


CLOCKS_FORWARD = date(2026, 3, 29)
"""A Sunday on which London skips one to two."""


@pytest.mark.parametrize(
    ("hours", "n_slots"),
    [
        ({"from_time": time(1), "until_time": time(2)}, 0),
        ({"from_time": time(1, 30), "until_time": time(3)}, 3),
        ({"from_time": time(0), "until_time": time(3)}, 6),
    ],
)
def test_the_hour_that_the_clocks_skip_has_no_slots(work, hours, n_slots):
    rest = {"break_from": None, "break_until": None}
    rule = given_rule(work, weekday=7, **rest, **hours)

    found = availability.slots(
        work, SlotSearch(first=CLOCKS_FORWARD, last=CLOCKS_FORWARD)
    )

    assert len(found) == n_slots
    opened = availability.open_horizon(work, CLOCKS_FORWARD, CLOCKS_FORWARD)
    assert [one.rule for one in opened.sessions] == [rule.id] * bool(n_slots)
    assert len(opened.left_out) == (n_slots == 0)


def test_a_break_in_the_hour_that_the_clocks_skip_is_none(work):
    clock = {"break_from": time(1), "break_until": time(2)}
    hours = {"from_time": time(0), "until_time": time(3)}
    given_rule(work, weekday=7, **hours, **clock)

    opened = availability.open_horizon(work, CLOCKS_FORWARD, CLOCKS_FORWARD)

    assert opened.sessions[0].planned_break is None


def test_slots_begin_anew_after_a_break_that_fits_no_grid():
    session = Interval(at(9), at(12))
    stretch = Stretch(session, 25, Interval(at(10), at(10, 15)))

    starts = [slot.start for slot in stretch.slots()]

    assert starts == [at(9), at(9, 25), at(10, 15), at(10, 40), at(11, 5), at(11, 30)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekday": 8},
        {"until_time": time(9)},
        {"break_until": None},
        {"break_from": time(8)},
        {"slot_min": 481},
        {"capacity": 0},
        {"overflow_limit": -1},
        {"valid_until": date(2025, 12, 31)},
    ],
)
def test_hours_that_make_no_sense_are_named(work, wrong):
    with pytest.raises(InvalidField):
        given_rule(work, **wrong)


def test_at_most_31_days_of_slots_are_computed_at_once():
    with pytest.raises(InvalidField):
        SlotSearch(first=TUESDAY, last=TUESDAY + timedelta(days=31))
