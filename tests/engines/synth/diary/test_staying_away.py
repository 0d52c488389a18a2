"""Who stays away has reasons, and as many do as was asked for."""

from datetime import date, time, timedelta

import numpy as np
import pytest
from tests.engines.synth.diary.builders import make_session

from horarium.domain.token import TokenSource
from horarium.engines.synth.diary import SynthParams
from horarium.engines.synth.diary.problem import Booking, ClinicSession
from horarium.engines.synth.diary.staying_away import chances
from horarium.engines.synth.lead_times import lead_time_pmf
from horarium.engines.synth.params import StatusRates
from horarium.engines.synth.signal import NONE


def booked(session: ClinicSession, lead: int) -> Booking:
    made_at = session.interval.start - timedelta(days=lead)
    return Booking(
        session=session.key,
        slot=0,
        patient=0,
        source=TokenSource.ONLINE,
        made_at=made_at,
    )


def test_the_longer_ahead_the_likelier_to_stay_away() -> None:
    session = make_session()
    ahead = [booked(session, lead) for lead in (0, 1, 7, 30)]

    chance = chances(session, ahead, SynthParams())

    assert (np.diff(chance) > 0).all()
    assert chance[-1] > 2 * chance[0]


@pytest.mark.parametrize("rate", [0.05, 0.3])
def test_over_the_curve_and_a_week_the_mean_is_the_rate(rate: float) -> None:
    params = SynthParams(rates=StatusRates(cancelled=0, no_show=rate))
    curve = params.booking
    weight = lead_time_pmf(curve.median_lead_days, curve.horizon_days)
    monday = date(2026, 3, 9)
    days = [make_session(day=monday + timedelta(days=n), at=time(12)) for n in range(5)]

    means = [
        chances(day, [booked(day, 1 + k) for k in range(len(weight))], params) @ weight
        for day in days
    ]

    assert np.mean(means) == pytest.approx(rate, abs=0.003)


def test_without_a_signal_everybody_is_alike() -> None:
    params = SynthParams(signal=NONE)
    session = make_session()

    chance = chances(session, [booked(session, lead) for lead in (1, 30)], params)

    assert chance == pytest.approx([params.rates.no_show_if_kept] * 2)


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_nobody_and_everybody_stay_nobody_and_everybody(rate: float) -> None:
    params = SynthParams(
        rates=StatusRates(cancelled=0, no_show=rate, unknown=0), signal=NONE
    )
    session = make_session()

    assert chances(session, [booked(session, 5)], params).tolist() == [rate]
