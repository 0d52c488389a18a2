"""One's own roster, ledger, reasons and calendar; of others only what is everybody's."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from tests.services.duties import MONDAY, given_ward

from horarium.domain.actor import Role
from horarium.domain.errors import InvalidField, NoSuchThing
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.people import Request
from horarium.services import calendar_feed, own_duties, swaps

TUESDAY = MONDAY + timedelta(days=1)
NEXT_MONDAY = MONDAY + timedelta(days=7)
SUNDAY = MONDAY + timedelta(days=13)


@pytest.fixture
def ward(work):
    made = given_ward(work)
    swaps.set_approval(work, is_needed=False)
    return made


def with_a_secret(problem):
    people = list(problem.people)
    people[2] = replace(
        people[2], requests=(Request(day=7, weight=40, reason="a private matter"),)
    )
    return replace(problem, people=tuple(people))


def events(feed):
    return {
        str(one["uid"]): one for one in Calendar.from_ical(feed.body).walk("VEVENT")
    }


def test_ones_own_days_are_counted_in_real_hours(ward, work_as):
    own = own_duties.own_roster(ward.as_(work_as, 0), MONDAY, SUNDAY)

    assert [one.on.day for one in own.duties] == [5, 6, 7, 12, 13]
    assert (own.worked_min, own.n_nights, own.n_weekends) == (3 * 480 + 2 * 720, 2, 0)
    night = own.duties[3]
    assert night.hours.start == datetime(2026, 1, 12, 20, tzinfo=UTC)
    assert night.hours.end == datetime(2026, 1, 13, 8, tzinfo=UTC)


def test_the_ledger_tells_ones_own_line_and_the_others_without_names(ward, work_as):
    burdens = own_duties.own_burdens(ward.as_(work_as, 0))

    nights = next(one for one in burdens if one.id == "nights")
    assert (nights.load, nights.share) == (2.0, 2.0)
    assert nights.others == (2.0, 2.0, 2.0)


def test_a_ledger_of_few_tells_nothing_of_the_others(work, work_as):
    ward = given_ward(work, ("DN.", "..D"))

    burdens = own_duties.own_burdens(ward.as_(work_as, 0))

    assert {one.others for one in burdens} == {()}


def test_why_me_says_the_same_whatever_others_wish_in_private(work, work_as):
    def told_in(world):
        doctor = world.as_(work_as, 0)
        words = " ".join(own_duties.why_mine(doctor, NEXT_MONDAY))
        return words.replace(world.team[0].staff_code, "me")

    told = [told_in(given_ward(work)), told_in(given_ward(work, alter=with_a_secret))]

    assert "Night" in told[0]
    assert told[0] == told[1]


def test_why_is_for_days_of_ones_own_roster(ward, work_as):
    with pytest.raises(InvalidField, match="a day of a roster"):
        own_duties.why_mine(ward.as_(work_as, 0), date(2027, 1, 1))


def test_the_calendar_is_behind_a_link_that_is_kept_as_a_hash(ward, work_as, work):
    link = calendar_feed.renew(ward.as_(work_as, 0))

    feed = calendar_feed.feed(work, link.secret)

    assert len(events(feed)) == 5
    assert calendar_feed.link(ward.as_(work_as, 0)).secret == ""
    for wrong in ("", "x" * 43, link.secret[:-1]):
        with pytest.raises(NoSuchThing):
            calendar_feed.feed(work, wrong)


@pytest.mark.parametrize(
    ("monday", "night", "day"),
    [
        (
            date(2026, 3, 23),
            (datetime(2026, 3, 28, 20, tzinfo=UTC), timedelta(hours=11)),
            (datetime(2026, 3, 29, 7, tzinfo=UTC), timedelta(hours=8)),
        ),
        (
            date(2026, 10, 19),
            (datetime(2026, 10, 24, 19, tzinfo=UTC), timedelta(hours=13)),
            (datetime(2026, 10, 25, 8, tzinfo=UTC), timedelta(hours=8)),
        ),
    ],
    ids=["clocks forward", "clocks back"],
)
def test_duties_of_the_night_the_clocks_change_have_their_real_hours(
    work, work_as, clock, monday, night, day
):
    def at_the_change(problem):
        return replace(problem, horizon=Horizon(monday, 7, "Europe/London"))

    clock.at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    ward = given_ward(work, (".....N.", "......D"), alter=at_the_change)
    links = [calendar_feed.renew(ward.as_(work_as, n)) for n in (0, 1)]

    feeds = [calendar_feed.feed(work, link.secret) for link in links]

    found = [list(events(feed).values()) for feed in feeds]
    assert [
        [(one["dtstart"].dt, one["dtend"].dt - one["dtstart"].dt) for one in told]
        for told in found
    ] == [[night], [day]]


def test_a_calendar_that_has_not_changed_has_the_same_bytes_and_tag(
    ward, work_as, work, clock
):
    link = calendar_feed.renew(ward.as_(work_as, 0))
    first = calendar_feed.feed(work, link.secret)

    clock.at += timedelta(hours=5)
    again = calendar_feed.feed(work, link.secret)

    assert (again.body, again.etag) == (first.body, first.etag)


def test_a_duty_that_goes_is_told_as_cancelled_and_one_that_comes_is_new(
    ward, work_as, work, clock
):
    giver, taker = (calendar_feed.renew(ward.as_(work_as, n)) for n in (0, 1))
    for one in (giver, taker):
        calendar_feed.feed(work, one.secret)
    made = swaps.offer(ward.as_(work_as, 0), NEXT_MONDAY)
    clock.at += timedelta(hours=1)
    swaps.accept(ward.as_(work_as, 1), made.id)

    given = calendar_feed.feed(work, giver.secret)
    taken = calendar_feed.feed(work, taker.secret)

    gone = events(given)[f"{ward.team[0].id}-2026-01-12@horarium"]
    came = events(taken)[f"{ward.team[1].id}-2026-01-12@horarium"]
    assert (gone["status"], gone["sequence"]) == ("CANCELLED", 1)
    assert (came["status"], came["sequence"]) == ("CONFIRMED", 0)
    assert gone["dtstamp"].dt == clock.at


def test_a_duty_that_comes_back_keeps_its_uid_and_counts_on(ward, work_as, work, clock):
    link = calendar_feed.renew(ward.as_(work_as, 0))
    calendar_feed.feed(work, link.secret)
    for giver, taker in ((0, 1), (1, 0)):
        made = swaps.offer(ward.as_(work_as, giver), NEXT_MONDAY)
        swaps.accept(ward.as_(work_as, taker), made.id)
        feed = calendar_feed.feed(work, link.secret)

    back = events(feed)[f"{ward.team[0].id}-2026-01-12@horarium"]

    assert (back["status"], back["sequence"]) == ("CONFIRMED", 2)


def test_a_renewed_link_ends_the_old_one_and_a_revoked_one_is_nothing(
    ward, work_as, work
):
    doctor = ward.as_(work_as, 0)
    old, new = calendar_feed.renew(doctor), calendar_feed.renew(doctor)

    with pytest.raises(NoSuchThing):
        calendar_feed.feed(work, old.secret)
    assert calendar_feed.feed(work, new.secret).body
    calendar_feed.revoke(doctor)
    with pytest.raises(NoSuchThing):
        calendar_feed.feed(work, new.secret)
    with pytest.raises(NoSuchThing):
        calendar_feed.revoke(doctor)
    assert (
        calendar_feed.link(work_as(Role.DOCTOR, practitioner=ward.team[0].id)) is None
    )
