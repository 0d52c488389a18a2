"""A preset: a kind of organisation, with where each of its numbers comes from."""

from dataclasses import dataclass, replace
from datetime import date, time

from horarium.engines.synth.closed_days import DAY, days_closed, public_holidays
from horarium.engines.synth.organisation import Clinic, Organisation, Traits
from horarium.engines.synth.spec import Calendar, ClinicSpec, Hours

OWN_CHOICE = "this project's own choice"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number of a preset comes from: what it is, its value, who says so."""

    what: str
    value: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What all clinics of the kind share; ``clinic`` is one of them but for its calendar."""

    name: str
    title: str
    traits: Traits
    clinic: ClinicSpec
    sources: tuple[Source, ...]

    def spec(
        self, organisation: Organisation, number: int, reference: date
    ) -> ClinicSpec:
        """The clinic of that number, seen from ``reference`` at midnight."""
        own = organisation.clinic(number)
        return replace(
            self.clinic,
            calendar=Calendar(
                ranges=((organisation.start, organisation.last_day),),
                reference=reference,
                hours=hours_of(own),
                slot_min=self.clinic.calendar.slot_min,
                closed=own.closed() | self._holidays_after(organisation, reference),
            ),
        )

    def _holidays_after(
        self, organisation: Organisation, reference: date
    ) -> frozenset[date]:
        """Public holidays between the last day and the last that can be booked."""
        reach = reference + (self.clinic.booking.horizon_days + 1) * DAY
        if reach <= organisation.end:
            return frozenset()
        place = (self.traits.country, self.traits.subdivision)
        return days_closed(public_holidays(*place, organisation.end, reach))


def hours_of(clinic: Clinic) -> tuple[Hours, ...]:
    """When a clinic is held, by its weekly pattern."""
    return tuple(
        Hours(
            start_min=_minutes(start),
            end_min=_minutes(end),
            weekdays=clinic.pattern.weekdays,
        )
        for start, end in clinic.pattern.sessions
    )


def _minutes(at: time) -> int:
    return 60 * at.hour + at.minute
