"""The audit trail's proof: seals made after the fact, and what shows when one is broken."""

from horarium.services.audit.findings import Finding, FindingKind, Verification
from horarium.services.audit.notary import Notary, Witness
from horarium.services.audit.sealing import seal, seal_everything, seal_pending
from horarium.services.audit.verifying import verify

__all__ = [
    "Finding",
    "FindingKind",
    "Notary",
    "Verification",
    "Witness",
    "seal",
    "seal_everything",
    "seal_pending",
    "verify",
]
