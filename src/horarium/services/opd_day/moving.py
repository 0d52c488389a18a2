"""A doctor falls ill: the fullest slot to come goes to whoever has room."""

from dataclasses import dataclass

from horarium.domain.errors import Conflict
from horarium.domain.ids import SessionId
from horarium.domain.token import TokenStatus
from horarium.services.opd import reallocating
from horarium.services.opd_day.clinic import Clinic
from horarium.store import tokens as token_store

_TO_COME = frozenset({TokenStatus.BOOKED, TokenStatus.ARRIVED})


@dataclass(frozen=True, slots=True)
class MovedSlot:
    """How many were moved, in words too."""

    n_tokens: int
    news: str


def move_one_slot(clinic: Clinic) -> MovedSlot:
    """Reallocate the slot to come with most patients in it, the latest doctor's first.

    The nearest slot in time with room for all of them takes them; nobody moves when
    there is none.
    """
    candidates = _candidates(clinic)
    if not candidates:
        return MovedSlot(0, "somebody is ill, but nobody has to move")
    _, n, k = candidates[0]
    source = clinic.doctors[n].sessions[k]
    for target in _targets(clinic, n, k):
        try:
            with clinic.work() as work:
                moved = reallocating.reallocate(work, str(source), str(target))
        except Conflict:
            continue
        name = clinic.doctors[n].name
        n_moved = len(moved.tokens)
        return MovedSlot(n_moved, f"{name} is ill: {n_moved} patients go to others")
    return MovedSlot(0, f"{clinic.doctors[n].name} is ill, and nobody has room")


def _candidates(clinic: Clinic) -> list[tuple[int, int, int]]:
    """Slots to come as (patients, doctor, slot), the fullest first."""
    now = clinic.clock.at
    keys = {
        one.sessions[k]: (n, k)
        for n, one in enumerate(clinic.doctors)
        for k, interval in enumerate(one.intervals)
        if interval.start > now
    }
    with clinic.work() as work:
        tokens = token_store.of_sessions(work.db, keys)
    counted = [
        (sum(token.status in _TO_COME for token in tokens[key]), n, k)
        for key, (n, k) in keys.items()
    ]
    return sorted(
        (one for one in counted if one[0]), key=lambda one: (-one[0], -one[1], one[2])
    )


def _targets(clinic: Clinic, n: int, k: int) -> list[SessionId]:
    """Other doctors' slots that are not over, the nearest in time first."""
    now, start = clinic.clock.at, clinic.doctors[n].intervals[k].start
    others = [
        (abs(interval.start - start), m, place, one.sessions[place])
        for m, one in enumerate(clinic.doctors)
        for place, interval in enumerate(one.intervals)
        if m != n and interval.end > now
    ]
    return [key for *_, key in sorted(others, key=lambda other: other[:3])]
