"""Registering and finding patients."""

import re
from dataclasses import dataclass
from datetime import date

from horarium.domain.errors import InvalidField, RecordNumberTaken
from horarium.domain.ids import PatientId
from horarium.domain.people import Patient
from horarium.services import existing
from horarium.services.idempotency import Once, once
from horarium.services.notifications.words import LANGUAGES
from horarium.services.permissions import Permission
from horarium.services.work import Asked, Work
from horarium.store import people

MAX_NAME = 200
MAX_PHONE = 40
OLDEST_BIRTH = date(1890, 1, 1)
_EMAIL = re.compile(r"[^@\s\x00]{1,64}@[^@\s\x00]{1,180}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPatient:
    """Somebody who is not registered yet; raises ``InvalidField``.

    Without a ``record_number`` one is made from the new id. ``language`` is the one to
    write in.
    """

    name: str
    birth_on: date | None = None
    phone: str | None = None
    record_number: str | None = None
    language: str = "en"
    email: str | None = None

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > MAX_NAME or "\0" in self.name:
            raise InvalidField("name", "…", f"1 to {MAX_NAME} characters")
        if self.phone is not None and (
            len(self.phone) > MAX_PHONE or "\0" in self.phone
        ):
            raise InvalidField("phone", "…", f"at most {MAX_PHONE} characters")
        if self.birth_on is not None and self.birth_on < OLDEST_BIRTH:
            raise InvalidField(
                "birth_on", self.birth_on.isoformat(), "a date from 1890 on"
            )
        if self.language not in LANGUAGES:
            raise InvalidField("language", self.language, ", ".join(LANGUAGES))
        if self.email is not None and not _EMAIL.fullmatch(self.email):
            raise InvalidField("email", "…", "an address such as ana@example.org")


def register(
    work: Work, request: NewPatient, *, idempotency_key: str | None = None
) -> Patient:
    """Register a patient; refuse a date of birth in the future.

    Raises ``RecordNumberTaken`` for a number that somebody else has, and
    ``IdempotencyKeyReused``.
    """
    work.require(Permission.PATIENT_REGISTER)

    def make() -> Patient:
        patient = newcomer(work, request)
        if people.patient_by_record_number(work.db, patient.record_number) is not None:
            raise RecordNumberTaken(patient.record_number)
        people.add_patients(work.db, work.organisation, [patient], at=work.clock.now())
        work.record("patients.register", ("patient", patient.id), patient=patient.id)
        return patient

    asked = Once(idempotency_key, "patients.register", request)
    return once(work, asked, make, lambda key: existing.patient(work, PatientId(key)))


def id_of(work: Work, wanted: PatientId | NewPatient) -> PatientId:
    """The id of somebody known, or of the newcomer once registered."""
    if isinstance(wanted, NewPatient):
        return register(work, wanted).id
    return existing.patient(work, wanted).id


def newcomer(asked: Asked, request: NewPatient) -> Patient:
    """Who would be registered, with an id and a number; nothing is kept yet."""
    asked.require(Permission.PATIENT_REGISTER)
    if request.birth_on is not None and request.birth_on > asked.today:
        raise InvalidField(
            "birth_on", request.birth_on.isoformat(), "a date not after today"
        )
    patient_id = PatientId(asked.new_id())
    return Patient(
        patient_id,
        request.record_number or f"H{patient_id.hex[-10:].upper()}",
        " ".join(request.name.split()),
        request.birth_on,
        request.phone,
        request.language,
        request.email,
    )


def get(work: Work, wanted: PatientId) -> Patient:
    """One patient; the read is recorded."""
    work.require(Permission.PATIENT_READ)
    patient = existing.patient(work, wanted)
    work.record("patients.get", ("patient", wanted), patient=wanted)
    return patient


def find(work: Work, words: str, *, limit: int = 20) -> list[Patient]:
    """Patients whose name holds ``words`` or whose record number begins with them."""
    work.require(Permission.PATIENT_READ)
    if "\0" in words:
        raise InvalidField("words", "…", "text without control characters")
    found = (
        people.find_patients(work.db, words.strip(), limit=limit)
        if words.strip()
        else []
    )
    work.record("patients.find", ("patient", "search"), n_found=len(found))
    return found
