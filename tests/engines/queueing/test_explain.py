"""Why somebody stands where they stand."""

from tests.engines.queueing.builders import after, at, make_line, make_waiting

from horarium.engines.queueing import DEFAULT_POLICY, DISCIPLINES, Policy
from horarium.engines.queueing import events as ev
from horarium.engines.queueing.explain import Because, Reason, explain_place


def reasons(line, token, minute, policy=DEFAULT_POLICY):
    return explain_place(line, token, at(minute), policy)


def ahead(line, token, minute, policy=DEFAULT_POLICY):
    return [
        (reason.because, reason.number)
        for reason in reasons(line, token, minute, policy)
        if reason.number is not None
    ]


def test_each_token_ahead_has_its_reason():
    line = make_line(
        make_waiting(1, 0),
        make_waiting(2, 10),
        make_waiting(3, 20, priority_class="priority"),
        make_waiting(4, 25, priority_class="emergency"),
        make_waiting(5, -5),
    )
    line = after(line, ev.Call(at(0), 5), ev.Start(at(0), 5))

    assert ahead(line, 2, 30) == [
        (Because.WITH_DOCTOR, 5),
        (Because.STRICTER_BAND, 4),
        (Because.SHORTER_PROMISE, 3),
        (Because.CAME_EARLIER, 1),
    ]


def test_an_early_bird_is_told_that_the_time_has_not_come():
    line = make_line(
        make_waiting(1, 0, slot_start=at(60), priority_class="priority"),
        make_waiting(2, 30),
    )

    assert ahead(line, 1, 40) == [(Because.NOT_YET_TIME, 2)]


def test_the_classes_that_may_still_pass_are_named_with_the_instant_they_stop():
    line = make_line(make_waiting(1, 0))

    may_pass = {
        reason.priority_class: reason.until
        for reason in reasons(line, 1, 10)
        if reason.because is Because.CLASS_MAY_PASS
    }

    assert may_pass == {
        "emergency": None,
        "priority": at(45),
        "follow-up": at(30),
        "online": at(30),
    }


def test_under_accumulating_priority_a_faster_class_may_always_pass():
    policy = Policy(discipline=DISCIPLINES["banded-apq"])

    may_pass = {
        r.priority_class: r.until
        for r in reasons(make_line(make_waiting(1)), 1, 1, policy)
    }

    assert may_pass == dict.fromkeys(("emergency", "priority", "follow-up", "online"))


def test_who_does_not_wait_has_nothing_explained():
    line = after(make_line(make_waiting(1)), ev.Call(at(1), 1))

    assert reasons(line, 1, 2) == ()


def test_a_sentence_names_the_number_and_never_a_person():
    reason = Reason(Because.SHORTER_PROMISE, "priority", 7, minutes=12.2)

    assert reason.sentence() == (
        "Token 7 entered 12 min later, but priority is promised a shorter wait."
    )


def test_every_reason_has_a_sentence():
    for because in Because:
        sentence = Reason(because, "online", 3, 5.0, at(30)).sentence()
        assert sentence.endswith(".")
        assert "{" not in sentence
