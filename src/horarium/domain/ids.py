"""Identifiers: one type per noun, all UUIDv7, so that they sort by when they were made."""

from datetime import datetime
from typing import NewType
from uuid import UUID

OrganisationId = NewType("OrganisationId", UUID)
AccountId = NewType("AccountId", UUID)
PractitionerId = NewType("PractitionerId", UUID)
PatientId = NewType("PatientId", UUID)
LocationId = NewType("LocationId", UUID)
ServiceId = NewType("ServiceId", UUID)
RosterId = NewType("RosterId", UUID)
SolveRunId = NewType("SolveRunId", UUID)
DutyRequestId = NewType("DutyRequestId", UUID)
SwapOfferId = NewType("SwapOfferId", UUID)
SwapDealId = NewType("SwapDealId", UUID)
SessionId = NewType("SessionId", UUID)
AppointmentId = NewType("AppointmentId", UUID)
TokenId = NewType("TokenId", UUID)
ApiTokenId = NewType("ApiTokenId", UUID)
SignInId = NewType("SignInId", UUID)
RuleId = NewType("RuleId", UUID)
UnavailabilityId = NewType("UnavailabilityId", UUID)
WishId = NewType("WishId", UUID)
OfferId = NewType("OfferId", UUID)
FitId = NewType("FitId", UUID)
SimulationRunId = NewType("SimulationRunId", UUID)
AbsenceId = NewType("AbsenceId", UUID)
LoopPlanId = NewType("LoopPlanId", UUID)

_VERSION_7 = 0x7 << 76
_VARIANT_RFC = 0b10 << 62
_RAND_A_MASK = (1 << 12) - 1
_RAND_B_MASK = (1 << 62) - 1


def uuid7(at: datetime, entropy: bytes) -> UUID:
    """The UUIDv7 (RFC 9562 §5.7) of the instant ``at`` with 10 bytes of ``entropy``.

    Time and chance are the caller's, so the same arguments give the same id.
    """
    if len(entropy) != 10:
        raise ValueError(f"entropy is {len(entropy)} bytes; 10 are wanted")
    timestamp_ms = int(at.timestamp() * 1000)
    chance = int.from_bytes(entropy)
    rand_a = (chance >> 62) & _RAND_A_MASK
    rand_b = chance & _RAND_B_MASK
    return UUID(
        int=timestamp_ms << 80 | _VERSION_7 | rand_a << 64 | _VARIANT_RFC | rand_b
    )
