"""Whatever clinic is described, nothing impossible happens in it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.synth.clinics import make_frames, make_spec, specs

from horarium.engines.synth import ClinicSpec, draw
from horarium.engines.synth.frames import framed
from horarium.engines.synth.validation import faults


def judged(spec: ClinicSpec, seed: int) -> tuple[object, ...]:
    frames = make_frames(spec, seed=seed)
    return faults(frames, spec.calendar.reference, spec.booking.horizon_days)


@settings(deadline=None, max_examples=40)
@given(spec=specs(), seed=st.integers(0, 2**32 - 1))
def test_whatever_is_asked_the_judge_finds_no_fault(
    spec: ClinicSpec, seed: int
) -> None:
    assert judged(spec, seed) == ()


@pytest.mark.slow
@settings(deadline=None, max_examples=1000)
@given(spec=specs(), seed=st.integers(0, 2**32 - 1))
def test_a_thousand_clinics_are_sound(spec: ClinicSpec, seed: int) -> None:
    assert judged(spec, seed) == ()


def test_the_same_seed_gives_the_same_bytes() -> None:
    spec = make_spec()

    once, again = make_frames(spec, seed=7), make_frames(spec, seed=7)

    for one, other in zip(once, again, strict=True):
        assert one.to_csv().encode() == other.to_csv().encode()


def test_another_seed_gives_other_appointments() -> None:
    spec = make_spec()

    one, other = make_frames(spec, seed=1), make_frames(spec, seed=2)

    assert not one.appointments.equals(other.appointments)


def test_the_global_generator_is_neither_read_nor_moved() -> None:
    before = np.random.get_state(legacy=False)  # noqa: NPY002 - it is what is watched

    make_frames(make_spec())

    after = np.random.get_state(legacy=False)  # noqa: NPY002 - the same
    np.testing.assert_equal(after, before)


def test_the_opt_in_columns_change_nothing_else() -> None:
    spec = make_spec()
    drawn = draw(spec, np.random.default_rng(3))

    plain, extended = framed(drawn, spec), framed(drawn, spec, extended=True)

    for one, other in zip(plain, extended, strict=True):
        assert other[list(one.columns)].equals(one)
    assert plain.appointments.columns[-1] == "age_group"


def test_the_judge_sees_a_slot_held_twice_and_a_lost_patient() -> None:
    spec = make_spec()
    frames = make_frames(spec)
    held = frames.appointments.index[frames.appointments["status"] == "attended"][:2]
    slot = frames.appointments.loc[held[0], "slot_id"]
    frames.appointments.loc[held[1], "slot_id"] = slot
    frames.appointments.loc[held[1], "patient_id"] = "99999"

    found = faults(frames, spec.calendar.reference, spec.booking.horizon_days)

    assert {"slot", "orphan"} <= {fault.kind for fault in found}
