"""How far ahead people book."""

import numpy as np
import pytest

from horarium.domain.errors import InvalidField
from horarium.engines.synth.diary.params import Mix
from horarium.engines.synth.lead_times import lead_time_pmf
from horarium.engines.synth.params import BookingCurve, StatusRates


@pytest.mark.parametrize(
    ("median", "horizon"), [(1, 30), (5, 14), (10, 30), (20, 30), (29, 30), (1, 1)]
)
def test_half_of_the_leads_are_at_most_the_median(median: int, horizon: int) -> None:
    pmf = lead_time_pmf(median, horizon)

    below, up_to = pmf[: median - 1].sum(), pmf[:median].sum()

    assert pmf.sum() == pytest.approx(1)
    assert below <= 0.5 <= up_to


def test_the_sample_median_is_the_one_asked_for() -> None:
    pmf = lead_time_pmf(10, 30)

    drawn = 1 + np.random.default_rng(3).choice(30, 20_001, p=pmf)

    assert np.median(drawn) == 10


@pytest.mark.parametrize(("median", "horizon"), [(1, 30), (30, 30), (1, 2), (2, 2)])
def test_a_median_at_either_end_has_two_thirds_of_the_leads(
    median: int, horizon: int
) -> None:
    pmf = lead_time_pmf(median, horizon)

    assert pmf[median - 1] == pytest.approx(2 / 3)
    assert (np.diff(pmf) * (-1 if median == 1 else 1) > 0).all()


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: BookingCurve(median_lead_days=31), "booking.median_lead_days"),
        (lambda: BookingCurve(fill_rate=1.2), "booking.fill_rate"),
        (lambda: StatusRates(cancelled=0.7, no_show=0.3), "rates"),
        (lambda: Mix(emergencies=-1), "mix.emergencies"),
    ],
)
def test_a_knob_out_of_range_is_refused_by_name(make, field: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        make()

    assert refusal.value.field == field
