"""Which kind of appointment each one is, where it is held, and how long it takes."""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.drawn import Codes, Flags, Floats, Seconds
from horarium.engines.synth.organisation import AppointmentType, ServiceKind
from horarium.engines.synth.spec import ClinicSpec

_TENTH_S = 6
"""Consultations are whole tenths of a minute."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """Shape ``(n,)``: place in the service's ``types``, and whether by telephone or video."""

    kind: Codes
    is_virtual: Flags


def kinds(
    service: ServiceKind, is_first: Flags, may_be_virtual: Flags, rng: Generator
) -> Kinds:
    """A kind for each appointment; first attendances get only kinds that are for them."""
    kind = np.empty(len(is_first), dtype=np.int8)
    for first in (True, False):
        rows = np.flatnonzero(is_first == first)
        shares = _shares(service, first=first)
        kind[rows] = rng.choice(len(shares), len(rows), p=shares)
    virtual = np.array([one.telehealth for one in service.types])
    return Kinds(kind, may_be_virtual & (rng.random(len(kind)) < virtual[kind]))


def consultations_s(
    spec: ClinicSpec, service: ServiceKind, kind: Codes, rng: Generator
) -> Seconds:
    """How long each would take: lognormal by its kind's own mean and variation.

    Where the kinds together would take longer than ``most_of_slot`` of a slot, all are
    shortened alike, so that the clinic keeps up.
    """
    most = spec.day.most_of_slot * spec.calendar.slot_min
    scale = min(1.0, most / mean_min(service, spec.population.first_attendance))
    variance = np.array([log(1 + one.cv**2) for one in service.types])
    means = np.array([scale * one.mean_min for one in service.types])
    centre = np.log(means) - variance / 2
    minutes: Floats = rng.lognormal(centre[kind], np.sqrt(variance)[kind])
    tenths = np.clip(np.round(10 * minutes), 1, 10 * spec.day.consult_most)
    seconds: Seconds = tenths.astype(np.int64) * _TENTH_S
    return seconds


def mean_min(service: ServiceKind, first_attendance: float) -> float:
    """The mean consultation of a service with that share of first attendances."""
    parts = [(True, first_attendance), (False, 1 - first_attendance)]
    return sum(
        weight * share * one.mean_min
        for first, weight in parts
        for share, one in zip(_shares(service, first=first), service.types, strict=True)
    )


def _shares(service: ServiceKind, *, first: bool) -> list[float]:
    weights = [_weight(one, first=first) for one in service.types]
    if not sum(weights):
        weights = [one.share for one in service.types]
    return [weight / sum(weights) for weight in weights]


def _weight(one: AppointmentType, *, first: bool) -> float:
    return one.share if one.first is None or one.first == first else 0.0
