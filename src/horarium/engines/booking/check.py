"""Independent judges, which share no code with what they judge.

``play`` plays a session many times and counts; the exact evaluation must agree within
chance. ``faults`` goes through an allocation grant by grant.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.random import Generator

from horarium.engines.booking.allocation import Allocation
from horarium.engines.booking.problem import Booked, SessionShape
from horarium.engines.booking.requests import AllocationParams, OpenSlot, SlotRequest


@dataclass(frozen=True, slots=True)
class Played:
    """Means over the plays, each with its standard error, all in minutes."""

    total_wait_min: float
    total_wait_error: float
    overtime_min: float
    overtime_error: float
    idle_min: float
    idle_error: float


def play(
    shape: SessionShape, booked: Sequence[Booked], n_plays: int, rng: Generator
) -> Played:
    """``n_plays`` independent sessions, patient by patient on the clock."""
    free_at = np.zeros(n_plays)
    waited = np.zeros(n_plays)
    idle = np.zeros(n_plays)
    for one in sorted(booked, key=lambda one: one.slot):
        due = shape.starts_min[one.slot]
        comes = rng.random(n_plays) < one.candidate.p_show
        lengths = np.arange(len(one.candidate.law.pmf)) * shape.grid_min
        takes = rng.choice(lengths, n_plays, p=one.candidate.law.pmf)
        starts = np.maximum(free_at, due)
        waited += comes * (starts - due)
        idle += comes * (starts - free_at)
        free_at = np.where(comes, starts + takes, free_at)
    idle += np.maximum(shape.length_min - free_at, 0.0)
    over = np.maximum(free_at - shape.length_min, 0.0)
    return Played(*_mean(waited), *_mean(over), *_mean(idle))


def _mean(
    values: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> tuple[float, float]:
    return float(values.mean()), float(values.std() / np.sqrt(len(values)))


def faults(
    allocation: Allocation,
    requests: Sequence[SlotRequest],
    slots: Sequence[OpenSlot],
    as_of: datetime,
    params: AllocationParams,
) -> tuple[str, ...]:
    """What is wrong with an allocation, in sentences; nothing if it may be granted."""
    asked = {one.id: one for one in requests}
    open_to = {one.id: one for one in slots}
    given = {grant.request: open_to[grant.slot] for grant in allocation.grants}
    found: list[str] = []
    if len(given) < len(allocation.grants):
        found.append("a request got two slots")
    if {*given, *(one.request for one in allocation.losers)} != set(asked):
        found.append("a request got neither a slot nor a reason")
    for who, slot in given.items():
        found += _misfits(asked[who], slot, as_of)
    found += [
        f"the promise to {one.id} is broken"
        for one in requests
        if one.promised is not None
        and (one.id not in given or given[one.id].id != one.promised)
    ]
    found += _crowds(given, asked, params)
    found += _unreserved(
        given, asked, [one for one in slots if one.start >= as_of], params
    )
    found += _passed_over(given, asked, params)
    return tuple(found)


def _misfits(one: SlotRequest, slot: OpenSlot, as_of: datetime) -> Iterator[str]:
    if one.promised is not None:
        return
    fits = (
        (not slot.services or one.service in slot.services)
        and (not slot.channels or one.channel in slot.channels)
        and one.skills <= slot.skills
        and (not one.sites or slot.site in one.sites)
        and (not one.practitioners or slot.practitioner in one.practitioners)
        and slot.start >= max(as_of, one.not_before or as_of)
        and (one.not_after is None or slot.start < one.not_after)
    )
    if not fits:
        yield f"slot {slot.id} does not fit {one.id}"


def _crowds(
    given: dict[object, OpenSlot],
    asked: dict[object, SlotRequest],
    params: AllocationParams,
) -> Iterator[str]:
    new = {who: slot for who, slot in given.items() if asked[who].promised is None}
    promised = Counter(s.id for who, s in given.items() if who not in new)
    for slot_id, n in Counter(slot.id for slot in new.values()).items():
        slot = next(one for one in new.values() if one.id == slot_id)
        if n + promised[slot_id] > len(slot.alpha_min):
            yield f"slot {slot_id} has more bookings than places"
    for session, most in params.expected_most.items():
        coming = sum(asked[w].p_show for w, s in new.items() if s.session == session)
        if coming > most + 1e-6:
            yield f"more are expected in session {session} than may be"


def _unreserved(
    given: dict[object, OpenSlot],
    asked: dict[object, SlotRequest],
    ahead: Sequence[OpenSlot],
    params: AllocationParams,
) -> Iterator[str]:
    for session, n_kept in params.reserve.items():
        there = [who for who, slot in given.items() if slot.session == session]
        kept = {who for who in there if asked[who].promised is not None}
        is_urgent = {
            who: asked[who].urgency >= params.emergency_urgency for who in there
        }
        taken = Counter(given[who].id for who in kept)
        free = sum(
            max(len(one.alpha_min) - taken[one.id], 0)
            for one in ahead
            if one.session == session
        )
        wanted = n_kept - sum(is_urgent[who] for who in kept)
        routine = sum(not is_urgent[who] for who in there if who not in kept)
        if routine > max(free - max(wanted, 0), 0):
            yield f"session {session} keeps fewer places than it should"


def _passed_over(
    given: dict[object, OpenSlot],
    asked: dict[object, SlotRequest],
    params: AllocationParams,
) -> Iterator[str]:
    asking = [one for one in asked.values() if one.promised is None]
    if params.equity is None or not asking:
        return
    whole = sum(one.id in given for one in asking) / len(asking)
    for group in sorted({one.group for one in asking}):
        members = [one for one in asking if one.group == group]
        share = sum(one.id in given for one in members) / len(members)
        if share < params.equity * whole - 1e-6:
            yield f"too few of group {group!r} are placed"
