from collections.abc import Callable
from uuid import UUID

import pytest
from tests.builders import given_patient, given_practitioner
from tests.services.accounts.builders import (
    PASSWORD,
    VAULT,
    given_account,
    make_new_account,
)

from horarium.domain.actor import Role
from horarium.domain.errors import InvalidField, NameTaken, NoSuchThing, RoleMissing
from horarium.domain.ids import AccountId, PatientId, PractitionerId
from horarium.services import accounts
from horarium.services.work import Work
from horarium.store import events

NOBODY = UUID(int=7)

WorkAs = Callable[..., Work]


def test_an_admin_opens_an_account_and_sees_it_listed(work_as: WorkAs) -> None:
    admin = work_as(Role.ADMIN)

    account = accounts.create(admin, make_new_account(login=" ANA.Pereira "), VAULT)

    assert account.login == "ana.pereira"
    assert accounts.everyone(admin) == [account]
    assert events.count(admin.db) == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_but_an_admin_manages_accounts(work_as: WorkAs, role: Role) -> None:
    account = given_account(work_as())
    other = work_as(role)

    for act in (
        lambda: accounts.create(other, make_new_account(login="ben"), VAULT),
        lambda: accounts.everyone(other),
        lambda: accounts.disable(other, account.id),
        lambda: accounts.enable(other, account.id),
        lambda: accounts.set_password(other, account.id, PASSWORD, VAULT),
    ):
        with pytest.raises(RoleMissing):
            act()


def test_a_login_belongs_to_one_account_however_it_is_typed(work: Work) -> None:
    given_account(work, login="ana")

    with pytest.raises(NameTaken) as refusal:
        given_account(work, login="ANA")

    assert refusal.value.value == "ana"


@pytest.mark.parametrize(
    "login", ["", "  ", "two words", "nul\0", "tab\tbed", "x" * 101]
)
def test_a_login_is_one_word(login: str) -> None:
    with pytest.raises(InvalidField, match="login"):
        make_new_account(login=login)


@pytest.mark.parametrize("name", ["", "nul\0", "x" * 201])
def test_a_name_can_be_printed(name: str) -> None:
    with pytest.raises(InvalidField, match="name"):
        make_new_account(name=name)


def test_a_doctor_is_a_practitioner_and_a_patient_a_patient(work: Work) -> None:
    practitioner, patient = given_practitioner(work), given_patient(work)

    doctor = given_account(
        work, login="doc", role=Role.DOCTOR, practitioner=practitioner.id
    )
    sick = given_account(work, login="sick", role=Role.PATIENT, patient=patient.id)

    assert doctor.practitioner == practitioner.id
    assert sick.patient == patient.id


@pytest.mark.parametrize(
    "changes",
    [
        {"role": Role.DOCTOR},
        {"role": Role.PATIENT},
        {"role": Role.STAFF, "patient": PatientId(NOBODY)},
        {"role": Role.OPD},
        {"role": Role.ADMIN, "practitioner": PractitionerId(NOBODY)},
    ],
)
def test_an_account_names_the_person_its_role_needs_and_no_other(
    changes: dict[str, object],
) -> None:
    with pytest.raises(InvalidField):
        make_new_account(**changes)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"role": Role.DOCTOR, "practitioner": PractitionerId(NOBODY)}, "practitioner"),
        ({"role": Role.PATIENT, "patient": PatientId(NOBODY)}, "patient"),
    ],
)
def test_an_account_of_somebody_unknown_is_refused(
    work: Work, changes: dict[str, object], kind: str
) -> None:
    with pytest.raises(NoSuchThing) as refusal:
        given_account(work, **changes)

    assert refusal.value.kind == kind


def test_an_account_that_is_not_there_cannot_be_closed(work: Work) -> None:
    with pytest.raises(NoSuchThing):
        accounts.disable(work, AccountId(NOBODY))


def test_a_new_password_obeys_the_rule_too(work: Work) -> None:
    account = given_account(work)

    with pytest.raises(InvalidField):
        accounts.set_password(work, account.id, "too short", VAULT)


def test_no_password_shows_in_the_text_of_what_carries_it() -> None:
    assert PASSWORD not in repr(make_new_account())
