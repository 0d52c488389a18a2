"""Patients as clients of the OPD interface name them: found, or registered."""

from dataclasses import dataclass
from datetime import date

from horarium.domain.errors import InvalidField, PatientMismatch
from horarium.domain.ids import PatientId
from horarium.domain.people import Patient
from horarium.services.patients import NewPatient
from horarium.services.work import Work
from horarium.store import opd as store
from horarium.store import people

MAX_PATIENT_ID = 40
OLDEST = 130

_AGE_MAY_BE_OFF_BY = 1
"""People say an age, records hold a birthday; a year apart is the same person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A patient as the client names them.

    ``patient_id`` is the client's own identifier; it is kept as the record number.
    Raises ``InvalidField``.
    """

    name: str
    patient_id: str | None = None
    phone: str | None = None
    age: int | None = None

    def __post_init__(self) -> None:
        key = self.patient_id
        if key is not None and not (key.strip() and len(key) <= MAX_PATIENT_ID):
            wanted = f"1 to {MAX_PATIENT_ID} characters"
            raise InvalidField("patientId", key[:MAX_PATIENT_ID], wanted)


def found_or_new(
    work: Work, someone: Someone, *, prefix: str
) -> PatientId | NewPatient:
    """The patient meant, or the one to be registered with the token.

    With an identifier that one decides; ``PatientMismatch`` when it belongs to somebody
    of another name. Without one, name and telephone number (and the age, where both
    are known) must agree; a name alone is nobody. Who is new and has no identifier gets
    one that begins with ``prefix``.
    """
    if someone.patient_id is not None:
        known = people.patient_by_record_number(work.db, someone.patient_id)
        if known is None:
            return _new(someone, someone.patient_id)
        if _plain(known.name) != _plain(someone.name):
            raise PatientMismatch(someone.patient_id)
        return known.id
    for candidate in store.patients_at(work.db, someone.phone) if someone.phone else ():
        if _is_same(candidate, someone, work.today):
            return candidate.id
    return _new(someone, f"{prefix}-{work.new_id().hex.upper()}")


def of_record_number(work: Work, record_number: str) -> Patient | None:
    """The patient of the client's identifier, if there is one."""
    if "\0" in record_number:
        return None
    return people.patient_by_record_number(work.db, record_number)


def _new(someone: Someone, record_number: str) -> NewPatient:
    return NewPatient(
        name=someone.name, phone=someone.phone, record_number=record_number
    )


def _is_same(candidate: Patient, someone: Someone, today: date) -> bool:
    if _plain(candidate.name) != _plain(someone.name):
        return False
    if someone.age is None or candidate.birth_on is None:
        return True
    years = (today - candidate.birth_on).days / 365.2425
    return abs(years - 0.5 - someone.age) <= _AGE_MAY_BE_OFF_BY + 0.5


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
