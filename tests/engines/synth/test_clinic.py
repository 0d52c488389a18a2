"""A clinic of any preset: nobody twice in a slot, nobody seen before they came."""

from dataclasses import fields, replace

import numpy as np
import pytest
from tests.engines.synth.organisations import drawn, make_plan

from horarium.engines.synth.clinic import ClinicDrawn, draw_clinic
from horarium.engines.synth.comers import comers
from horarium.engines.synth.days import day_number
from horarium.engines.synth.drawn import DAY_S, NEVER, Bookings, Status
from horarium.engines.synth.presets import PRESETS

EVERY = pytest.mark.parametrize("preset", PRESETS)


def past_rates(clinic: ClinicDrawn) -> list[float]:
    """Shares of attended, cancelled, missed and unknown among past bookings."""
    own = clinic.drawn
    past = clinic.is_booked & (own.bookings.slot < own.slots.n_past)
    counts = np.bincount(own.outcomes.status[past], minlength=5)
    return (counts / past.sum())[:4].tolist()


@EVERY
def test_no_slot_is_held_twice(preset):
    made = drawn(preset).drawn.bookings

    held = made.slot[made.cancelled_s == NEVER]

    assert len(np.unique(held)) == len(held)


@EVERY
def test_rates_are_those_asked_for_whoever_walks_in(preset):
    clinic = drawn(preset)
    rates = clinic.spec.rates
    wanted = [rates.attended, rates.cancelled, rates.no_show, rates.unknown]

    assert past_rates(clinic) == pytest.approx(wanted, abs=0.005)


@EVERY
def test_nobody_starts_before_they_came_or_came_before_they_asked(preset):
    own = drawn(preset).drawn
    seen = own.outcomes.status == Status.ATTENDED
    made_s, check_in_s = own.bookings.made_s[seen], own.times.check_in_s[seen]

    assert (made_s <= check_in_s).all()
    assert (check_in_s <= own.times.start_s[seen]).all()
    assert (own.times.start_s[seen] < own.times.end_s[seen]).all()
    assert (own.times.start_s[~seen] == NEVER).all()


@EVERY
def test_the_clinic_sees_one_at_a_time(preset):
    times = drawn(preset).drawn.times
    order = np.argsort(times.start_s[times.start_s != NEVER])
    start_s = times.start_s[times.start_s != NEVER][order]
    end_s = times.end_s[times.end_s != NEVER][order]

    assert (start_s[1:] >= end_s[:-1]).all()


def test_whoever_comes_on_the_day_takes_a_later_free_slot_of_that_session():
    clinic = drawn("india-opd")
    own = clinic.drawn
    came = np.flatnonzero(~clinic.is_booked)
    slot, asked_s = own.bookings.slot[came], own.bookings.made_s[came]

    assert clinic.is_walk_in.sum() > 500
    assert (own.slots.start_s[slot] >= asked_s).all()
    assert (own.slots.day[slot] == asked_s // DAY_S).all()
    assert (own.outcomes.status[came] == Status.ATTENDED).all()
    assert np.isnan(own.outcomes.p_no_show[came]).all()


@EVERY
def test_whoever_comes_on_the_day_takes_a_place_that_was_given_up_before(preset):
    clinic = drawn(preset)
    made = clinic.drawn.bookings
    given_up_s = np.zeros(len(clinic.drawn.slots), dtype=np.int64)
    booked = np.flatnonzero(clinic.is_booked)
    np.maximum.at(given_up_s, made.slot[booked], made.cancelled_s[booked])

    came = np.flatnonzero(~clinic.is_booked)

    assert len(came) > 20
    assert (given_up_s[made.slot[came]] <= made.made_s[came]).all()


def test_people_come_as_often_as_asked_while_slots_last():
    own = drawn().drawn
    n_sessions = len(np.unique(own.slots.block_start_s[: own.slots.n_past]))
    nobody = Bookings(
        **{f.name: getattr(own.bookings, f.name)[:0] for f in fields(Bookings)}
    )

    came = comers(own.slots, nobody, 0.5, 0.25, np.random.default_rng(1))

    assert len(came) / n_sessions == pytest.approx(0.75, abs=0.2)
    assert came.is_urgent.mean() == pytest.approx(1 / 3, abs=0.12)


def test_nobody_is_seen_on_a_closed_day():
    clinic = drawn()
    closed = [day_number(day) for day in clinic.spec.calendar.closed]

    assert not np.isin(clinic.drawn.slots.day, closed).any()


def test_new_patients_get_the_appointments_that_are_for_them():
    clinic = drawn("us-primary-care")
    names = [one.name for one in clinic.clinic.service.types]

    is_new = clinic.kinds.kind == names.index("New patient")

    np.testing.assert_array_equal(is_new, clinic.drawn.visitors.is_first)


def test_nobody_has_an_appointment_after_leaving_the_panel():
    clinic = drawn("india-opd")
    own = clinic.drawn
    day = own.slots.day[own.bookings.slot]

    assert (day < clinic.left[own.visitors.patient]).all()
    assert (clinic.left < np.iinfo(np.int32).max).mean() > 0.02


def test_a_clinic_is_the_same_whatever_was_drawn_before():
    plan = make_plan("womens-health")

    one = draw_clinic(plan, 2)
    draw_clinic(plan, 0)
    other = draw_clinic(replace(plan, n_clinics=9), 2)

    np.testing.assert_array_equal(one.drawn.times.end_s, other.drawn.times.end_s)
    np.testing.assert_array_equal(one.kinds.kind, other.kinds.kind)


def test_earlier_no_shows_of_walk_ins_are_counted():
    clinic = drawn("india-opd")
    own = clinic.drawn
    walked = np.flatnonzero(clinic.is_walk_in & (own.outcomes.n_before > 0))

    row = int(walked[0])
    same = own.visitors.patient == own.visitors.patient[row]
    earlier = same & (own.bookings.slot < own.bookings.slot[row])

    missed = (own.outcomes.status == Status.NO_SHOW) & earlier
    assert own.outcomes.n_before[row] == missed.sum()
