"""Publishing tells each person what changes for them, and nobody else."""

from datetime import UTC, datetime

import pytest
from tests.builders import new_id
from tests.services.drafts import LINES, another_draft, given_draft

from horarium.domain.account import Account
from horarium.domain.actor import Role
from horarium.domain.errors import RosterNotEditable
from horarium.domain.ids import AccountId
from horarium.services import rosters
from horarium.services.staff_notices import TOPIC
from horarium.store import accounts, outbox, people


@pytest.fixture
def team(work):
    """The people of the small week, each with an account; staff codes by account."""
    given_draft(work)
    return {str(_account(work, one).id): one.staff_code for one in _people(work)}


def _people(work):
    return people.practitioners(work.db)


def _account(work, person):
    account = Account(
        id=AccountId(new_id()),
        login=person.staff_code.lower(),
        name=person.name,
        role=Role.DOCTOR,
        created_at=work.clock.now(),
        practitioner=person.id,
    )
    accounts.add(work.db, work.organisation, account, password_hash="nobody signs in")
    return account


def publish(work, lines):
    draft = another_draft(work, LINES | lines)
    return rosters.publish(work, draft.id, draft.version)


def told_since(work, team):
    """What was said since this was last asked, by staff code."""
    left = outbox.take(work.db, at=work.clock.now(), limit=100)
    notices = [message.payload for message in left if message.topic == TOPIC]
    return {team[one["account"]]: one["words"] for one in notices}


def test_a_first_roster_tells_everybody_how_much_they_work_from_today_on(work, team):
    publish(work, {})

    told = told_since(work, team)

    assert told == {
        "A": "The roster Mon 5 Jan to Sun 11 Jan is published. New for you: 4 duties.",
        "B": "The roster Mon 5 Jan to Sun 11 Jan is published. New for you: 1 duty.",
        "C": "The roster Mon 5 Jan to Sun 11 Jan is published. New for you: 3 duties.",
    }


def test_a_new_version_tells_only_those_whose_days_change_and_only_their_own(
    work, team
):
    publish(work, {})
    told_since(work, team)

    publish(work, {"A": "DDDD...", "B": "NN..D.."})

    told = told_since(work, team)
    assert told == {
        "A": "The roster Mon 5 Jan to Sun 11 Jan is published. "
        "For you it changes: Fri 9 Jan off instead of day.",
        "B": "The roster Mon 5 Jan to Sun 11 Jan is published. "
        "For you it changes: Fri 9 Jan day instead of off.",
    }


def test_days_that_are_over_are_no_news(work, team, clock):
    publish(work, {})
    told_since(work, team)
    clock.at = datetime(2026, 1, 10, 9, tzinfo=UTC)

    publish(work, {"A": "DDDD...", "B": "NN..D.."})

    assert told_since(work, team) == {}


def test_many_changes_are_counted_after_the_first_six(work, team, clock):
    clock.at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    publish(work, {})
    told_since(work, team)

    publish(work, {"A": ".......", "B": "DDDDDDD", "C": "......."})

    words = told_since(work, team)["B"]
    assert words.count(" instead of ") == 6
    assert words.endswith("; and 1 more.")


def test_what_is_published_is_not_published_again(work, team):
    published = publish(work, {})

    with pytest.raises(RosterNotEditable):
        rosters.publish(work, published.id, published.version)
