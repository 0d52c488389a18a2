"""Requests: asked with their effect shown, decided, fed into the next roster, private."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from tests.builders import given_practitioner
from tests.services.duties import MONDAY, given_ward, make_ward_problem

from horarium.domain.actor import Role
from horarium.domain.duty_request import (
    DutyRequestKind,
    DutyRequestStatus,
    Importance,
)
from horarium.domain.errors import (
    InvalidField,
    NoSuchThing,
    NotOnTheRoster,
    RequestDecided,
    RoleMissing,
)
from horarium.engines.rostering.people import Leave, Request, RequestKind
from horarium.services import duty_requests, relay, staff_notices
from horarium.services.accounts import NewAccount, PasswordVault, create
from horarium.services.duty_requests import NewDutyRequest
from horarium.services.duty_requests.wishes import WEIGHTS

TUESDAY = date(2026, 1, 6)
OFF, ON, LEAVE = DutyRequestKind.OFF, DutyRequestKind.ON, DutyRequestKind.LEAVE


def a_request(first=TUESDAY, n_days=1, **changes):
    last = first + timedelta(days=n_days - 1)
    return NewDutyRequest(**{"kind": OFF, "first_on": first, "last_on": last} | changes)


@pytest.fixture
def ward(work):
    return given_ward(work)


def test_who_asks_for_a_day_off_sees_the_duty_it_would_free_and_the_cover_left(
    ward, work_as
):
    found = duty_requests.effect(ward.as_(work_as, 0), a_request())

    (effect,) = found
    (day,) = effect.days
    assert (day.on, day.shift, day.is_freed) == (TUESDAY, "Day", True)
    assert [(line.before, line.after, line.wanted) for line in day.cover] == [(1, 0, 1)]
    assert [(load.label, load.before - load.after) for load in effect.loads] == [
        ("hours", 8.0)
    ]


def test_leave_frees_the_night_that_lasts_into_its_first_day(ward, work_as):
    thursday = MONDAY + timedelta(days=3)
    night_before = ward.as_(work_as, 3)

    (effect,) = duty_requests.effect(night_before, a_request(thursday, 3, kind=LEAVE))

    assert [day.on for day in effect.days] == [thursday - timedelta(days=1), thursday]


def test_a_duty_asked_for_says_which_rule_it_would_break(ward, work_as):
    after_a_night = MONDAY + timedelta(days=4)
    new = a_request(after_a_night, kind=ON, shift_types=("D",))

    (effect,) = duty_requests.effect(ward.as_(work_as, 3), new)

    assert not effect.days[0].is_freed
    assert any("rest" in sentence for sentence in effect.breaks)


def test_a_draft_shows_its_effect_too(work, work_as):
    ward = given_ward(work, is_published=False)

    (effect,) = duty_requests.effect(ward.as_(work_as, 0), a_request())

    assert effect.is_draft
    assert effect.days


def test_no_roster_shows_no_effect_and_the_request_can_be_made(ward, work_as):
    doctor = ward.as_(work_as, 0)
    new = a_request(date(2026, 5, 4), 5, kind=LEAVE)

    asked = duty_requests.ask(doctor, new)

    assert duty_requests.effect(doctor, new) == ()
    assert duty_requests.mine(doctor) == [asked]


def test_a_granted_request_reaches_its_asker_and_the_next_roster(ward, work, work_as):
    doctor, coordinator = ward.as_(work_as, 0), work_as(Role.COORDINATOR)
    vault = PasswordVault()
    account = create(
        work,
        NewAccount(
            login="ana",
            name="Ana",
            role=Role.DOCTOR,
            password="the quick brown fox waits",
            practitioner=ward.team[0].id,
        ),
        vault,
    )
    asked = duty_requests.ask(doctor, a_request(importance=Importance.NEEDED))

    decided = duty_requests.decide(coordinator, asked.id, is_granted=True)
    relay.drain(work.db, work.organisation, work.clock)

    assert decided.status is DutyRequestStatus.GRANTED
    signed_in = replace(doctor, actor=replace(doctor.actor, id=account.id))
    (notice,) = staff_notices.latest(signed_in)
    assert notice.words == "Your request for Tue 6 Jan was granted."
    wishes = duty_requests.wishes_between(coordinator, MONDAY, MONDAY)
    assert wishes == {}
    (own,) = duty_requests.wishes_between(coordinator, MONDAY, TUESDAY).values()
    assert [(one.on, one.weight) for one in own.wishes] == [
        (TUESDAY, WEIGHTS[Importance.NEEDED])
    ]


def test_leave_is_cut_to_the_roster_and_joins_what_the_problem_has(ward, work_as):
    code = ward.team[1].staff_code
    coordinator = work_as(Role.COORDINATOR)
    friday = MONDAY + timedelta(days=4)
    for new in (
        a_request(friday, 10, kind=LEAVE),
        a_request(TUESDAY, kind=ON, shift_types=("N",)),
    ):
        asked = duty_requests.ask(ward.as_(work_as, 1), new)
        duty_requests.decide(coordinator, asked.id, is_granted=True)
    known = make_ward_problem([code], n_days=7)
    person = replace(
        known.people[0],
        leave=(Leave(start=5, end=6),),
        requests=(Request(day=1, weight=1), Request(day=3, weight=9)),
    )

    wishes = duty_requests.wishes_between(
        coordinator, MONDAY, MONDAY + timedelta(days=6)
    )
    (told,) = duty_requests.with_wishes(replace(known, people=(person,)), wishes).people

    assert [(one.start, one.end) for one in told.leave] == [(5, 6), (4, 5), (6, 7)]
    assert [(one.day, one.kind, one.weight) for one in told.requests] == [
        (3, RequestKind.OFF, 9),
        (1, RequestKind.ON, 10),
    ]


def test_a_refusal_says_why_and_two_coordinators_decide_once(ward, work_as):
    asked = duty_requests.ask(ward.as_(work_as, 0), a_request())
    coordinator = work_as(Role.COORDINATOR)

    with pytest.raises(InvalidField, match="why it is refused"):
        duty_requests.decide(coordinator, asked.id, is_granted=False)
    duty_requests.decide(coordinator, asked.id, is_granted=False, answer="too few")
    with pytest.raises(RequestDecided):
        duty_requests.decide(coordinator, asked.id, is_granted=True)

    (mine,) = duty_requests.mine(ward.as_(work_as, 0))
    assert (mine.status, mine.answer) == (DutyRequestStatus.REFUSED, "too few")


def test_a_private_reason_is_seen_by_its_asker_and_by_coordinators_only(
    ward, work, work_as
):
    reason = "chemotherapy at St Elsewhere"
    asked = duty_requests.ask(ward.as_(work_as, 0), a_request(reason=reason))
    peer = ward.as_(work_as, 1)

    assert duty_requests.mine(peer) == []
    with pytest.raises(RoleMissing):
        duty_requests.waiting(peer)
    with pytest.raises(NoSuchThing):
        duty_requests.withdraw(peer, asked.id)
    (seen,) = duty_requests.waiting(work_as(Role.COORDINATOR))
    assert seen.reason == reason
    trail = work.db.execute(text("select details::text from event")).scalars().all()
    told = work.db.execute(text("select payload::text from outbox")).scalars().all()
    assert not [row for row in (*trail, *told) if "chemotherapy" in row]


def test_the_effect_tells_a_peer_the_same_in_two_worlds_that_differ_in_a_secret(
    work, work_as
):
    def with_a_secret(problem):
        people = list(problem.people)
        people[2] = replace(people[2], requests=(Request(day=1, weight=40),))
        return replace(problem, people=tuple(people))

    def told_in(world):
        (effect,) = duty_requests.effect(world.as_(work_as, 0), a_request())
        return effect

    told = [told_in(given_ward(work))]
    told.append(told_in(given_ward(work, alter=with_a_secret)))

    assert told[0].days
    assert told[0] == told[1]


def test_a_request_is_withdrawn_until_its_days_have_come(ward, work_as, clock):
    doctor, coordinator = ward.as_(work_as, 0), work_as(Role.COORDINATOR)
    asked = duty_requests.ask(doctor, a_request(date(2026, 1, 8)))
    granted = duty_requests.decide(coordinator, asked.id, is_granted=True)

    withdrawn = duty_requests.withdraw(doctor, granted.id)

    assert withdrawn.status is DutyRequestStatus.WITHDRAWN
    assert not duty_requests.wishes_between(coordinator, TUESDAY, date(2026, 2, 1))
    with pytest.raises(RequestDecided):
        duty_requests.withdraw(doctor, granted.id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_on": MONDAY}, "last_on"),
        ({"last_on": date(2026, 3, 1)}, "last_on"),
        ({"kind": ON}, "shift_types"),
        ({"kind": LEAVE, "shift_types": ("N",)}, "shift_types"),
        ({"reason": "x" * 301}, "reason"),
    ],
)
def test_a_request_that_makes_no_sense_names_its_field(changes, field):
    with pytest.raises(InvalidField) as refusal:
        a_request(**changes)

    assert refusal.value.field == field


def test_days_that_are_past_and_shifts_that_there_are_not_are_refused(ward, work_as):
    doctor = ward.as_(work_as, 0)

    with pytest.raises(InvalidField, match="first_on"):
        duty_requests.ask(doctor, a_request(MONDAY))
    with pytest.raises(InvalidField, match="shift_types"):
        duty_requests.ask(doctor, a_request(shift_types=("X",)))


def test_only_people_on_the_roster_ask(work, work_as):
    given_practitioner(work)

    with pytest.raises(NotOnTheRoster):
        duty_requests.mine(work_as(Role.DOCTOR))
    with pytest.raises(RoleMissing):
        duty_requests.ask(work_as(Role.NURSE), a_request())
