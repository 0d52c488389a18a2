"""Plans meet a world that goes on meanwhile: nothing oversold, nobody moved twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from tests.builders import given_session
from tests.services.lines import walk_in
from tests.services.past_days import given_another
from tests.services.reallocating import cancelled, filled, of

from horarium.domain.actor import Role
from horarium.domain.errors import (
    PlanOutdated,
    Refused,
    SessionFull,
)
from horarium.domain.token import TokenStatus
from horarium.services import reallocation, tokens
from horarium.store import tokens as token_store

MINUTE = timedelta(minutes=1)


@pytest.fixture
def source(work):
    """The session that does not go as planned."""
    return given_session(work)


@pytest.fixture
def target(work, source):
    """A session of the same service in another room, all of it free."""
    return given_another(work, source)


def test_a_plan_is_refused_when_the_source_changed(work, source, target):
    filled(work, source)
    plan = reallocation.plan(work, cancelled(source))
    walk_in(work, source)

    with pytest.raises(PlanOutdated):
        reallocation.apply(work, plan.id)


def test_a_plan_is_refused_when_a_receiving_session_changed(work, source, target):
    filled(work, source)
    plan = reallocation.plan(work, cancelled(source))
    walk_in(work, target)

    with pytest.raises(PlanOutdated) as refusal:
        reallocation.apply(work, plan.id)

    assert target.series in refusal.value.changed


def test_a_plan_is_refused_when_somebody_checked_in_since(work, source, target):
    first, _ = filled(work, source)
    plan = reallocation.plan(work, cancelled(source))
    tokens.check_in(work, first.id)

    with pytest.raises(PlanOutdated) as refusal:
        reallocation.apply(work, plan.id)

    assert first.label in refusal.value.changed


def test_applied_twice_the_answer_is_the_same(work, source, target):
    filled(work, source)
    plan = reallocation.plan(work, cancelled(source))

    first = reallocation.apply(work, plan.id)

    assert reallocation.apply(work, plan.id) == first
    assert of(work, target).taken == 2


def test_two_who_apply_at_once_move_everybody_once(begin_as):
    with begin_as() as work:
        source = given_session(work)
        target = given_another(work, source)
        filled(work, source, n=3)
        plan = reallocation.plan(work, cancelled(source))

    def come(_):
        with begin_as(Role.COORDINATOR) as work:
            return reallocation.apply(work, plan.id).new_labels

    with ThreadPoolExecutor(4) as crowd:
        labels = list(crowd.map(come, range(4)))

    assert all(one == labels[0] for one in labels)
    with begin_as() as work:
        assert of(work, target).taken == 3


def test_two_plans_for_the_same_places_oversell_nothing(begin_as):
    with begin_as() as work:
        sources = [given_session(work)]
        sources.append(given_another(work, sources[0]))
        target = given_another(work, sources[0], capacity=3)
        for one in sources:
            filled(work, one, n=3)
        apart = {"within_days": 0}
        plans = [reallocation.plan(work, cancelled(one, **apart)) for one in sources]

    def come(plan):
        try:
            with begin_as(Role.STAFF) as work:
                reallocation.apply(work, plan.id)
                return "applied"
        except PlanOutdated as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as crowd:
        answers = Counter(crowd.map(come, plans))

    assert answers == {"applied": 1, "plan-outdated": 1}
    with begin_as() as work:
        assert of(work, target).taken <= 3


def test_bookings_during_an_apply_oversell_nothing_and_lose_nobody(begin_as):
    with begin_as() as work:
        source = given_session(work)
        target = given_another(work, source, capacity=6)
        filled(work, source, n=5)

    def walk(n):
        try:
            with begin_as(Role.STAFF) as work:
                return walk_in(work, target, name=f"Patient {n}").number
        except SessionFull as refusal:
            return refusal.code

    def move(_):
        try:
            with begin_as(Role.STAFF) as work:
                return reallocation.at_once(work, cancelled(source))
        except Refused as refusal:
            return refusal.code

    with ThreadPoolExecutor(10) as crowd:
        walking = [crowd.submit(walk, n) for n in range(8)]
        moving = [crowd.submit(move, n) for n in range(2)]
        for one in (*walking, *moving):
            one.result()

    with begin_as() as work:
        after = of(work, target)
        active = [
            one
            for one in token_store.of_session(work.db, target.id)
            if one.status.is_active
        ]
        assert after.taken == len(active) <= after.capacity
        numbers = [one.number for one in token_store.of_session(work.db, target.id)]
        assert numbers == list(range(1, len(numbers) + 1))
        gone = token_store.of_session(work.db, source.id)
    statuses = {one.status for one in gone}
    assert statuses <= {
        TokenStatus.BOOKED,
        TokenStatus.TRANSFERRED,
        TokenStatus.CANCELLED,
    }
