"""One login a role."""

from dataclasses import dataclass

from horarium.domain.actor import Role
from horarium.domain.ids import PatientId, PractitionerId
from horarium.services import accounts
from horarium.services.accounts import NewAccount, PasswordVault
from horarium.services.demo.cast import LOGINS, DemoLogin
from horarium.services.work import Work
from horarium.store import people


@dataclass(frozen=True, slots=True)
class Leads:
    """Whose lines the demo's doctor and patient have today."""

    doctor: PractitionerId
    patient: PatientId


def open_all(work: Work, leads: Leads) -> None:
    """Open every login of the demo."""
    vault = PasswordVault()
    for login in LOGINS:
        accounts.create(work, _account(work, login, leads), vault)


def leads_of(work: Work) -> Leads | None:
    """The doctor and the patient behind the demo's logins, if both are there."""
    kept = {account.login: account for account in accounts.everyone(work)}
    doctor, patient = kept.get(Role.DOCTOR.value), kept.get(Role.PATIENT.value)
    if doctor is None or patient is None:
        return None
    if doctor.practitioner is None or patient.patient is None:
        return None
    return Leads(doctor.practitioner, patient.patient)


def _account(work: Work, login: DemoLogin, leads: Leads) -> NewAccount:
    is_doctor, is_patient = login.role is Role.DOCTOR, login.role is Role.PATIENT
    return NewAccount(
        login=login.login,
        name=login.name or _name(work, login.role, leads),
        role=login.role,
        password=login.passphrase,
        practitioner=leads.doctor if is_doctor else None,
        patient=leads.patient if is_patient else None,
    )


def _name(work: Work, role: Role, leads: Leads) -> str:
    if role is Role.PATIENT:
        patient = people.patient_by_id(work.db, leads.patient)
        return patient.name if patient else role.value
    doctor = people.practitioner_by_id(work.db, leads.doctor)
    return doctor.name if doctor else role.value
