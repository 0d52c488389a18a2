"""Whatever happens to a line, in whatever order, its promises hold."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.engines.queueing.builders import NINE, at, make_line, make_token

from horarium.domain.errors import Refused
from horarium.domain.token import TokenStatus
from horarium.engines.queueing import DISCIPLINES, Policy, advance, next_token
from horarium.engines.queueing import events as ev
from horarium.engines.queueing.check import breaches
from horarium.engines.queueing.place import calling_order
from horarium.engines.queueing.problem import BEING_SERVED
from horarium.engines.queueing.timers import due_events

CLASSES = ("emergency", "priority", "follow-up", "online", "walk-in")
MOVES = (
    ev.Arrive,
    ev.Call,
    ev.Recall,
    ev.Start,
    ev.Complete,
    ev.Skip,
    ev.Return,
    ev.NoShow,
    ev.Cancel,
    ev.Leave,
    ev.Transfer,
)


class LineMachine(RuleBasedStateMachine):
    """Books, walks in, calls, skips, returns, undoes and waits at random."""

    discipline = "banded-edd"

    @initialize(
        capacity=st.sampled_from([None, 6]),
        places=st.integers(min_value=0, max_value=3),
    )
    def begin(self, capacity, places):
        self.policy = Policy(
            discipline=DISCIPLINES[self.discipline], reentry_places=places
        )
        self.line = self.first = make_line(capacity=capacity, overflow_limit=2)
        self.history = []
        self.now = NINE
        self.n_joined = 0

    def happens(self, event):
        before, copy = self.line, dict(self.line.tokens)
        try:
            self.line = advance(before, event, self.policy)
        except Refused:
            return
        assert before.tokens == copy
        self.history.append(event)

    @rule(seconds=st.integers(min_value=0, max_value=1200))
    def time_passes(self, seconds):
        self.now += timedelta(seconds=seconds)
        for event in due_events(self.line, self.now, self.policy):
            self.happens(event)

    @rule(priority_class=st.sampled_from(CLASSES))
    def somebody_walks_in(self, priority_class):
        self.n_joined += 1
        token = make_token(
            self.n_joined,
            priority_class=priority_class,
            status=TokenStatus.ARRIVED,
            arrived_at=self.now,
        )
        self.happens(ev.Join(self.now, token))

    @rule(
        priority_class=st.sampled_from(CLASSES),
        slot_min=st.integers(min_value=0, max_value=30),
    )
    def somebody_books(self, priority_class, slot_min):
        self.n_joined += 1
        slot_start = at(10 * slot_min)
        self.happens(
            ev.Join(
                self.now,
                make_token(
                    self.n_joined, priority_class=priority_class, slot_start=slot_start
                ),
            )
        )

    @rule()
    def the_next_is_called(self):
        if self.line.session.closed_at is None:
            due = next_token(self.line, self.now, self.policy)
            if due is not None:
                self.happens(ev.Call(self.now, due.id))

    @rule(move=st.sampled_from((ev.Recall, ev.Start, ev.Start, ev.Skip, ev.Complete)))
    def the_doctor_acts(self, move):
        if self.line.serving is not None:
            self.happens(move(self.now, self.line.serving))

    @precondition(lambda self: self.n_joined)
    @rule(move=st.sampled_from(MOVES), data=st.data())
    def anything_is_tried(self, move, data):
        token = data.draw(st.integers(min_value=1, max_value=self.n_joined))
        self.happens(move(self.now, token))

    @rule()
    def the_call_is_undone(self):
        self.happens(ev.UndoCall(self.now))

    @precondition(lambda self: len(self.history) > 25)
    @rule()
    def the_session_closes(self):
        self.happens(ev.Close(self.now))

    @invariant()
    def at_most_one_is_with_the_doctor(self):
        serving = [t.id for t in self.line.tokens.values() if t.status in BEING_SERVED]
        assert serving == ([] if self.line.serving is None else [self.line.serving])

    @invariant()
    def everybody_waiting_has_exactly_one_place(self):
        places = Counter(t.id for t in calling_order(self.line, self.now, self.policy))
        waiting = Counter(
            t.id for t in self.line.tokens.values() if t.status is TokenStatus.ARRIVED
        )
        assert places == waiting

    def teardown(self):
        if hasattr(self, "policy"):
            assert breaches(self.first, self.history, self.line, self.policy) == ()


@pytest.mark.parametrize("discipline", list(DISCIPLINES))
def test_no_token_is_lost_or_served_twice_or_overtaken_beyond_the_promise(discipline):
    check_machine(discipline, max_examples=50)


@pytest.mark.slow
@pytest.mark.parametrize("discipline", list(DISCIPLINES))
def test_the_promises_hold_over_many_more_days(discipline):
    check_machine(discipline, max_examples=1500)


def check_machine(discipline, max_examples):
    machine = type("Machine", (LineMachine,), {"discipline": discipline})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=max_examples,
            stateful_step_count=60,
            deadline=None,
            suppress_health_check=[HealthCheck.filter_too_much],
        ),
    )
