"""Who can sign in, and what programmes can: without a secret in sight."""

from dataclasses import dataclass
from datetime import datetime

from horarium.domain.actor import Role
from horarium.domain.ids import AccountId, ApiTokenId, PatientId, PractitionerId


@dataclass(frozen=True, slots=True)
class Account:
    """A person's way in; ``login`` is unique in the organisation.

    A doctor's account names the practitioner, a patient's the patient, whose own things
    it opens.
    """

    id: AccountId
    login: str
    name: str
    role: Role
    created_at: datetime
    practitioner: PractitionerId | None = None
    patient: PatientId | None = None
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A programme's way in; ``name`` is unique among the tokens that are not revoked.

    With ``practitioner`` it speaks for that person alone, as their own account would.
    """

    id: ApiTokenId
    name: str
    role: Role
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    practitioner: PractitionerId | None = None
