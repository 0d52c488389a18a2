"""From free slots, holds and appointments to the pages of booking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from markupsafe import Markup

from horarium.domain.appointment import AppointmentStatus
from horarium.domain.availability import Slot, SlotStatus
from horarium.domain.ids import PractitionerId, ServiceId
from horarium.services.charts import Visit as Appointed
from horarium.services.directory import Directory
from horarium.web.pages.booking import (
    BookedPage,
    BookingDay,
    BookingGroup,
    BookingPage,
    BookingSlot,
    HeldPage,
)
from horarium.web.pages.shell import Choice, Flash, FormState, Link
from horarium.web.qr import qr_svg
from horarium.web.visit import Visit
from horarium.web.words import place_of

N_WEEKS = 4
NOON, EVENING = 12, 17
_PARTS = (
    Choice("any", "any time of day"),
    Choice("morning", "in the morning"),
    Choice("afternoon", "in the afternoon"),
)
_URGENCIES = (
    Choice("routine", "routine"),
    Choice("soon", "soon"),
    Choice("urgent", "urgent"),
)
STATUS_WORDS = {
    AppointmentStatus.PENDING: "kept for a while",
    AppointmentStatus.BOOKED: "booked",
    AppointmentStatus.ARRIVED: "arrived",
    AppointmentStatus.CHECKED_IN: "checked in",
    AppointmentStatus.FULFILLED: "seen",
    AppointmentStatus.CANCELLED: "cancelled",
    AppointmentStatus.NO_SHOW: "did not come",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for: whose slots, of which four weeks, of which day."""

    service: ServiceId | None = None
    practitioner: PractitionerId | None = None
    first: date
    day: date | None = None
    move: UUID | None = None
    patient: UUID | None = None

    @property
    def last(self) -> date:
        """The last day of the calendar."""
        return self.first + timedelta(weeks=N_WEEKS, days=-1)

    def kept(self, **changes: object) -> dict[str, str]:
        """The parameters that say the same, but for ``changes``; None leaves one out."""
        known = {
            "patient": self.patient,
            "service": self.service,
            "practitioner": self.practitioner,
            "from": self.first,
            "day": self.day,
            "move": self.move,
        }
        return {
            name: str(value)
            for name, value in {**known, **changes}.items()
            if value is not None
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What the booking page is made from; ``base`` is the address of its routes."""

    base: str
    heading: str
    asked: Asked
    slots: Sequence[Slot]
    directory: Directory
    back: Link | None = None
    waitlist: FormState = field(default_factory=FormState)
    suggested: Sequence[Slot] = ()


def first_day(visit: Visit, slots: Sequence[Slot]) -> date | None:
    """The first day with a free slot still to come."""
    starts = (
        slot.interval.start
        for slot in slots
        if slot.status is SlotStatus.FREE and slot.interval.start > visit.now()
    )
    first = min(starts, default=None)
    return visit.local(first).date() if first else None


def monday_before(day: date) -> date:
    """The Monday of the week of ``day``."""
    return day - timedelta(days=day.weekday())


def booking_page(visit: Visit, made: Booking, flash: Flash | None) -> BookingPage:
    """The calendar, and the slots of the chosen day or of the first with any."""
    asked = made.asked
    free = [
        slot
        for slot in made.slots
        if slot.status is SlotStatus.FREE and slot.interval.start > visit.now()
    ]
    by_day: dict[date, list[Slot]] = {}
    for slot in free:
        by_day.setdefault(visit.local(slot.interval.start).date(), []).append(slot)
    day = asked.day or min(by_day, default=None)
    today = visit.now().date()
    earlier = asked.first - timedelta(weeks=N_WEEKS)
    return BookingPage(
        shell=visit.shell(flash),
        base=made.base,
        heading=made.heading,
        services=_services(made),
        practitioners=_practitioners(made),
        weeks=_weeks(made, by_day, day, today),
        groups=_groups(visit, made, day) if day else (),
        kept=asked.kept(),
        day=day,
        moving=str(asked.move) if asked.move else "",
        earlier=_here(made, **{"from": earlier, "day": None})
        if asked.first > monday_before(today)
        else "",
        later=_here(
            made, **{"from": asked.first + timedelta(weeks=N_WEEKS), "day": None}
        ),
        back=made.back,
        suggested=tuple(_slot(visit, one) for one in made.suggested),
        parts=_PARTS,
        urgencies=() if visit.actor.patient else _URGENCIES,
        waitlist=made.waitlist
        if made.waitlist.values
        else FormState(
            {"first": max(today, asked.first).isoformat(), "last": str(asked.last)}
        ),
    )


def held_page(visit: Visit, base: str, held: Appointed) -> HeldPage:
    """A hold, with the time it has left."""
    one, session = held.appointment, held.session
    if one.held_until_at is None:
        raise AssertionError("a hold ends some time")
    return HeldPage(
        shell=visit.shell(),
        here=f"{base}/{one.id}",
        patient=one.patient_name,
        start=visit.local(one.interval.start),
        doctor=session.practitioner_name,
        service=session.service_name,
        where=place_of(session),
        until=visit.local(one.held_until_at),
    )


def booked_page(
    visit: Visit,
    base: str,
    booked: Appointed,
    *,
    back: Link,
    may_change: bool,
    flash: Flash | None,
    cancel: FormState | None = None,
) -> BookedPage:
    """An appointment and what can be done about it."""
    one, session, token = booked.appointment, booked.session, booked.token
    can = (
        may_change
        and one.status is AppointmentStatus.BOOKED
        and one.interval.end > visit.now()
    )
    move = {"move": str(one.id), "service": str(session.service)}
    own = {} if visit.actor.patient else {"patient": str(one.patient)}
    return BookedPage(
        shell=visit.shell(flash),
        here=f"{base}/{one.id}",
        patient=one.patient_name,
        start=visit.local(one.interval.start),
        doctor=session.practitioner_name,
        service=session.service_name,
        where=place_of(session),
        status=STATUS_WORDS.get(one.status, one.status.value),
        number=token.label if token else "",
        token_href=f"/t/{token.opaque}" if token else "",
        qr=qr_svg(f"{visit.request.base_url}t/{token.opaque}") if token else Markup(),
        may_change=can,
        move_href=f"{base}?{urlencode({**own, **move})}",
        back=back,
        cancel=cancel or FormState(),
    )


def _services(made: Booking) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(key), one.name, key == made.asked.service)
        for key, one in made.directory.services.items()
    )


def _practitioners(made: Booking) -> tuple[Choice, ...]:
    """Those who have slots of the service, and anybody."""
    asked = made.asked
    theirs = {slot.practitioner for slot in made.slots} | {asked.practitioner}
    named = (
        Choice(str(key), one.name, key == asked.practitioner)
        for key, one in made.directory.practitioners.items()
        if key in theirs
    )
    return (Choice("", "any doctor", asked.practitioner is None), *named)


def _weeks(
    made: Booking, by_day: Mapping[date, Sequence[Slot]], day: date | None, today: date
) -> tuple[tuple[BookingDay, ...], ...]:
    first = made.asked.first
    days = [
        BookingDay(
            on=on,
            n_free=len(by_day.get(on, ())),
            href=_here(made, day=on) if on in by_day else "",
            is_chosen=on == day,
            is_today=on == today,
        )
        for on in (first + timedelta(days=n) for n in range(7 * N_WEEKS))
    ]
    return tuple(tuple(days[n : n + 7]) for n in range(0, len(days), 7))


def _groups(visit: Visit, made: Booking, day: date) -> tuple[BookingGroup, ...]:
    """By part of the day and doctor; also those who are full, so that nobody wonders."""
    parts: dict[tuple[int, str, str], list[Slot]] = {}
    for slot in made.slots:
        start = visit.local(slot.interval.start)
        if start.date() != day or slot.interval.start <= visit.now():
            continue
        doctor = made.directory.practitioners[slot.practitioner].name
        where = made.directory.place(slot.location)
        key = (sum(start.hour >= hour for hour in (NOON, EVENING)), doctor, where)
        parts.setdefault(key, []).append(slot)
    return tuple(
        BookingGroup(
            part=("Morning", "Afternoon", "Evening")[part],
            doctor=doctor,
            where=where,
            slots=tuple(
                _slot(visit, one) for one in slots if one.status is SlotStatus.FREE
            ),
        )
        for (part, doctor, where), slots in sorted(parts.items(), key=lambda it: it[0])
    )


def _slot(visit: Visit, slot: Slot) -> BookingSlot:
    start = visit.local(slot.interval.start)
    whose = {"session": str(slot.session)} if slot.session else {"rule": str(slot.rule)}
    return BookingSlot(start=start, fields={**whose, "start": start.isoformat()})


def _here(made: Booking, **changes: object) -> str:
    return f"{made.base}?{urlencode(made.asked.kept(**changes))}"
