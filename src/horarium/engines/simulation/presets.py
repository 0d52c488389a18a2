"""Scenarios from the kinds of organisations that synthetic data know."""

from datetime import time

from horarium.engines.queueing.service_time import ServiceTime
from horarium.engines.simulation.problem import (
    Lateness,
    Punctuality,
    Scenario,
    Stream,
    VisitKind,
)
from horarium.engines.synth.organisation import AppointmentType
from horarium.engines.synth.presets import preset

LATENESS = Lateness(p_late=0.3, mean_min=15.0)
"""Three in ten begin late, by a quarter of an hour on average: this project's choice."""
_REQUESTS_A_SLOT = 2


def scenario_of(name: str, n_practitioners: int = 1) -> Scenario:
    """A session of the preset's first weekly pattern and first service, fully asked for.

    Returns of a first-and-return service are of the class follow-up. People without an
    appointment come evenly over the session; the urgent are emergencies. Early
    cancellations are taken to be booked again. Raises ``InvalidField`` with the names
    there are.
    """
    kind = preset(name)
    opens, closes = kind.traits.patterns[0].sessions[0]
    session_min = float(_minutes(closes) - _minutes(opens))
    slot_min, day = float(kind.clinic.calendar.slot_min), kind.clinic.day
    types = kind.traits.services[0].types
    hours = session_min / 60.0
    comers = {"walk-in": kind.traits.walk_ins, "emergency": kind.traits.urgent}
    return Scenario(
        name=name,
        n_practitioners=n_practitioners,
        session_min=session_min,
        slot_min=slot_min,
        kinds=tuple(_visit_kind(one) for one in types),
        n_requests=_REQUESTS_A_SLOT * int(session_min / slot_min),
        p_show=1.0 - kind.clinic.rates.no_show,
        streams=tuple(
            Stream(
                priority_class=who,
                per_hour=n_practitioners * n / hours,
                length=ServiceTime(day.consult_mean, day.consult_cv),
            )
            for who, n in comers.items()
            if n
        ),
        punctuality=Punctuality(mean_min=day.check_in_mean, sd_min=day.check_in_sd),
        lateness=LATENESS,
    )


def _visit_kind(one: AppointmentType) -> VisitKind:
    return VisitKind(
        name=one.name,
        share=one.share,
        priority_class="follow-up" if one.first is False else "online",
        length=ServiceTime(one.mean_min, one.cv),
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
