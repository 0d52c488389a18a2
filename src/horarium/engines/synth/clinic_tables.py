"""The tables of one clinic of an organisation, its identifiers unique in all of it."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from horarium.engines.synth.clinic import ClinicDrawn
from horarium.engines.synth.drawn import DAY_S, Flags, Ints, Seconds
from horarium.engines.synth.event_log import (
    CAUSES,
    HAPPENINGS,
    event_log,
    utc_s,
)
from horarium.engines.synth.organisation import Modality, Organisation, Site
from horarium.engines.synth.tables import arrow_tables, row_order
from horarium.engines.synth.text import padded

SOURCES = ("online", "follow-up", "walk-in", "priority")
"""How somebody came: first bookings are made online, urgent people get priority."""
_LINKS = ("rebooked_from", "refill_of")
_STILL_HERE = np.iinfo(np.int32).max
_SESSION_DIGITS = 5


def clinic_tables(
    own: ClinicDrawn, time_zone: str, *, with_events: bool = True
) -> dict[str, Any]:
    """Arrow tables by name: practitioners, sessions, slots, appointments, patients, events.

    The compatible columns come first, with all opt-in columns, then those of the
    organisation. Days, times and instants without a zone are on the clock of the place;
    sessions and events have instants with ``time_zone``.
    """
    zone = ZoneInfo(time_zone)
    tables = arrow_tables(own.drawn, own.spec, extended=True)
    order = row_order(own.drawn)
    session = _session_of_slots(own)
    by_row = np.empty(len(order), dtype=np.int32)
    by_row[order] = np.arange(len(order), dtype=np.int32)
    appointments = _unique(tables.appointments, own.clinic.id)
    patients = _unique(tables.patients, own.clinic.id)
    made = {
        "practitioners": _practitioner(own),
        "sessions": _sessions(own, session, time_zone, zone),
        "slots": _slots(own, _unique(tables.slots, own.clinic.id), session),
        "appointments": _appointments(own, appointments, order, session),
        "patients": _patients(own, patients),
    }
    if with_events:
        ids = appointments.column("appointment_id").combine_chunks()
        patient_ids = patients.column("patient_id").combine_chunks()
        made["events"] = _events(own, ids, patient_ids, by_row, time_zone)
    return made


def site_table(sites: Sequence[Site]) -> Any:
    """Sites, one row each."""
    return pa.table(
        {
            "site_id": pa.array([site.id for site in sites], pa.string()),
            "name": pa.array([site.name for site in sites], pa.string()),
        }
    )


def sites_of(organisation: Organisation, clinic: int) -> list[Site]:
    """The site that begins with this clinic, if one does."""
    a_site = organisation.traits.clinics_a_site
    return [] if clinic % a_site else [organisation.site(clinic // a_site)]


def _unique(table: Any, clinic: str) -> Any:
    for name in ("slot_id", "appointment_id", "patient_id", *_LINKS):
        if name in table.column_names:
            place = table.column_names.index(name)
            column = table.column(name).combine_chunks()
            table = table.set_column(place, name, _prefixed(clinic, column))
    return table


def _prefixed(clinic: str, column: Any) -> Any:
    return pc.binary_join_element_wise(
        pa.scalar(clinic, pa.large_string()), column, pa.scalar("-", pa.large_string())
    )


def _practitioner(own: ClinicDrawn) -> Any:
    clinic = own.clinic
    return pa.table(
        {
            "clinic_id": [clinic.id],
            "practitioner": [clinic.practitioner],
            "service_id": [clinic.service_id],
            "service": [clinic.service.name],
            "site_id": [clinic.site.id],
            "slot_min": pa.array([own.spec.calendar.slot_min], pa.int32()),
            "weekdays": [" ".join(map(str, clinic.pattern.weekdays))],
        }
    )


def _session_of_slots(own: ClinicDrawn) -> Ints:
    """Which session each slot belongs to, counted from 0."""
    start = own.drawn.slots.block_start_s
    return np.cumsum(np.diff(start, prepend=start[:1]) != 0).astype(np.int32)


def _session_ids(own: ClinicDrawn, session: Ints) -> Any:
    numbers = padded(1 + session.astype(np.int64), _SESSION_DIGITS)
    return _prefixed(own.clinic.id, numbers)


def _sessions(own: ClinicDrawn, session: Ints, name: str, zone: ZoneInfo) -> Any:
    slots = own.drawn.slots
    first = np.flatnonzero(np.diff(session, prepend=-1))
    numbers = np.arange(len(first), dtype=np.int32)
    return pa.table(
        {
            "session_id": _session_ids(own, numbers),
            "clinic_id": _same(own.clinic.id, len(first)),
            "session_date": pa.array(slots.day[first]).view(pa.date32()),
            "start_at": _instants(slots.block_start_s[first], name, zone),
            "end_at": _instants(slots.block_end_s[first], name, zone),
            "n_slots": pa.array(np.bincount(session, minlength=len(first))),
        }
    )


def _slots(own: ClinicDrawn, table: Any, session: Ints) -> Any:
    return table.append_column("session_id", _session_ids(own, session)).append_column(
        "clinic_id", _same(own.clinic.id, len(session))
    )


def _appointments(own: ClinicDrawn, table: Any, order: Seconds, session: Ints) -> Any:
    types = [one.name for one in own.clinic.service.types]
    more = {
        "session_id": _session_ids(own, session[own.drawn.bookings.slot[order]]),
        "clinic_id": _same(own.clinic.id, len(order)),
        "service": _same(own.clinic.service.name, len(order)),
        "appointment_type": _coded(own.kinds.kind[order], types),
        "modality": _coded(
            own.kinds.is_virtual[order],
            [Modality.IN_PERSON.value, Modality.TELEHEALTH.value],
        ),
        "source": _coded(_source(own)[order], SOURCES),
    }
    for name, column in more.items():
        table = table.append_column(name, column)
    return table


def _source(own: ClinicDrawn) -> Ints:
    booked = np.where(own.drawn.visitors.is_first, 0, 1)
    return np.where(own.is_urgent, 3, np.where(own.is_walk_in, 2, booked)).astype(
        np.int32
    )


def _patients(own: ClinicDrawn, table: Any) -> Any:
    made, who = own.drawn.bookings, own.drawn.visitors
    entered = np.full(len(who.people), _STILL_HERE, dtype=np.int64)
    np.minimum.at(entered, who.patient, made.made_s // DAY_S)
    entered_on = pa.array(entered.astype(np.int32)).view(pa.date32())
    is_here = own.left == _STILL_HERE
    left_on = pa.array(np.where(is_here, 0, own.left), mask=is_here).view(pa.date32())
    return (
        table.append_column("clinic_id", _same(own.clinic.id, len(entered)))
        .append_column("entered_on", entered_on)
        .append_column("left_on", left_on)
    )


def _events(
    own: ClinicDrawn, ids: Any, patient_ids: Any, by_row: Ints, time_zone: str
) -> Any:
    """The event log; ``by_row`` is the place in ``ids`` of each row of ``Drawn``."""
    log = event_log(own.drawn)
    patient = own.drawn.visitors.patient[log.row]
    before = pa.array(by_row[log.other], mask=log.other < 0)
    linked = pa.DictionaryArray.from_arrays
    return pa.table(
        {
            "at": _instants(log.at_s, time_zone, ZoneInfo(time_zone)),
            "event": _coded(log.kind, HAPPENINGS),
            "appointment_id": linked(pa.array(by_row[log.row]), ids),
            "patient_id": linked(pa.array(patient), patient_ids),
            "instead_of": linked(before, ids),
            "cancelled_by": _coded(log.by.astype(np.int32) - 1, CAUSES[1:]),
        }
    )


def _instants(at_s: Seconds, name: str, zone: ZoneInfo) -> Any:
    return pa.array(utc_s(at_s, zone)).view(pa.timestamp("s", tz=name))


def _same(value: str, n: int) -> Any:
    return _coded(np.zeros(n, dtype=np.int8), [value])


def _coded(code: "Ints | Flags | np.ndarray[Any, Any]", labels: Sequence[str]) -> Any:
    indices = pa.array(code.astype(np.int8), mask=code < 0)
    return pa.DictionaryArray.from_arrays(indices, list(labels))
