"""Every table, as SQLAlchemy Core sees it.

Each row belongs to an organisation: ``organisation_id`` leads every primary key, every
unique key and every foreign key, so that the database can be distributed by it. Names
are singular; ``..._at`` is an instant, ``..._on`` a date, ``during`` a half-open
``tstzrange``. What guards capacity, numbers and double booking is in the migrations,
beside the functions of ``migrations/sql``.
"""

from horarium.store.tables.access import account, api_token, sign_in
from horarium.store.tables.attendance import (
    attendance_fit,
    attendance_help,
    attendance_recalibration,
    attendance_score,
    attendance_setting,
)
from horarium.store.tables.booking import (
    availability_rule,
    idempotency_key,
    offer,
    reminder,
    unavailability,
    wish,
)
from horarium.store.tables.clinic import appointment, session, token
from horarium.store.tables.duties import (
    calendar_entry,
    calendar_feed,
    duty_policy,
    duty_request,
    swap_deal,
    swap_offer,
)
from horarium.store.tables.editing import roster_change
from horarium.store.tables.line import (
    line_history,
    line_policy,
    reallocation,
    token_transfer,
    vital_signs,
)
from horarium.store.tables.loop import absence, loop_plan
from horarium.store.tables.opd import opd_doctor
from horarium.store.tables.people import (
    healthcare_service,
    location,
    organisation,
    patient,
    patient_limits,
    practitioner,
)
from horarium.store.tables.questions import roster_question, rule_override
from horarium.store.tables.records import event, event_seal, notification, outbox
from horarium.store.tables.rostering import assignment, roster, solve_run
from horarium.store.tables.schema import metadata
from horarium.store.tables.simulating import simulation_run

OWNED = tuple(table for table in metadata.sorted_tables if table is not organisation)

__all__ = [
    "OWNED",
    "absence",
    "account",
    "api_token",
    "appointment",
    "assignment",
    "attendance_fit",
    "attendance_help",
    "attendance_recalibration",
    "attendance_score",
    "attendance_setting",
    "availability_rule",
    "calendar_entry",
    "calendar_feed",
    "duty_policy",
    "duty_request",
    "event",
    "event_seal",
    "healthcare_service",
    "idempotency_key",
    "line_history",
    "line_policy",
    "location",
    "loop_plan",
    "metadata",
    "notification",
    "offer",
    "opd_doctor",
    "organisation",
    "outbox",
    "patient",
    "patient_limits",
    "practitioner",
    "reallocation",
    "reminder",
    "roster",
    "roster_change",
    "roster_question",
    "rule_override",
    "session",
    "sign_in",
    "simulation_run",
    "solve_run",
    "swap_deal",
    "swap_offer",
    "token",
    "token_transfer",
    "unavailability",
    "vital_signs",
    "wish",
]
