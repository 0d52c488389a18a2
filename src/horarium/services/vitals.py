"""Vital signs by the nurse: patient data, so every look at them is on record too."""

from dataclasses import dataclass
from uuid import UUID

from horarium.domain.ids import PatientId, TokenId
from horarium.domain.vitals import TakenVitals, Vitals
from horarium.services import existing
from horarium.services.idempotency import Once, once
from horarium.services.permissions import Permission
from horarium.services.session_days import require_now
from horarium.services.work import Work
from horarium.store import vitals as store

MOST_OF_A_PATIENT = 100


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an idempotency key remembers of a measurement."""

    token: TokenId
    vitals: Vitals


def record(
    work: Work, wanted: TokenId, vitals: Vitals, *, idempotency_key: str | None = None
) -> TakenVitals:
    """Keep what was measured for a visit; a correction is a new measurement.

    Values never go into the audit trail, only which ones were taken. ``NotToday`` for a
    visit of another day.
    """
    work.require(Permission.VITALS_RECORD)
    asked = Once(idempotency_key, "vitals.record", _Asked(wanted, vitals))

    def find(key: UUID) -> TakenVitals:
        return next(one for one in store.of_token(work.db, wanted) if one.id == key)

    return once(work, asked, lambda: _record(work, wanted, vitals), find)


def _record(work: Work, wanted: TokenId, vitals: Vitals) -> TakenVitals:
    token = existing.token(work, wanted)
    require_now(work, existing.session(work, token.session), "token")
    taken = TakenVitals(
        work.new_id(),
        token.id,
        token.patient,
        vitals,
        work.actor.name or work.actor.role_name,
        work.clock.now(),
    )
    store.add(work.db, work.organisation, taken)
    work.record(
        "vitals.record",
        ("token", wanted),
        patient=token.patient,
        measured=list(vitals.measured()),
    )
    work.announce(
        "line.changed", session=token.session, token=wanted, action="vitals.record"
    )
    return taken


def of_token(work: Work, wanted: TokenId) -> list[TakenVitals]:
    """What was measured for a visit, latest first."""
    work.require(Permission.VITALS_READ)
    token = existing.token(work, wanted)
    found = store.of_token(work.db, wanted)
    work.record(
        "vitals.read", ("token", wanted), patient=token.patient, n_read=len(found)
    )
    return found


def of_patient(work: Work, wanted: PatientId) -> list[TakenVitals]:
    """The latest hundred measurements of a patient, latest first."""
    work.require(Permission.VITALS_READ)
    existing.patient(work, wanted)
    found = store.of_patient(work.db, wanted, limit=MOST_OF_A_PATIENT)
    work.record("vitals.read", ("patient", wanted), patient=wanted, n_read=len(found))
    return found
