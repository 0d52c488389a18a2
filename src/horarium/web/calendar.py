"""An appointment as a file for the patient's own calendar (RFC 5545)."""

from datetime import UTC

from fastapi.responses import Response
from icalendar import Calendar, Event

from horarium.domain.appointment import AppointmentStatus
from horarium.services.charts import Visit as Appointed
from horarium.web.visit import Visit
from horarium.web.words import place_of

PRODUCT = "-//Horarium//Appointments//EN"


def calendar_file(visit: Visit, found: Appointed) -> Response:
    """One event that calendars update in place when it is sent again, by its UID.

    It names the clinic and the doctor, never the patient: calendars are shared.
    """
    one, session = found.appointment, found.session
    event = Event()
    event.add("uid", f"{one.id}@horarium")
    event.add("dtstamp", visit.now().astimezone(UTC))
    event.add("dtstart", one.interval.start.astimezone(UTC))
    event.add("dtend", one.interval.end.astimezone(UTC))
    event.add("sequence", one.version)
    event.add("summary", f"{session.service_name}, {session.practitioner_name}")
    event.add("location", place_of(session))
    is_off = one.status is AppointmentStatus.CANCELLED
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    if found.token is not None:
        event.add("url", f"{visit.request.base_url}t/{found.token.opaque}")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return Response(
        calendar.to_ical(),
        media_type="text/calendar",
        headers={
            "Content-Disposition": 'attachment; filename="appointment.ics"',
            "Cache-Control": "no-store",
        },
    )
