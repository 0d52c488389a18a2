"""How long somebody will wait: an interval that keeps its promise."""

from collections.abc import Iterator
from datetime import datetime

import numpy as np

from horarium.domain.errors import IllegalMove
from horarium.domain.token import TokenStatus
from horarium.engines.queueing.outcome import WaitEstimate, WaitNote
from horarium.engines.queueing.params import Outlook
from horarium.engines.queueing.place import token_of
from horarium.engines.queueing.policy import Policy
from horarium.engines.queueing.problem import (
    BEING_SERVED,
    Line,
    TokenKey,
    require_aware,
)
from horarium.engines.queueing.projection import Projection
from horarium.engines.queueing.transitions import TRANSITIONS

_WORTH_SAYING = 0.2
"""From this chance on of a turn after the session's end, the patient is told."""


def expected_wait(
    line: Line, token: TokenKey, now: datetime, policy: Policy, outlook: Outlook
) -> WaitEstimate:
    """How long from ``now`` until this token is called.

    Counts who is ahead, who may still come and pass under the live discipline, and a
    doctor who has not started, is late or on a break. For a booked patient who is not
    here yet it supposes a check-in in time. Zero for who is called or in consultation.
    Raises ``NoSuchThing``, ``InvalidField`` for a naive ``now``, and ``IllegalMove`` for
    a token that waits for nothing any more.
    """
    require_aware("now", now)
    patient = token_of(line, token)
    if patient.status in BEING_SERVED:
        return WaitEstimate(0.0, 0.0, 0, outlook.coverage, 0.0)
    if patient.status not in (TokenStatus.ARRIVED, TokenStatus.BOOKED):
        raise IllegalMove("wait", patient.status, tuple(TRANSITIONS[patient.status]))
    projection = Projection(line, patient, now, policy, outlook)
    waits_min = (projection.turns_s() - now.timestamp()) / 60.0
    tail = (1.0 - outlook.coverage) / 2.0
    low, middle, high = np.maximum(
        np.quantile(waits_min, (tail, 0.5, 1.0 - tail)), 0.0
    ).tolist()
    low, high = outlook.calibration.widened(patient.priority_class, low, high)
    left_min = (line.session.interval.end - now).total_seconds() / 60.0
    p_after_end = float((waits_min > left_min).mean())
    return WaitEstimate(
        low,
        high,
        projection.people_ahead(),
        outlook.coverage,
        min(max(middle, low), high),
        tuple(_notes(line, now, p_after_end)),
    )


def fixed_wait_min(place: int, slot_min: float = 10.0) -> float:
    """What a fixed slot length promises to whoever stands at ``place`` (1 is next).

    Blind to the doctor, to those who pass and to real consultation times; kept so that
    the benchmark can compare.
    """
    return (place - 1) * slot_min


def _notes(line: Line, now: datetime, p_after_end: float) -> Iterator[WaitNote]:
    session = line.session
    if session.began_at is None:
        overdue = now > session.expected_start
        yield WaitNote.DOCTOR_OVERDUE if overdue else WaitNote.DOCTOR_NOT_STARTED
    if session.break_from is not None:
        yield WaitNote.ON_BREAK
    if p_after_end >= _WORTH_SAYING:
        yield WaitNote.MAY_RUN_OVER
