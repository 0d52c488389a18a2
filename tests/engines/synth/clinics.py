"""Descriptions of clinics for tests; every argument is optional."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from hypothesis import strategies as st

from horarium.engines.synth import ClinicSpec, Frames, generate
from horarium.engines.synth.params import BookingCurve, StatusRates
from horarium.engines.synth.population_spec import Population
from horarium.engines.synth.spec import Calendar, Demand, Hours

TEN_YEARS = Calendar(ranges=((date(2015, 1, 1), date(2024, 12, 31)),))


def make_spec(**groups: Any) -> ClinicSpec:
    return replace(ClinicSpec(), **groups)


def make_frames(spec: ClinicSpec, *, seed: int = 0, extended: bool = True) -> Frames:
    return generate(spec, np.random.default_rng(seed), extended=extended)


def calendars() -> st.SearchStrategy[Calendar]:
    """A few weeks or months around a reference, split hours, any weekdays."""
    first = date(2023, 11, 6).toordinal()

    def made(
        start: int, length: int, at: float, slot: int, weekdays: set[int], split: bool
    ) -> Calendar:
        day = date.fromordinal(first + start)
        last = date.fromordinal(first + start + length)
        blocks = [(8 * 60, 12 * 60), (13 * 60, 17 * 60 + 30)] if split else [(540, 900)]
        return Calendar(
            ranges=((day, last),),
            reference=date.fromordinal(first + start + int(at * length)),
            hours=tuple(
                Hours(start_min=low, end_min=high, weekdays=tuple(sorted(weekdays)))
                for low, high in blocks
            ),
            slot_min=slot,
            closed=frozenset({date(2023, 12, 25), date(2024, 1, 1)}),
        )

    return st.builds(
        made,
        start=st.integers(0, 120),
        length=st.integers(0, 120),
        at=st.floats(0, 1),
        slot=st.sampled_from([10, 15, 20, 30, 60]),
        weekdays=st.sets(st.integers(0, 6), min_size=1),
        split=st.booleans(),
    )


def curves() -> st.SearchStrategy[BookingCurve]:
    """Any fill, any horizon with a median within it, any rebooking and refilling."""

    def made(
        horizon: int, median: float, fill: float, refill: float, rebook: float
    ) -> BookingCurve:
        return BookingCurve(
            fill_rate=fill,
            horizon_days=horizon,
            median_lead_days=1 + int(median * (horizon - 1)),
            refill_rate=refill,
            rebook_rate=rebook,
        )

    share = st.floats(0, 1)
    return st.builds(
        made,
        horizon=st.integers(1, 90),
        median=share,
        fill=share,
        refill=share,
        rebook=share,
    )


def rates() -> st.SearchStrategy[StatusRates]:
    """Any rates that together are at most 1."""

    def made(cancelled: float, no_show: float, unknown: float) -> StatusRates:
        total = max(1.0, cancelled + no_show + unknown)
        return StatusRates(
            cancelled=cancelled / total,
            no_show=no_show / total,
            unknown=unknown / total,
        )

    return st.builds(
        made,
        cancelled=st.sampled_from([0.0, 0.1, 0.164, 0.5, 0.9, 1.0]),
        no_show=st.floats(0, 1),
        unknown=st.floats(0, 0.2),
    )


def populations() -> st.SearchStrategy[Population]:
    """Any ages, any frequency, any share of first attendances."""

    def made(youngest: int, span: int, visits: float, first: float) -> Population:
        return Population(
            youngest=youngest,
            oldest=min(100, youngest + span),
            visits_per_year=visits,
            first_attendance=first,
        )

    return st.builds(
        made,
        youngest=st.integers(0, 80),
        span=st.integers(5, 100),
        visits=st.floats(0.3, 12),
        first=st.floats(0, 1),
    )


def demands() -> st.SearchStrategy[Demand]:
    """Any weights, some of them 0, and any noise."""
    weight = st.sampled_from([0.0, 0.2, 0.8, 1.0, 1.3, 3.0])
    return st.builds(
        Demand,
        month_weights=st.tuples(*[weight] * 12).filter(any),
        weekday_weights=st.tuples(*[weight] * 7).filter(any),
        noise=st.sampled_from([0.0, 0.1, 0.5, 2.0]),
    )


def specs() -> st.SearchStrategy[ClinicSpec]:
    """Any clinic."""
    return st.builds(
        make_spec,
        calendar=calendars(),
        booking=curves(),
        rates=rates(),
        population=populations(),
        demand=demands(),
    )
