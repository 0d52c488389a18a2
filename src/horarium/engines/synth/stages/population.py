"""Whose booking each one is, and who these patients are."""

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.days import completed_years, year_of
from horarium.engines.synth.drawn import Bookings, Flags, Ints, Slots, Visitors
from horarium.engines.synth.sorting import order_of
from horarium.engines.synth.spec import ClinicSpec
from horarium.engines.synth.stages.panel import Chains, panel_of
from horarium.engines.synth.stages.people import people
from horarium.engines.synth.stages.stays import Stays


def visitors(
    spec: ClinicSpec, slots: Slots, made: Bookings, rng: Generator
) -> Visitors:
    """A patient for each booking, the same one along each chain of stand-ins.

    Each calendar year of visits has its own number of patients, new ones and those who come
    back, and nobody comes twice on a day. Patients are numbered by their first booking.
    """
    dealing, inventing, marking = rng.spawn(3)
    day = slots.day[made.slot]
    dealt = panel_of(spec.population, _chains(made, day), dealing)
    patient = _by_first_booking(dealt[made.episode])
    stays = stays_of(patient, day, made)
    invented = people(spec, stays, inventing)
    return Visitors(
        people=invented,
        patient=patient,
        age=completed_years(invented.birth[patient], day),
        is_first=_first(spec, (patient, made.slot), stays, year_of(day), marking),
    )


def _chains(made: Bookings, day: Ints) -> Chains:
    starts = np.flatnonzero(made.rebooked_from < 0)
    return Chains(of_row=made.episode, day=day, year=year_of(day[starts]))


def _by_first_booking(patient: Ints) -> Ints:
    """The same people, numbered in the order in which they first appear."""
    first = np.full(int(patient.max(initial=-1)) + 1, len(patient), dtype=np.int64)
    first[patient[::-1]] = np.arange(len(patient))[::-1]
    number = np.empty(len(first), dtype=np.int32)
    number[order_of(first)] = np.arange(len(first), dtype=np.int32)
    return number[patient]


def stays_of(patient: Ints, day: Ints, made: Bookings) -> Stays:
    """For each patient the rows, and the first and last days of appointments."""
    order = order_of(patient).astype(np.int32)
    start = np.flatnonzero(np.diff(patient[order], prepend=-1))
    if not len(start):
        none = np.empty(0, dtype=np.int32)
        return Stays(day, order, none, none, none, none, none)
    made_day = (made.known_s // 86_400).astype(np.int32)
    return Stays(
        day=day,
        order=order,
        start=start.astype(np.int32),
        n=np.diff(start, append=len(order)).astype(np.int32),
        first=np.minimum.reduceat(day[order], start),
        last=np.maximum.reduceat(day[order], start),
        known_from=np.minimum.reduceat(made_day[order], start),
    )


def _first(
    spec: ClinicSpec,
    whose: tuple[Ints, Ints],
    stays: Stays,
    year: Ints,
    rng: Generator,
) -> Flags:
    """The earliest appointment of each patient, unless they were seen before it all began.

    In the first year everybody is seen for the first time here; as many are taken to have
    come before as gives the share of first attendances asked for.
    """
    patient, slot = whose
    earliest = (
        np.minimum.reduceat(slot[stays.order], stays.start) if len(slot) else slot
    )
    is_first: Flags = slot == earliest[patient]
    opening = year == year.min(initial=9999)
    may_be = np.flatnonzero(is_first & opening)
    wanted = round(spec.population.first_attendance * int(opening.sum()))
    is_first[rng.permutation(may_be)[wanted:]] = False
    return is_first
