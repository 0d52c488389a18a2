"""Finding accounts, and the people they belong to, by the names an operator knows."""

from horarium.domain.account import Account
from horarium.domain.errors import NoSuchThing
from horarium.domain.ids import PatientId, PractitionerId
from horarium.services.accounts.managing import normal_login
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import accounts as store
from horarium.store import people


def by_login(work: Work, login: str) -> Account:
    """The account that is signed in to as ``login``; raises ``NoSuchThing``."""
    work.require(Permission.ACCOUNT_MANAGE)
    wanted = normal_login(login)
    for one in store.everyone(work.db):
        if one.login == wanted:
            return one
    raise NoSuchThing("account", login)


def practitioner_with(work: Work, staff_code: str) -> PractitionerId:
    """Who has that staff code; raises ``NoSuchThing``."""
    work.require(Permission.ACCOUNT_MANAGE)
    found = people.practitioner_by_code(work.db, staff_code)
    if found is None:
        raise NoSuchThing("practitioner", staff_code)
    return found.id


def patient_with(work: Work, record_number: str) -> PatientId:
    """Who has that record number; raises ``NoSuchThing``."""
    work.require(Permission.ACCOUNT_MANAGE)
    found = people.patient_by_record_number(work.db, record_number)
    if found is None:
        raise NoSuchThing("patient", record_number)
    return found.id
