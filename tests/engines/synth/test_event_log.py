"""The event log tells the same as the tables, in order."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.engines.synth.organisations import drawn

from horarium.engines.synth.drawn import NEVER, Status
from horarium.engines.synth.event_frame import events_frame
from horarium.engines.synth.event_log import (
    HAPPENINGS,
    Happening,
    event_log,
    utc_s,
)
from horarium.engines.synth.frames import framed
from horarium.engines.synth.presets import PRESETS

EVERY = pytest.mark.parametrize("preset", PRESETS)
LONDON = ZoneInfo("Europe/London")


def rows_of(preset: str, kind: Happening) -> list[int]:
    log = event_log(drawn(preset).drawn)
    return sorted(log.row[log.kind == kind].tolist())


def rows_where(flags: np.ndarray) -> list[int]:
    return np.flatnonzero(flags).tolist()


@EVERY
def test_every_status_has_the_events_that_lead_to_it(preset):
    own = drawn(preset).drawn
    status = own.outcomes.status

    assert rows_of(preset, Happening.BOOKED) == list(range(len(status)))
    assert rows_of(preset, Happening.CANCELLED) == rows_where(
        status == Status.CANCELLED
    )
    assert rows_of(preset, Happening.MISSED) == rows_where(status == Status.NO_SHOW)
    for kind in (
        Happening.CHECKED_IN,
        Happening.CALLED,
        Happening.STARTED,
        Happening.COMPLETED,
    ):
        assert rows_of(preset, kind) == rows_where(status == Status.ATTENDED)


def test_instants_are_those_of_the_tables():
    own = drawn().drawn
    log = event_log(own)
    columns = {
        Happening.BOOKED: own.bookings.made_s,
        Happening.CANCELLED: own.bookings.cancelled_s,
        Happening.CHECKED_IN: own.times.check_in_s,
        Happening.STARTED: own.times.start_s,
        Happening.COMPLETED: own.times.end_s,
    }

    for kind, at_s in columns.items():
        of_kind = log.kind == kind
        np.testing.assert_array_equal(log.at_s[of_kind], at_s[log.row[of_kind]])


def test_the_log_is_in_order_and_so_is_each_appointment():
    log = event_log(drawn().drawn)
    order = np.lexsort((log.kind, log.at_s, log.row))
    same = np.diff(log.row[order]) == 0

    assert (np.diff(log.at_s) >= 0).all()
    assert (np.diff(log.kind[order])[same] > 0).all()


def test_a_rescheduled_appointment_names_the_one_it_stands_in_for():
    own = drawn().drawn
    log = event_log(own)
    moved = log.kind == Happening.RESCHEDULED

    patient = own.visitors.patient
    assert moved.sum() > 50
    np.testing.assert_array_equal(patient[log.row[moved]], patient[log.other[moved]])
    assert (own.bookings.cancelled_s[log.other[moved]] <= log.at_s[moved]).all()
    assert (log.other[~moved] == -1).all()


def test_reminders_go_to_who_still_has_the_appointment():
    own = drawn().drawn
    log = event_log(own)
    reminded = log.kind == Happening.REMINDED
    row = log.row[reminded]

    assert own.outcomes.is_reminded[row].all()
    assert (own.bookings.cancelled_s[row] > log.at_s[reminded]).all()
    assert reminded.sum() > 500


def test_nothing_that_is_yet_to_come_is_in_the_log():
    clinic = drawn()
    present = np.datetime64(clinic.spec.calendar.reference, "s").astype(np.int64)

    assert event_log(clinic.drawn).at_s.max() < present


def test_the_frame_has_instants_of_the_zone_and_the_names():
    clinic = drawn()
    own, log = clinic.drawn, event_log(clinic.drawn)
    appointments = framed(own, clinic.spec, extended=True).appointments

    frame = events_frame(own, appointments, LONDON)

    assert str(frame["at"].dt.tz) == "Europe/London"
    assert frame["event"].cat.categories.tolist() == list(HAPPENINGS)
    local = frame["at"].dt.tz_localize(None).astype("datetime64[s]").astype("int64")
    assert (local.to_numpy() == log.at_s).all()
    given_up = frame["event"] == "cancelled"
    assert frame.loc[given_up, "cancelled_by"].notna().all()
    assert frame.loc[~given_up, "cancelled_by"].isna().all()


def test_the_frame_agrees_with_the_table_of_appointments():
    clinic = drawn()
    appointments = framed(clinic.drawn, clinic.spec, extended=True).appointments

    events = events_frame(clinic.drawn, appointments, LONDON)

    table = appointments.set_index("appointment_id")
    for event, column in (("booked", "booked_at"), ("completed", "ended_at")):
        told = events[events["event"] == event].set_index("appointment_id")["at"]
        expected = table[column].dropna()
        found = told.dt.tz_localize(None).loc[expected.index]
        assert (found.to_numpy() == expected.to_numpy()).all()
    moved = events[events["event"] == "rescheduled"].set_index("appointment_id")
    linked = table["rebooked_from"].dropna()
    assert moved["instead_of"].loc[linked.index].tolist() == linked.tolist()


ZONES = (
    "Europe/London",
    "America/Chicago",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Australia/Lord_Howe",
)


@given(st.integers(631_152_000, 1_893_456_000), st.sampled_from(ZONES))
def test_a_clock_is_read_as_its_zone_reads_it(local_s, name):
    zone, shown = ZoneInfo(name), datetime.fromtimestamp(local_s, UTC)
    instant = shown.replace(tzinfo=zone).astimezone(UTC)
    assume(instant.astimezone(zone).replace(tzinfo=UTC) == shown)

    found = utc_s(np.array([local_s]), zone)

    assert found[0] == instant.timestamp()


@pytest.mark.parametrize("name", ZONES)
def test_what_comes_later_on_the_clock_never_comes_before(name):
    quarter_hours = np.arange(1_704_067_200, 1_735_689_600, 900)

    instants = utc_s(quarter_hours, ZoneInfo(name))

    assert (np.diff(instants) >= 0).all()


def test_a_time_that_the_clock_leaves_out_is_when_it_is_put_forward():
    left_out = datetime(2024, 3, 31, 1, 20, tzinfo=UTC).timestamp()

    found = utc_s(np.array([int(left_out)]), LONDON)

    assert found[0] == datetime(2024, 3, 31, 1, tzinfo=UTC).timestamp()


def test_never_is_not_among_the_instants():
    assert (event_log(drawn("india-opd").drawn).at_s != NEVER).all()
