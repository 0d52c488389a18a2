"""Who is offered a freed place."""

from tests.engines.queueing.builders import at, make_line, make_token

from horarium.engines.queueing import DEFAULT_POLICY
from horarium.engines.queueing.waitlist import Offer, Wish, next_offer


def make_wish(name, minute=-1000, priority_class="walk-in", **changes):
    return Wish(id=name, priority_class=priority_class, since=at(minute), **changes)


def offered(*wishes, line=None, now=-100, start=30):
    place = line or make_line(capacity=1)
    return next_offer(place, wishes, at(start), at(now), DEFAULT_POLICY)


def test_the_longest_on_the_list_is_asked_first():
    offer = offered(make_wish("ana", -500), make_wish("ben", -900))

    assert offer == Offer("ben", at(30), at(-85))


def test_a_shorter_promise_is_asked_before_a_longer_one():
    offer = offered(make_wish("ana"), make_wish("ben", -1, "follow-up"))

    assert offer.wish == "ben"


def test_who_let_an_offer_pass_is_asked_after_the_others():
    offer = offered(make_wish("ana", n_passed=1), make_wish("ben", -1))

    assert offer.wish == "ben"


def test_an_offer_that_is_out_is_not_made_twice():
    assert offered(make_wish("ana", offered_until=at(-90))) is None
    assert offered(make_wish("ana", offered_until=at(-100))).wish == "ana"


def test_a_hold_never_outlasts_the_start_of_the_place():
    assert offered(make_wish("ana"), now=20).expires_at == at(30)


def test_a_place_outside_the_limits_is_not_offered():
    assert offered(make_wish("ana", not_before=at(31))) is None
    assert offered(make_wish("ana", not_after=at(29))) is None


def test_without_a_free_place_nobody_is_asked():
    line = make_line(make_token(1), capacity=1)

    assert offered(make_wish("ana"), line=line) is None


def test_a_place_that_has_begun_is_not_offered():
    assert offered(make_wish("ana"), now=30) is None
