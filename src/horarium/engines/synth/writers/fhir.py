"""FHIR R4 as newline-delimited JSON, a resource a line, made column by column.

Slot and Schedule are bookable time, as in FHIR; a Schedule is one clinic. An appointment
whose outcome nobody wrote down stays booked.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from horarium.engines.synth.clinic import ClinicDrawn
from horarium.engines.synth.drawn import Seconds
from horarium.engines.synth.event_log import utc_s
from horarium.engines.synth.stream import Part
from horarium.engines.synth.tables import row_order

Columns = Mapping[str, Any]

_STATUS = {
    "attended": "fulfilled",
    "cancelled": "cancelled",
    "did not attend": "noshow",
    "unknown": "booked",
    "scheduled": "booked",
}
_TYPE = {
    "online": "ROUTINE",
    "follow-up": "FOLLOWUP",
    "walk-in": "WALKIN",
    "priority": "EMERGENCY",
}
_WHO_CANCELLED = {"patient": "pat", "hospital": "prov"}
_HL7 = "http://terminology.hl7.org/CodeSystem/"


def to_fhir(own: ClinicDrawn, tables: Columns, time_zone: str) -> tuple[Part, ...]:
    """The resources of one clinic, a file for each type of resource."""
    zone = ZoneInfo(time_zone)
    parts = [
        _part("Practitioner", _practitioner(own)),
        _part("HealthcareService", _service(own)),
        _part("Schedule", _schedule(own)),
        _part("Slot", _slots(own, tables["slots"], zone)),
        _part("Patient", _patients(tables["patients"])),
        _part("Appointment", _appointments(own, tables["appointments"], zone)),
    ]
    if "sites" in tables:
        parts.insert(0, _part("Location", _locations(tables["sites"])))
    return tuple(parts)


def _part(kind: str, lines: Any) -> Part:
    text = lines.cast(pa.large_string())
    _, offsets, data = text.buffers()
    first, last = np.frombuffer(offsets, dtype=np.int64)[[0, len(text)]]
    return Part(kind, "ndjson", data.to_pybytes()[first:last], len(text))


def _line(*pieces: Any) -> Any:
    """Pieces of text, constant or by row, put together and ended; null pieces vanish."""
    ready = [
        pa.scalar(piece, pa.large_string())
        if isinstance(piece, str)
        else _chunk(piece).cast(pa.large_string())
        for piece in (*pieces, "}\n")
    ]
    separator = pa.scalar("", pa.large_string())
    return pc.binary_join_element_wise(*ready, separator, null_handling="replace")


def _chunk(column: Any) -> Any:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _practitioner(own: ClinicDrawn) -> Any:
    return _line(
        '{"resourceType":"Practitioner","id":"',
        pa.array([own.clinic.id]),
        f'","name":[{{"text":"{own.clinic.practitioner}"}}]',
    )


def _service(own: ClinicDrawn) -> Any:
    return _line(
        '{"resourceType":"HealthcareService","id":"',
        pa.array([f"{own.clinic.id}-service"]),
        f'","active":true,"name":"{own.clinic.service.name}",'
        f'"location":[{{"reference":"Location/{own.clinic.site.id}"}}]',
    )


def _schedule(own: ClinicDrawn) -> Any:
    actors = (
        f"Practitioner/{own.clinic.id}",
        f"HealthcareService/{own.clinic.id}-service",
        f"Location/{own.clinic.site.id}",
    )
    listed = ",".join(f'{{"reference":"{actor}"}}' for actor in actors)
    return _line(
        '{"resourceType":"Schedule","id":"',
        pa.array([own.clinic.id]),
        f'","active":true,"actor":[{listed}]',
    )


def _locations(sites: Any) -> Any:
    return _line(
        '{"resourceType":"Location","id":"',
        sites["site_id"],
        '","status":"active","name":"',
        sites["name"],
        '","mode":"instance"',
    )


def _slots(own: ClinicDrawn, table: Any, zone: ZoneInfo) -> Any:
    start_s = own.drawn.slots.start_s
    status = pc.if_else(table["is_available"], "free", "busy")
    return _line(
        '{"resourceType":"Slot","id":"',
        table["slot_id"],
        f'","schedule":{{"reference":"Schedule/{own.clinic.id}"}},"status":"',
        status,
        '","start":"',
        _iso(utc_s(start_s, zone)),
        '","end":"',
        _iso(utc_s(start_s, zone) + _slot_s(own)),
        '"',
    )


def _patients(table: Any) -> Any:
    return _line(
        '{"resourceType":"Patient","id":"',
        table["patient_id"],
        '","identifier":[{"value":"',
        table["patient_id"],
        '"}],"name":[{"text":"',
        _escaped(table["name"]),
        '"}],"gender":"',
        pc.utf8_lower(_plain(table["sex"])),
        '","birthDate":"',
        pc.cast(table["dob"], pa.string()),
        '"',
    )


def _appointments(own: ClinicDrawn, table: Any, zone: ZoneInfo) -> Any:
    made = own.drawn.bookings
    order = row_order(own.drawn)
    start_s = utc_s(own.drawn.slots.start_s[made.slot[order]], zone)
    reason = _optional(
        f',"cancelationReason":{{"coding":[{{"system":"{_HL7}appointment-cancellation-reason",'
        '"code":"',
        _mapped(table["cancelled_by"], _WHO_CANCELLED),
        '"}]}',
    )
    return _line(
        '{"resourceType":"Appointment","id":"',
        table["appointment_id"],
        '","status":"',
        _mapped(table["status"], _STATUS),
        '"',
        reason,
        f',"serviceType":[{{"text":"{own.clinic.service.name}"}}],'
        f'"appointmentType":{{"coding":[{{"system":"{_HL7}v2-0276","code":"',
        _mapped(table["source"], _TYPE),
        '"}],"text":"',
        _plain(table["appointment_type"]),
        '"},"start":"',
        _iso(start_s),
        '","end":"',
        _iso(start_s + _slot_s(own)),
        f'","minutesDuration":{own.spec.calendar.slot_min},"slot":[{{"reference":"Slot/',
        table["slot_id"],
        '"}],"created":"',
        _iso(utc_s(made.made_s[order], zone)),
        '","participant":[{"actor":{"reference":"Patient/',
        table["patient_id"],
        '"},"status":"accepted"},{"actor":{"reference":"Practitioner/'
        f'{own.clinic.id}"}},"status":"accepted"}}]',
    )


def _slot_s(own: ClinicDrawn) -> int:
    return int(timedelta(minutes=own.spec.calendar.slot_min).total_seconds())


def _iso(at_s: Seconds) -> Any:
    stamps = pa.array(at_s).view(pa.timestamp("s"))
    return pc.strftime(stamps, format="%Y-%m-%dT%H:%M:%SZ")


def _plain(column: Any) -> Any:
    return _chunk(column).cast(pa.large_string())


def _mapped(column: Any, codes: Mapping[str, str]) -> Any:
    """Each code for the value that stands there, null where there is none."""
    found = _chunk(column)
    labels = [codes[label] for label in found.dictionary.to_pylist()]
    return pa.array(labels, pa.large_string()).take(found.indices)


def _optional(before: str, column: Any, after: str) -> Any:
    """The column between two texts, null where the column is."""
    pieces = [pa.scalar(text, pa.large_string()) for text in (before, after, "")]
    return pc.binary_join_element_wise(pieces[0], column, pieces[1], pieces[2])


def _escaped(column: Any) -> Any:
    return pc.replace_substring(
        pc.replace_substring(_chunk(column), "\\", "\\\\"), '"', '\\"'
    )
