"""Who is asking."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from horarium.domain.ids import OrganisationId, PatientId, PractitionerId


class Role(StrEnum):
    """What a signed-in person or a programme may be.

    ``opd`` is for programmes alone: clients of the OPD interface, which do in one voice
    what otherwise desk, doctor and coordinator do.
    """

    ADMIN = "admin"
    COORDINATOR = "coordinator"
    DOCTOR = "doctor"
    NURSE = "nurse"
    STAFF = "staff"
    PATIENT = "patient"
    OPD = "opd"


class ActorKind(StrEnum):
    """Whether a person, a programme with a bearer token, or Horarium itself acts."""

    PERSON = "person"
    PROGRAMME = "programme"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something; every event carries one.

    ``role`` is ``None`` for the system (which may do all) and for the anonymous public
    (which may do what the table grants to nobody in particular).
    """

    kind: ActorKind
    organisation: OrganisationId
    role: Role | None = None
    id: UUID | None = None
    name: str = ""
    practitioner: PractitionerId | None = None
    patient: PatientId | None = None

    @property
    def role_name(self) -> str:
        """The role in one word, also for those who have none."""
        return self.role.value if self.role else self.kind.value
