"""Duties change hands: legal ways only, judged anew, once, with everybody's consent."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text
from tests.services.duties import MONDAY, given_ward

from horarium.domain.actor import Role
from horarium.domain.duty_request import DutyRequestKind
from horarium.domain.errors import (
    DutyGone,
    InvalidField,
    NoSuchThing,
    Refused,
    RequestDecided,
    RoleMissing,
    SwapNotLegal,
)
from horarium.domain.swap import SwapDealStatus
from horarium.engines.rostering.check import check
from horarium.engines.rostering.people import Leave, Request
from horarium.services import duty_requests, rosters, swaps
from horarium.services.duty_requests import NewDutyRequest

WEDNESDAY = MONDAY + timedelta(days=2)
NEXT_MONDAY = MONDAY + timedelta(days=7)
NEXT_TUESDAY = MONDAY + timedelta(days=8)
"""Two of the others may take the night of this day."""


@pytest.fixture
def ward(work):
    made = given_ward(work)
    swaps.set_approval(work, is_needed=False)
    return made


def duty_of(work, ward, n, on):
    stored = rosters.get(work, ward.stored.id)
    code = ward.team[n].staff_code
    return next(
        (
            one.shift_type
            for one in stored.assignments
            if one.staff_code == code and one.on_date == on
        ),
        "",
    )


def test_every_way_that_is_listed_gives_a_roster_without_a_new_hard_breach(
    ward, work, work_as
):
    found = swaps.ways(ward.as_(work_as, 0), NEXT_MONDAY)

    sheet = rosters.judged(rosters.get(work, ward.stored.id))
    rows, shifts = sheet.problem.tables.people, sheet.problem.tables.shifts
    assert {len(way.handovers) for way in found} == {1, 2}
    for way in found:
        gone, come = {}, {}
        for one in way.handovers:
            day = sheet.problem.horizon.day_of(one.on_date)
            gone[rows[one.giver], day] = -1
            come[rows[one.taker], day] = shifts[one.shift_type]
        after = check(sheet.problem, sheet.roster.with_cells(gone | come))
        assert len(after.hard) == sheet.n_hard
    assert all(a.own_total <= b.own_total for a, b in pairwise(found))


def test_an_offer_is_shown_to_those_who_could_take_it_with_their_own_effect(
    ward, work_as
):
    made = swaps.offer(ward.as_(work_as, 0), NEXT_MONDAY)

    seen = {n: swaps.offers_to_me(ward.as_(work_as, n)) for n in range(4)}

    assert seen[0] == []
    (to_one,) = seen[1]
    assert to_one.offer == made
    assert {way.taker for way in to_one.ways} == {ward.team[1].staff_code}


def test_a_duty_that_is_taken_is_in_the_roster_at_once_and_a_version_later(
    ward, work, work_as
):
    made = swaps.offer(ward.as_(work_as, 0), NEXT_MONDAY)

    deal = swaps.accept(ward.as_(work_as, 1), made.id)

    assert deal.status is SwapDealStatus.DONE
    assert duty_of(work, ward, 0, NEXT_MONDAY) == ""
    assert duty_of(work, ward, 1, NEXT_MONDAY) == "N"
    assert rosters.get(work, ward.stored.id).version == ward.stored.version + 1
    assert swaps.own_offers(ward.as_(work_as, 0)) == []
    told = work.db.execute(
        text("select topic from outbox where topic = 'roster.changed'")
    )
    assert len(told.all()) == 1


def test_an_exchange_gives_the_duty_of_another_day_in_return(ward, work, work_as):
    made = swaps.offer(ward.as_(work_as, 0), NEXT_MONDAY)
    taker = ward.as_(work_as, 1)
    (seen,) = swaps.offers_to_me(taker)
    back = next(way.back for way in seen.ways if way.back)

    swaps.accept(taker, made.id, back)

    assert duty_of(work, ward, 1, NEXT_MONDAY) == "N"
    assert duty_of(work, ward, 1, back) == ""
    assert duty_of(work, ward, 0, back) != ""


def test_a_coordinator_approves_where_the_department_says_so(ward, work, work_as):
    coordinator = work_as(Role.COORDINATOR)
    swaps.set_approval(coordinator, is_needed=True)
    made = swaps.offer(ward.as_(work_as, 0), NEXT_MONDAY)

    deal = swaps.accept(ward.as_(work_as, 1), made.id)
    before = duty_of(work, ward, 0, NEXT_MONDAY)
    (waiting,) = swaps.to_decide(coordinator)
    done = swaps.approve(coordinator, waiting.id)

    assert (deal.status, before) == (SwapDealStatus.AGREED, "N")
    assert done.status is SwapDealStatus.DONE
    assert duty_of(work, ward, 1, NEXT_MONDAY) == "N"
    with pytest.raises(RequestDecided):
        swaps.approve(coordinator, deal.id)


def test_a_refused_swap_leaves_the_duty_and_says_why(ward, work, work_as):
    coordinator = work_as(Role.COORDINATOR)
    swaps.set_approval(coordinator, is_needed=True)
    made = swaps.offer(ward.as_(work_as, 0), NEXT_MONDAY)
    deal = swaps.accept(ward.as_(work_as, 1), made.id)

    with pytest.raises(InvalidField):
        swaps.refuse(coordinator, deal.id, " ")
    swaps.refuse(coordinator, deal.id, "too many nights for you")

    (mine,) = swaps.own_deals(ward.as_(work_as, 0))
    assert mine.answer == "too many nights for you"
    assert duty_of(work, ward, 0, NEXT_MONDAY) == "N"


def test_what_became_illegal_meanwhile_is_refused_at_the_commit(ward, work_as):
    coordinator = work_as(Role.COORDINATOR)
    swaps.set_approval(coordinator, is_needed=True)
    made = swaps.offer(ward.as_(work_as, 0), NEXT_MONDAY)
    deal = swaps.accept(ward.as_(work_as, 1), made.id)
    leave = NewDutyRequest(
        kind=DutyRequestKind.LEAVE, first_on=NEXT_MONDAY, last_on=NEXT_MONDAY
    )
    asked = duty_requests.ask(ward.as_(work_as, 1), leave)
    duty_requests.decide(coordinator, asked.id, is_granted=True)

    with pytest.raises(SwapNotLegal) as refusal:
        swaps.approve(coordinator, deal.id)

    assert "leave" not in refusal.value.sentence()


def test_two_who_accept_the_same_duty_at_once_one_has_it(begin_as):
    with begin_as() as work:
        ward = given_ward(work)
        swaps.set_approval(work, is_needed=False)
    with begin_as(Role.DOCTOR, practitioner=ward.team[0].id) as work:
        made = swaps.offer(work, NEXT_TUESDAY)

    def take(n):
        try:
            with begin_as(Role.DOCTOR, practitioner=ward.team[n].id) as work:
                return swaps.accept(work, made.id).status.value
        except Refused as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as crowd:
        answers = sorted(crowd.map(take, (1, 2)))

    assert answers == ["done", "duty-gone"]
    with begin_as() as work:
        on_duty = [
            one
            for one in rosters.get(work, ward.stored.id).assignments
            if one.on_date == NEXT_TUESDAY and one.shift_type == "N"
        ]
        assert len(on_duty) == 1


def test_three_offers_that_fit_go_round_when_all_three_agree(work, work_as):
    lines = ("...D...", "....D..", ".....D.")
    wants_off = (3, 4, 5)

    def asking(problem):
        people = [
            replace(one, requests=(Request(day=day, weight=20),))
            for one, day in zip(problem.people, wants_off, strict=True)
        ]
        return replace(problem, people=tuple(people))

    ward = given_ward(work, lines, alter=asking)
    swaps.set_approval(work, is_needed=False)
    for n, day in enumerate(wants_off):
        swaps.offer(ward.as_(work_as, n), MONDAY + timedelta(days=day))

    (ring,) = swaps.rings(ward.as_(work_as, 0))
    deal = swaps.propose(ward.as_(work_as, 0), ring.offers)
    others = [
        n for n, one in enumerate(ward.team) if one.staff_code in deal.parties if n
    ]
    after = [swaps.consent(ward.as_(work_as, n), deal.id).status for n in others]

    assert len(ring.handovers) >= 2
    assert ring.own_requests == -20
    assert after[-1] is SwapDealStatus.DONE
    assert set(after[:-1]) <= {SwapDealStatus.PROPOSED}
    assert duty_of(work, ward, 0, MONDAY + timedelta(days=3)) == ""


def test_a_ring_that_one_declines_moves_nobody(work, work_as):
    ward = given_ward(work, ("...D...", "....D.."))
    for n, day in ((0, 3), (1, 4)):
        swaps.offer(ward.as_(work_as, n), MONDAY + timedelta(days=day))
    (ring,) = swaps.rings(ward.as_(work_as, 0))
    deal = swaps.propose(ward.as_(work_as, 0), ring.offers)

    swaps.decline(ward.as_(work_as, 1), deal.id)

    assert duty_of(work, ward, 0, MONDAY + timedelta(days=3)) == "D"
    with pytest.raises(RequestDecided):
        swaps.consent(ward.as_(work_as, 1), deal.id)


def test_what_an_asker_sees_of_another_is_the_same_whatever_that_one_wishes(
    work, work_as
):
    def with_a_secret(problem):
        people = list(problem.people)
        people[1] = replace(people[1], requests=(Request(day=7, weight=40),))
        return replace(problem, people=tuple(people))

    def told_in(world):
        names = {one.staff_code: n for n, one in enumerate(world.team)}
        found = swaps.ways(world.as_(work_as, 0), NEXT_MONDAY)
        return [(names[way.taker], way.back, way.own_total, way.other) for way in found]

    told = [told_in(given_ward(work)), told_in(given_ward(work, alter=with_a_secret))]

    assert told[0]
    assert told[0] == told[1]


def test_only_duties_that_are_ones_own_and_to_come_are_offered(ward, work_as):
    doctor = ward.as_(work_as, 0)

    with pytest.raises(InvalidField):
        swaps.offer(doctor, MONDAY)
    with pytest.raises(InvalidField):
        swaps.offer(doctor, MONDAY + timedelta(days=3))
    made = swaps.offer(doctor, WEDNESDAY)
    with pytest.raises(InvalidField):
        swaps.offer(doctor, WEDNESDAY)
    with pytest.raises(NoSuchThing):
        swaps.withdraw(ward.as_(work_as, 1), made.id)
    with pytest.raises(RoleMissing):
        swaps.to_decide(doctor)


def test_a_withdrawn_offer_cannot_be_taken(ward, work_as):
    made = swaps.offer(ward.as_(work_as, 0), NEXT_MONDAY)
    swaps.withdraw(ward.as_(work_as, 0), made.id)

    with pytest.raises(DutyGone):
        swaps.accept(ward.as_(work_as, 1), made.id)


def test_people_on_leave_are_nobodys_partners(work, work_as):
    def on_leave(problem):
        people = list(problem.people)
        people[1] = replace(people[1], leave=(Leave(start=7, end=8),))
        return replace(problem, people=tuple(people))

    ward = given_ward(work, alter=on_leave)

    found = swaps.ways(ward.as_(work_as, 0), NEXT_MONDAY)

    assert ward.team[1].staff_code not in {way.taker for way in found}
