from datetime import timedelta

import pytest
from tests.builders import NINE, given_session
from tests.services.past_days import Visit, given_another, given_day, one_after_another

from horarium.domain.actor import Role
from horarium.domain.errors import NoSuchThing, RoleMissing
from horarium.domain.session import SessionStatus
from horarium.services import statistics

YESTERDAY = NINE - timedelta(days=1)


@pytest.fixture
def session(work):
    return given_session(work)


def test_a_session_is_told_in_numbers(work, session):
    visits = [*one_after_another(6, minutes=30), Visit(arrived=None, booked=200)]
    day = given_day(work, session, visits, start=YESTERDAY, hours=4)

    found = statistics.of_session(work, day.id).figures

    assert (found.n_seen, found.n_noshow) == (6, 1)
    assert found.utilisation == pytest.approx(0.75)
    assert found.overtime_min == 0


def test_a_day_is_its_sessions_and_their_sum(work, session):
    for n in (2, 3):
        given_day(work, session, one_after_another(n, 10), start=YESTERDAY)
    given_another(work, session, start=YESTERDAY, status=SessionStatus.CANCELLED)

    day = statistics.of_day(work, YESTERDAY.date())

    assert [one.figures.n_seen for one in day.sessions] == [2, 3]
    assert day.total.n_seen == 5
    assert day.n_cancelled_sessions == 1


def test_without_a_day_it_is_today(work, session):
    day = statistics.of_day(work)

    assert day.on == work.today
    assert [one.session.id for one in day.sessions] == [session.id]


def test_what_does_not_exist_has_no_statistics(work, session):
    with pytest.raises(NoSuchThing):
        statistics.of_session(work, session.practitioner)


def test_patients_see_no_statistics(work_as, session):
    with pytest.raises(RoleMissing):
        statistics.of_day(work_as(Role.PATIENT))
