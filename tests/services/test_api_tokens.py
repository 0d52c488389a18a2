from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.builders import given_practitioner
from tests.conftest import StoppedClock

from horarium.domain.actor import ActorKind, Role
from horarium.domain.errors import (
    InvalidField,
    NameTaken,
    NoSuchThing,
    RoleMissing,
    SignInRequired,
)
from horarium.services import api_tokens
from horarium.services.api_tokens import NewApiToken
from horarium.services.work import Work
from horarium.store.people import Organisation
from horarium.store.tables import api_token, event

KIOSK = NewApiToken(name="kiosk", role=Role.STAFF)


def test_the_secret_of_a_token_names_its_programme(work: Work) -> None:
    created = api_tokens.create(work, KIOSK)

    actor = api_tokens.actor_of_bearer(work, created.secret)

    assert actor.kind is ActorKind.PROGRAMME
    assert (actor.role, actor.name, actor.id) == (Role.STAFF, "kiosk", created.token.id)


def test_a_doctors_own_token_speaks_for_that_doctor(work: Work) -> None:
    doctor = given_practitioner(work)
    own = NewApiToken(name="own", role=Role.DOCTOR, staff_code=doctor.staff_code)

    created = api_tokens.create(work, own)

    actor = api_tokens.actor_of_bearer(work, created.secret)
    assert (actor.role, actor.practitioner) == (Role.DOCTOR, doctor.id)
    assert [one.practitioner for one in api_tokens.everything(work)] == [doctor.id]


def test_a_token_of_nobody_on_the_team_is_refused(work: Work) -> None:
    stranger = NewApiToken(name="own", role=Role.DOCTOR, staff_code="nobody")

    with pytest.raises(InvalidField, match="on the team"):
        api_tokens.create(work, stranger)
    with pytest.raises(InvalidField, match="role doctor"):
        NewApiToken(name="own", role=Role.STAFF, staff_code="nobody")


def test_a_token_is_told_by_its_form_and_kept_only_as_a_hash(work: Work) -> None:
    created = api_tokens.create(work, KIOSK)

    assert created.secret.startswith("hor_")
    assert len(created.secret) == 4 + 43
    rows = [*work.db.execute(select(api_token)), *work.db.execute(select(event))]
    assert created.secret not in str(rows)
    assert created.secret not in str(created)


def test_a_revoked_token_opens_nothing_from_then_on(work: Work) -> None:
    created = api_tokens.create(work, KIOSK)

    revoked = api_tokens.revoke(work, "kiosk")

    assert revoked.id == created.token.id
    with pytest.raises(SignInRequired):
        api_tokens.actor_of_bearer(work, created.secret)
    assert [token.revoked_at for token in api_tokens.everything(work)] == [
        work.clock.now()
    ]


def test_revoking_one_token_leaves_the_others_in_force(work: Work) -> None:
    api_tokens.create(work, KIOSK)
    other = api_tokens.create(work, NewApiToken(name="lab", role=Role.NURSE))

    api_tokens.revoke(work, "kiosk")

    assert api_tokens.actor_of_bearer(work, other.secret).role is Role.NURSE


def test_a_name_is_free_again_once_its_token_is_revoked(work: Work) -> None:
    api_tokens.create(work, KIOSK)
    with pytest.raises(NameTaken):
        api_tokens.create(work, KIOSK)

    api_tokens.revoke(work, "kiosk")

    assert api_tokens.create(work, KIOSK).token.name == "kiosk"


def test_a_token_that_is_not_in_force_cannot_be_revoked(work: Work) -> None:
    with pytest.raises(NoSuchThing):
        api_tokens.revoke(work, "kiosk")


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "hor_",
        "hor_" + "x" * 43,
        "hor_" + "x" * 44,
        "hor_" + "x" * 42 + "\n",
        "x" * 47,
        "nul\0",
        "\udc80",
    ],
)
def test_what_is_no_token_in_force_is_refused(work: Work, secret: str) -> None:
    with pytest.raises(SignInRequired):
        api_tokens.actor_of_bearer(work, secret)


def test_a_token_of_one_organisation_opens_no_other(
    begin_as: Callable[..., AbstractContextManager[Work]],
    new_organisation: Callable[[], Organisation],
) -> None:
    with begin_as() as work:
        secret = api_tokens.create(work, KIOSK).secret

    with begin_as(organisation=new_organisation().id) as work:
        with pytest.raises(SignInRequired):
            api_tokens.actor_of_bearer(work, secret)
        assert api_tokens.everything(work) == []


def test_use_is_noted_once_a_minute(work: Work, clock: StoppedClock) -> None:
    secret = api_tokens.create(work, KIOSK).secret
    noted = []
    for seconds in (0, 59, 1, 30):
        clock.at += timedelta(seconds=seconds)
        api_tokens.actor_of_bearer(work, secret)
        noted.append(api_tokens.everything(work)[0].last_used_at)

    start = clock.at - timedelta(seconds=90)
    later = start + timedelta(seconds=60)
    assert noted == [start, start, later, later]


def test_noting_the_use_waits_for_nobody(
    begin_as: Callable[..., AbstractContextManager[Work]],
) -> None:
    with begin_as() as work:
        secret = api_tokens.create(work, KIOSK).secret

    with begin_as() as first, begin_as() as second:
        second.db.exec_driver_sql("set local lock_timeout = '1s'")
        api_tokens.actor_of_bearer(first, secret)
        assert api_tokens.actor_of_bearer(second, secret).name == "kiosk"


@pytest.mark.parametrize("name", ["", "Kiosk", "two words", "-x", "x" * 64, "nul\0"])
def test_a_name_that_a_shell_would_stumble_over_is_refused(name: str) -> None:
    with pytest.raises(InvalidField, match="name"):
        NewApiToken(name=name, role=Role.STAFF)


def test_no_programme_is_a_patient() -> None:
    with pytest.raises(InvalidField, match="role"):
        NewApiToken(name="kiosk", role=Role.PATIENT)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_but_an_admin_manages_tokens(
    work_as: Callable[..., Work], role: Role
) -> None:
    other = work_as(role)

    for act in (
        lambda: api_tokens.create(other, KIOSK),
        lambda: api_tokens.everything(other),
        lambda: api_tokens.revoke(other, "kiosk"),
    ):
        with pytest.raises(RoleMissing):
            act()
