"""Whatever was booked and whoever is away: nothing is lost, and nothing gets worse."""

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import select
from tests.builders import given_patient
from tests.services.lines import book, emergency, walk_in
from tests.services.loop.builders import NAMES, TUESDAY, given_absence

from horarium.domain.errors import Conflict
from horarium.domain.session import SessionStatus
from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.rostering.judging import compare
from horarium.engines.rostering.roster import OFF
from horarium.services import loop, rosters
from horarium.services.loop import Cause, PlanStatus, ProposalParams
from horarium.store import sessions as session_store
from horarium.store import token_transfers, tokens
from horarium.store import waitlist as waitlist_store
from horarium.store.tables import outbox

LONG = ProposalParams(limit=timedelta(minutes=1))
SOURCES = (TokenSource.ONLINE, TokenSource.FOLLOW_UP, TokenSource.PRIORITY)


def filled_at_random(work, department, rng):
    """Anything from nobody to a good many in each clinic to come, of all sources."""
    for session in department.sessions:
        if session.on_date < TUESDAY:
            continue
        for _ in range(int(rng.integers(0, 6))):
            source = SOURCES[int(rng.integers(len(SOURCES)))]
            book(work, session, given_patient(work), source=source)
        try:
            if session.on_date == TUESDAY and rng.random() < 0.5:
                walk_in(work, session)
                emergency(work, session)
        except Conflict:
            continue


def everybody(work, department):
    keys = [one.id for one in department.sessions]
    lines = tokens.of_sessions(work.db, keys)
    return {one.id: one for line in lines.values() for one in line}


def told(work):
    rows = work.db.execute(
        select(outbox.c.payload).where(outbox.c.topic == "patient.told")
    )
    return Counter(
        row.payload["patient"]
        for row in rows
        if row.payload["template"] != "appointment.confirmed"
    )


def assert_nobody_lost(work, department, before):
    after = everybody(work, department)
    waiting = {one.patient for one in waitlist_store.waiting(work.db)}
    for key, old in before.items():
        new = after[key]
        assert new.label == old.label
        match new.status:
            case TokenStatus.TRANSFERRED:
                assert after[token_transfers.last_of(work.db, key)].status.is_active
            case TokenStatus.CANCELLED:
                assert new.patient in waiting
            case status:
                assert status is old.status


def assert_counters_hold(work, department):
    lines = tokens.of_sessions(work.db, [one.id for one in department.sessions])
    for key, line in lines.items():
        session = session_store.by_id(work.db, key)
        active = [one for one in line if one.status.is_active]
        assert session.taken == sum(not one.overflow for one in active)
        assert session.overflow_taken == sum(one.overflow for one in active)
        assert [one.number for one in line] == list(range(1, len(line) + 1))
        if session.status is SessionStatus.CANCELLED:
            assert active == []


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 40))]
)
def test_nothing_is_lost_and_nothing_gets_worse(work, department, seed):
    rng = np.random.default_rng(seed)
    filled_at_random(work, department, rng)
    before = everybody(work, department)
    was = rosters.sheet(work, rosters.current(work))
    who = department.doctor(NAMES[int(rng.integers(len(NAMES)))])
    last = TUESDAY + timedelta(days=int(rng.integers(3)))
    absence = given_absence(work, who, last_on=last)

    plan = loop.propose(work, Cause.absent(absence), LONG)
    done = loop.apply(work, plan.id, plan.version)

    assert done.status is PlanStatus.APPLIED
    assert_nobody_lost(work, department, before)
    assert_counters_hold(work, department)
    sheet = rosters.sheet(work, rosters.current(work))
    broken = compare(was.breaches, sheet.breaches).broken
    assert {one.sentence for one in broken} == set(plan.unresolved)
    row = sheet.problem.tables.people[who.staff_code]
    days = slice(1, 2 + (last - TUESDAY).days)
    assert set(sheet.roster.cells[row, days].tolist()) == {OFF}
    away = session_store.between(work.db, TUESDAY, last)
    assert not any(
        one.practitioner == who.id and one.status is not SessionStatus.CANCELLED
        for one in away
    )
    assert set(told(work).values()) <= {1}
