"""The three tables of a data set as typed Arrow tables; no text is made row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from horarium.engines.synth.age_groups import AgeGroups
from horarium.engines.synth.drawn import (
    CANCELLERS,
    DAY_S,
    NEVER,
    SEXES,
    STATUSES,
    Drawn,
    Ints,
    People,
    Seconds,
    Slots,
)
from horarium.engines.synth.sorting import order_of
from horarium.engines.synth.spec import ClinicSpec
from horarium.engines.synth.stages.waitlist import refilled_rows
from horarium.engines.synth.text import name_column, numbered, padded

Columns = Iterator[tuple[str, Any]]
"""Names and Arrow columns, made one after the other as somebody takes them."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Arrow tables: days are ``date32``, times of day ``time32[s]``, instants
    ``timestamp[s]`` on the clinic's own clock, few-valued text dictionaries."""

    slots: Any
    appointments: Any
    patients: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Widths:
    """How many digits identifiers have at least, and the number of the first patient."""

    slot: int = 4
    appointment: int = 2
    patient: int = 5
    first_patient: int = 1


def groups_of(spec: ClinicSpec) -> AgeGroups:
    """Groups of five years over the ages that come."""
    top = max(spec.population.oldest, spec.population.youngest + 1)
    return AgeGroups(lowest=spec.population.youngest, top=top)


def arrow_tables(
    drawn: Drawn,
    spec: ClinicSpec,
    *,
    extended: bool = False,
    groups: AgeGroups | None = None,
    widths: Widths | None = None,
) -> Tables:
    """The tables of ``drawn``, appointments in order of slot and booking.

    ``extended`` adds the opt-in columns. The columns are listed in ``engines.synth``.
    """
    found = columns(drawn, groups or groups_of(spec), extended=extended, widths=widths)
    return Tables(*(pa.table(dict(table)) for table in found))


def columns(
    drawn: Drawn,
    groups: AgeGroups,
    *,
    extended: bool = False,
    widths: Widths | None = None,
) -> tuple[Columns, Columns, Columns]:
    """The columns of slots, appointments and patients, each made when it is asked for."""
    maker = _Maker(drawn, extended, groups, widths or Widths())
    return maker.slots(), maker.appointments(), maker.patients()


def row_order(drawn: Drawn) -> NDArray[np.int64]:
    """The row of ``Drawn`` that stands in each row of the table of appointments."""
    return order_of(drawn.bookings.slot)


def slots_table(
    slots: Slots, taken: NDArray[np.bool_], widths: Widths | None = None
) -> Any:
    """The table of slots, available where not ``taken``."""
    return pa.table(dict(_slot_columns(slots, taken, widths or Widths())))


def patients_table(
    people: People, widths: Widths | None = None, *, extended: bool = False
) -> Any:
    """The table of patients."""
    return pa.table(dict(_patient_columns(people, widths or Widths(), extended)))


def _slot_columns(slots: Slots, taken: NDArray[np.bool_], widths: Widths) -> Columns:
    yield "slot_id", numbered(1, len(slots), _slot_width(slots, widths))
    yield "appointment_date", _days(slots.day)
    yield "appointment_time", _clock(slots.minute.astype(np.int64) * 60)
    yield "is_available", pa.array(~taken)


def _patient_columns(people: People, widths: Widths, extended: bool) -> Columns:
    width = _patient_width(len(people), widths)
    yield "patient_id", numbered(widths.first_patient, len(people), width)
    yield "name", name_column(people.name)
    yield "sex", _coded(people.sex, SEXES)
    yield "dob", _days(people.birth)
    if extended:
        yield "distance_km", pa.array(people.distance_km)
        yield "deprivation_decile", pa.array(people.decile)


class _Maker:
    def __init__(
        self, drawn: Drawn, extended: bool, groups: AgeGroups, widths: Widths
    ) -> None:
        self._drawn, self._extended, self._groups = drawn, extended, groups
        self._widths = widths
        self._order = row_order(drawn)

    def slots(self) -> Columns:
        slots, made = self._drawn.slots, self._drawn.bookings
        taken = np.zeros(len(slots), dtype=bool)
        taken[made.slot[made.cancelled_s == NEVER]] = True
        return _slot_columns(slots, taken, self._widths)

    def appointments(self) -> Columns:
        yield from self._booked()
        yield from self._timed()
        yield from self._who()
        if self._extended:
            yield from self._more()

    def patients(self) -> Columns:
        people = self._drawn.visitors.people
        return _patient_columns(people, self._widths, self._extended)

    def _booked(self) -> Columns:
        slots, made, order = self._drawn.slots, self._drawn.bookings, self._order
        slot = made.slot[order]
        booked = (made.made_s[order] // DAY_S).astype(np.int32)
        day = slots.day[slot]
        yield "appointment_id", padded(1 + order, self._appointment_width())
        yield "slot_id", padded(1 + slot.astype(np.int64), self._slot_width())
        yield "scheduling_date", _days(booked)
        yield "appointment_date", _days(day)
        yield "appointment_time", _clock(slots.minute[slot].astype(np.int64) * 60)
        yield "scheduling_interval", pa.array((day - booked).astype(np.int64))
        yield "status", _coded(self._drawn.outcomes.status[order], STATUSES)

    def _timed(self) -> Columns:
        times, order = self._drawn.times, self._order
        start = times.start_s[order]
        missing = start == NEVER
        yield "check_in_time", _clock(times.check_in_s[order])
        yield "appointment_duration", _minutes(start, times.end_s[order], missing)
        yield "start_time", _clock(start)
        yield "end_time", _clock(times.end_s[order])
        yield "waiting_time", _minutes(times.check_in_s[order], start, missing)

    def _who(self) -> Columns:
        who, order = self._drawn.visitors, self._order
        patient, age = who.patient[order], who.age[order]
        number = self._widths.first_patient + patient.astype(np.int64)
        width = _patient_width(len(who.people), self._widths)
        group = self._groups.of(age)
        yield "patient_id", padded(number, width)
        yield "sex", _coded(who.people.sex[patient], SEXES)
        yield "age", pa.array(age.astype(np.int64))
        yield "age_group", _coded(group, self._groups.labels, ordered=True)

    def _more(self) -> Columns:
        drawn, order = self._drawn, self._order
        made, came, times = drawn.bookings, drawn.outcomes, drawn.times
        by = made.by[order].astype(np.int32) - 1
        yield "booked_at", _instants(made.made_s[order])
        yield "cancelled_at", _instants(made.cancelled_s[order])
        yield "cancelled_by", _coded(by, CANCELLERS[1:])
        yield "rebooked_from", self._appointment(made.rebooked_from[order])
        yield "refill_of", self._appointment(refilled_rows(made.slot)[order])
        yield "waitlisted_at", _instants(made.waiting_s[order])
        yield "is_first", pa.array(drawn.visitors.is_first[order])
        yield "is_reminded", pa.array(came.is_reminded[order])
        yield "n_previous_no_shows", pa.array(came.n_before[order].astype(np.int64))
        yield "p_no_show", pa.array(came.p_no_show[order], from_pandas=True)
        yield "checked_in_at", _instants(times.check_in_s[order])
        yield "started_at", _instants(times.start_s[order])
        yield "ended_at", _instants(times.end_s[order])

    def _appointment(self, row: Ints) -> Any:
        """The identifiers of these rows, null for -1."""
        ids = padded(np.maximum(row, 0) + np.int64(1), self._appointment_width())
        return _without(ids, row < 0)

    def _slot_width(self) -> int:
        return _slot_width(self._drawn.slots, self._widths)

    def _appointment_width(self) -> int:
        return max(self._widths.appointment, len(str(len(self._drawn.bookings))) + 1)


def _patient_width(n: int, widths: Widths) -> int:
    return max(widths.patient, len(str(widths.first_patient + n - 1)))


def _slot_width(slots: Slots, widths: Widths) -> int:
    return max(widths.slot, len(str(len(slots))))


def _days(day: NDArray[np.int32]) -> Any:
    return pa.array(day.astype(np.int32)).view(pa.date32())


def _clock(at: Seconds) -> Any:
    missing = at == NEVER
    second = np.where(missing, 0, at % DAY_S).astype(np.int32)
    return pa.array(second, mask=missing).view(pa.time32("s"))


def _instants(at: Seconds) -> Any:
    missing = at == NEVER
    return pa.array(np.where(missing, 0, at), mask=missing).view(pa.timestamp("s"))


def _minutes(start: Seconds, end: Seconds, missing: NDArray[np.bool_]) -> Any:
    """Minutes between, to one decimal, null where missing."""
    seconds = np.where(missing, 0, end) - np.where(missing, 0, start)
    return pa.array(np.round(seconds / 60, 1), mask=missing)


def _coded(
    code: NDArray[np.integer[Any]], labels: Sequence[str], *, ordered: bool = False
) -> Any:
    indices = pa.array(code.astype(np.int8), mask=code < 0)
    return pa.DictionaryArray.from_arrays(indices, list(labels), ordered=ordered)


def _without(column: Any, missing: NDArray[np.bool_]) -> Any:
    return column.take(pa.array(np.arange(len(column)), mask=missing))
