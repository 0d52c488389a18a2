import pytest
from tests.builders import new_id

from horarium.domain.actor import Actor, ActorKind, Role
from horarium.domain.ids import OrganisationId
from horarium.services.permissions import GRANTS, Permission, may

P = Permission
OWNER = OrganisationId(new_id())

ABOUT_PATIENTS = {P.PATIENT_READ, P.TOKEN_READ, P.APPOINTMENT_READ}


def an_actor(role: Role | None, kind: ActorKind = ActorKind.PERSON) -> Actor:
    return Actor(kind, OWNER, role)


def roles_with(permission: Permission) -> set[Role]:
    return {role for role, granted in GRANTS.items() if permission in granted}


def test_every_role_has_a_row() -> None:
    assert set(GRANTS) == set(Role)


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_somebodys(permission: Permission) -> None:
    assert roles_with(permission)


@pytest.mark.parametrize("permission", Permission)
def test_horarium_itself_may_do_all_and_the_public_nothing(
    permission: Permission,
) -> None:
    assert may(an_actor(None, ActorKind.SYSTEM), permission)
    assert not may(an_actor(None, ActorKind.ANONYMOUS), permission)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_programme_may_do_what_a_person_of_its_role_may(
    role: Role, permission: Permission
) -> None:
    person, programme = an_actor(role), an_actor(role, ActorKind.PROGRAMME)

    assert may(person, permission) == may(programme, permission)
    assert may(person, permission) == (permission in GRANTS[role])


def test_a_patient_sees_nothing_but_their_own() -> None:
    assert GRANTS[Role.PATIENT] == {
        P.HOME_READ,
        P.OWN_CARE_READ,
        P.OWN_CARE_ANSWER,
        P.OWN_CARE_BOOK,
    }
    assert roles_with(P.OWN_CARE_READ) == {Role.PATIENT}


@pytest.mark.parametrize("role", [Role.ADMIN, Role.COORDINATOR, Role.PATIENT])
def test_who_neither_treats_nor_receives_patients_does_not_see_them(role: Role) -> None:
    assert not GRANTS[role] & ABOUT_PATIENTS


@pytest.mark.parametrize(
    ("permission", "role"),
    [
        (P.ROSTER_PUBLISH, Role.COORDINATOR),
        (P.ROSTER_SOLVE, Role.COORDINATOR),
        (P.TOKEN_SERVE, Role.DOCTOR),
        (P.TOKEN_ADD, Role.STAFF),
        (P.ACCOUNT_MANAGE, Role.ADMIN),
        (P.API_TOKEN_MANAGE, Role.ADMIN),
        (P.AUDIT_READ, Role.ADMIN),
    ],
)
def test_some_things_are_one_persons_role_alone(
    permission: Permission, role: Role
) -> None:
    assert roles_with(permission) - {Role.OPD} == {role}
