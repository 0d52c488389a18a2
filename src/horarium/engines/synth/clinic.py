"""One clinic of an organisation, drawn: its bookings, and whoever came on the day."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.engines.synth.comers import comers, together
from horarium.engines.synth.drawn import (
    DAY_S,
    NEVER,
    Bookings,
    Codes,
    Drawn,
    Flags,
    Ints,
    Outcomes,
    Seconds,
    Slots,
    Status,
    Times,
    Visitors,
)
from horarium.engines.synth.kinds import Kinds, consultations_s, kinds
from horarium.engines.synth.organisation import Clinic
from horarium.engines.synth.plan import DataSetPlan
from horarium.engines.synth.spec import ClinicSpec
from horarium.engines.synth.stages import STAGES

Rows = NDArray[np.int64] | Ints

_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class ClinicDrawn:
    """A clinic in numbers. ``kinds``, ``is_walk_in`` and ``is_urgent`` have one entry per
    row of ``drawn.bookings``; ``left`` one per patient: the day of leaving the panel, or
    the greatest integer for those who are still in it."""

    clinic: Clinic
    spec: ClinicSpec
    drawn: Drawn
    kinds: Kinds
    is_walk_in: Flags
    is_urgent: Flags
    left: Ints

    @property
    def is_booked(self) -> Flags:
        """Whether somebody had an appointment before the day."""
        return ~(self.is_walk_in | self.is_urgent)


def draw_clinic(plan: DataSetPlan, number: int) -> ClinicDrawn:
    """The clinic of that number; a pure function of the plan and the number."""
    organisation, preset = plan.organisation, plan.kind
    spec = preset.spec(organisation, number, plan.reference)
    spec = replace(spec, signal=replace(spec.signal, strength=plan.signal))
    streams = organisation.content_rng(number).spawn(8)
    clinic = organisation.clinic(number)
    slots = STAGES.calendar(spec)
    wanted = STAGES.demand(spec, slots, streams[0])
    booked = STAGES.booking(spec, slots, wanted, streams[1])
    came = comers(
        slots, booked, preset.traits.walk_ins, preset.traits.urgent, streams[2]
    )
    made, is_comer, is_urgent = together(booked, came)
    who = STAGES.population(spec, slots, made, streams[3])
    outcomes = _outcomes(spec, slots, made, who, is_comer, streams[4])
    own_kinds = kinds(clinic.service, who.is_first, ~is_comer | is_urgent, streams[5])
    times = _times(
        spec,
        clinic,
        (slots, made, outcomes),
        (own_kinds, is_comer & ~is_urgent),
        streams[6],
    )
    drawn = Drawn(
        slots=slots, bookings=made, visitors=who, outcomes=outcomes, times=times
    )
    return ClinicDrawn(
        clinic,
        spec,
        drawn,
        own_kinds,
        is_comer & ~is_urgent,
        is_urgent,
        _left(drawn, plan, preset.traits.exits, streams[7]),
    )


def _outcomes(
    spec: ClinicSpec,
    slots: Slots,
    made: Bookings,
    who: Visitors,
    is_comer: Flags,
    rng: Generator,
) -> Outcomes:
    """What becomes of bookings, by the model; whoever came was seen."""
    rows = np.flatnonzero(~is_comer)
    found = STAGES.attendance(
        spec, slots, _only_bookings(made, rows), _only_visitors(who, rows), rng
    )
    n = len(made)
    status = np.full(n, Status.ATTENDED, dtype=np.int8)
    is_reminded = np.zeros(n, dtype=bool)
    n_before = np.zeros(n, dtype=np.int32)
    p_no_show, logit_seen = np.full(n, np.nan), np.full(n, np.nan)
    status[rows], is_reminded[rows] = found.status, found.is_reminded
    n_before[rows] = found.n_before
    p_no_show[rows], logit_seen[rows] = found.p_no_show, found.logit_seen
    comer = np.flatnonzero(is_comer)
    n_before[comer] = _missed_before(made, who, status)[comer]
    return Outcomes(
        status=status,
        is_reminded=is_reminded,
        n_before=n_before,
        p_no_show=p_no_show,
        logit_seen=logit_seen,
    )


def _only_bookings(made: Bookings, rows: Rows) -> Bookings:
    place = np.full(len(made) + 1, -1, dtype=np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    return Bookings(
        slot=made.slot[rows],
        made_s=made.made_s[rows],
        cancelled_s=made.cancelled_s[rows],
        by=made.by[rows],
        rebooked_from=place[made.rebooked_from[rows]],
        episode=made.episode[rows],
        waiting_s=made.waiting_s[rows],
    )


def _only_visitors(who: Visitors, rows: Rows) -> Visitors:
    return Visitors(
        people=who.people,
        patient=who.patient[rows],
        age=who.age[rows],
        is_first=who.is_first[rows],
    )


def _missed_before(made: Bookings, who: Visitors, status: Codes) -> Ints:
    """How many earlier appointments of the same patient were missed."""
    order = np.lexsort((made.slot, who.patient))
    missed = (status[order] == Status.NO_SHOW).astype(np.int32)
    until = np.cumsum(missed) - missed
    is_new = np.diff(who.patient[order], prepend=-1) != 0
    starts = np.flatnonzero(is_new)
    n_each = np.diff(starts, append=len(order))
    before = np.empty(len(order), dtype=np.int32)
    before[order] = until - np.repeat(until[starts], n_each)
    return before


def _times(
    spec: ClinicSpec,
    clinic: Clinic,
    rows: tuple[Slots, Bookings, Outcomes],
    own: tuple[Kinds, Flags],
    rng: Generator,
) -> Times:
    """Check-in, start and end of everybody seen, each session one line by readiness.

    Walk-ins stand at the desk when they ask; nobody is there before they asked.
    """
    (slots, made, outcomes), (of_kind, is_walk_in) = rows, own
    seen = np.flatnonzero(outcomes.status == Status.ATTENDED)
    slot = made.slot[seen]
    arriving, serving = rng.spawn(2)
    offset_s = 60 * arriving.normal(
        spec.day.check_in_mean, spec.day.check_in_sd, len(seen)
    )
    due = slots.start_s[slot] + np.round(offset_s).astype(np.int64)
    midnight = slots.day[slot].astype(np.int64) * DAY_S
    earliest = np.maximum(midnight, made.made_s[seen])
    check_in = np.where(is_walk_in[seen], made.made_s[seen], np.maximum(due, earliest))
    latest = midnight + DAY_S - 1
    check_in = np.minimum(check_in, latest)
    gap_s = np.maximum(serving.normal(spec.day.gap_s, spec.day.gap_sd_s, len(seen)), 0)
    service_s = consultations_s(spec, clinic.service, of_kind.kind[seen], serving)
    ready = np.maximum(check_in, slots.block_start_s[slot])
    end = _ends(ready, check_in, np.round(gap_s).astype(np.int64) + service_s)
    columns = np.full((3, len(made)), NEVER, dtype=np.int64)
    columns[:, seen] = (
        check_in,
        np.minimum(end - service_s, latest),
        np.minimum(end, latest),
    )
    return Times(check_in_s=columns[0], start_s=columns[1], end_s=columns[2])


def _ends(ready: Seconds, check_in: Seconds, work_s: Seconds) -> Seconds:
    """Ends in one line by readiness: Lindley's recursion as a running maximum."""
    order = np.lexsort((check_in, ready))
    work = work_s[order]
    done = np.cumsum(work)
    end = np.empty_like(ready)
    end[order] = done + np.maximum.accumulate(ready[order] - (done - work))
    return end


def _left(drawn: Drawn, plan: DataSetPlan, exits: float, rng: Generator) -> Ints:
    """When each patient leaves the panel: after the last appointment, at a steady rate."""
    people, patient = drawn.visitors.people, drawn.visitors.patient
    last = np.zeros(len(people), dtype=np.int64)
    np.maximum.at(last, patient, drawn.slots.day[drawn.bookings.slot])
    draws = rng.random(len(people))
    stay_days = -np.log1p(-draws) * _DAYS_A_YEAR / exits if exits else np.inf
    present = np.datetime64(plan.reference, "D").astype(np.int64)
    leaves = np.minimum(last + 1 + stay_days, present)
    still_here = np.iinfo(np.int32).max
    left: Ints = np.where(leaves >= present, still_here, leaves).astype(np.int32)
    return left
