"""A promised coverage that is kept."""

import numpy as np
import pytest

from horarium.engines.queueing.calibration import Calibration, PastWait, calibrate


def past(rng, n, spread, priority_class="walk-in"):
    """Waits around 30 min, announced as 25 to 35 whatever their spread."""
    waits = rng.normal(30.0, spread, n)
    return [PastWait(priority_class, 25.0, 35.0, float(wait)) for wait in waits]


@pytest.mark.parametrize("spread", [2.0, 12.0], ids=["too wide", "too narrow"])
def test_the_calibrated_interval_covers_what_it_promises(spread):
    rng = np.random.default_rng(3)
    calibration = calibrate(past(rng, 4000, spread), 0.8)

    low, high = calibration.widened("walk-in", 25.0, 35.0)

    fresh = rng.normal(30.0, spread, 20_000)
    assert ((low <= fresh) & (fresh <= high)).mean() == pytest.approx(0.8, abs=0.02)


def test_each_class_has_its_own_widening():
    rng = np.random.default_rng(3)
    waits = past(rng, 500, 2.0, "online") + past(rng, 500, 12.0, "walk-in")

    calibration = calibrate(waits, 0.8)

    assert calibration.by_class["online"] < 0 < calibration.by_class["walk-in"]


def test_a_class_hardly_seen_is_judged_with_all_others():
    rng = np.random.default_rng(3)
    waits = past(rng, 10, 12.0, "emergency") + past(rng, 500, 2.0, "online")

    calibration = calibrate(waits, 0.8)

    assert "emergency" not in calibration.by_class
    assert calibration.widened("emergency", 25, 35) == calibration.widened(
        "nobody", 25, 35
    )


def test_nothing_is_learnt_from_nothing():
    assert calibrate([], 0.8).widened("walk-in", 10, 20) == (10, 20)


def test_certain_waits_of_zero_do_not_spoil_the_promise_for_the_others():
    rng = np.random.default_rng(3)
    idle_doctor = [PastWait("walk-in", 0.0, 0.0, 0.0)] * 1500

    calibration = calibrate(idle_doctor + past(rng, 1500, 2.0), 0.8)

    low, high = calibration.widened("walk-in", 25.0, 35.0)
    fresh = rng.normal(30.0, 2.0, 20_000)
    assert ((low <= fresh) & (fresh <= high)).mean() == pytest.approx(0.6, abs=0.03)


def test_sure_waits_that_were_wrong_by_minutes_do_not_stretch_long_intervals():
    rng = np.random.default_rng(3)
    taken_at_once = [PastWait("walk-in", 4.0, 4.0, 0.0)] * 300

    calibration = calibrate(taken_at_once + past(rng, 700, 4.0), 0.8)

    low, high = calibration.widened("walk-in", 40.0, 80.0)
    assert high - low <= 2 * (80.0 - 40.0)


def test_an_interval_never_turns_inside_out_or_below_zero():
    assert Calibration(-5.0).widened("walk-in", 10, 20) == (15, 15)
    assert Calibration(2.0).widened("walk-in", 10, 20)[0] == 0
