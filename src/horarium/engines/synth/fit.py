"""A clinic like one's own: a spec from what was learnt, and what was learnt in words."""

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from horarium.domain.errors import InvalidField, UnreadableInput
from horarium.engines.synth.learnt import BAND_YEARS, N_BANDS, Learnt
from horarium.engines.synth.organisation import ServiceKind, Traits
from horarium.engines.synth.params import StatusRates
from horarium.engines.synth.population_spec import Cell, Population
from horarium.engines.synth.presets.preset import Preset
from horarium.engines.synth.pyramid import OLDEST, Sex
from horarium.engines.synth.spec import Calendar, ClinicSpec, Demand, Hours

_ONE_DAY = timedelta(days=1)
_ODD = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
"""What a document of another shape runs into."""


def spec_of(learnt: Learnt, base: ClinicSpec | None = None) -> ClinicSpec:
    """``base`` with everything in it that the records told; the rest stays as it was.

    The calendar spans the records and closes the weekdays that do not occur; bookings of
    the day itself make room by lowering the fill rate, as they come beside the booked.
    """
    base = base or ClinicSpec()
    return replace(
        base,
        calendar=_calendar(learnt, base.calendar),
        demand=_demand(learnt, base.demand),
        rates=_rates(learnt, base.rates),
        population=_population(learnt, base.population),
        booking=replace(base.booking, **_curve(learnt, base)),
        day=replace(base.day, **_day(learnt)),
    )


def preset_of(learnt: Learnt, base: Preset) -> Preset:
    """A preset like the records: the clinics of ``base`` with what was learnt.

    People who book on the day come as urgent ones, so many of them that they make up their
    share while slots last.
    """
    spec = spec_of(learnt, base.clinic)
    traits = replace(base.traits, services=_services(learnt, base))
    if learnt.same_day:
        wanted = base.clinic.booking.fill_rate * learnt.same_day
        traits = replace(traits, urgent=wanted * _slots_a_session(traits, spec))
    return replace(
        base,
        title=f"{base.title}, like records of one's own",
        traits=traits,
        clinic=spec,
    )


def learnt_json(learnt: Learnt) -> str:
    """What was learnt as a document that ``read_learnt`` reads again."""
    return json.dumps(asdict(learnt), indent=1) + "\n"


def read_learnt(text: str, file: str) -> Learnt:
    """What ``learnt_json`` wrote; raises ``UnreadableInput`` for anything else."""
    try:
        given = json.loads(text)
        lists = {name: _frozen(value) for name, value in given.items()}
        learnt = Learnt(**lists)
        spec_of(learnt)
    except (*_ODD, InvalidField) as fault:
        wanted = "a document that `horarium synth fit` wrote"
        raise UnreadableInput(file, "what was learnt", str(fault), wanted) from fault
    return learnt


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def told(learnt: Learnt) -> list[tuple[str, str]]:
    """What was learnt, line by line: what, and how much; notes last."""
    lines = [
        ("rows", f"{learnt.n_rows:,}"),
        ("days", f"{learnt.first_day} to {learnt.last_day}"),
        ("appointments an open day", f"{learnt.per_day:.1f}"),
    ]
    for name, share in (learnt.status_rates or {}).items():
        lines.append((name, f"{share:.2%}"))
    for what, name, form in _NUMBERS:
        value = getattr(learnt, name)
        lines.append((what, "not told" if value is None else form.format(value)))
    if learnt.weekday_weights:
        lines.append(("weekdays from Monday", _weights(learnt.weekday_weights)))
    if learnt.month_weights:
        lines.append(("months from January", _weights(learnt.month_weights)))
    if learnt.age_shares:
        lines.append(("women", f"{sum(learnt.age_shares[0]):.2%}"))
    return [*lines, *(("note", note) for note in learnt.notes)]


_NUMBERS = (
    ("booked on the day", "same_day", "{:.2%}"),
    ("median lead", "median_lead_days", "{} days"),
    ("leads up to", "horizon_days", "{} days"),
    ("visits a patient and year", "visits_per_year", "{:.2f}"),
    ("first attendances", "first_attendance", "{:.2%}"),
    ("consultation", "duration_mean_min", "{:.1f} min"),
    ("variation of consultations", "duration_cv", "{:.3f}"),
    ("check-in from the promised time", "check_in_mean_min", "{:+.1f} min"),
    ("spread of check-ins", "check_in_sd_min", "{:.1f} min"),
)


def _weights(weights: tuple[float, ...]) -> str:
    return " ".join(f"{weight:.2f}" for weight in weights)


def _calendar(learnt: Learnt, base: Calendar) -> Calendar:
    first, last = (
        date.fromisoformat(day) for day in (learnt.first_day, learnt.last_day)
    )
    weekdays = tuple(
        number for number, weight in enumerate(learnt.weekday_weights or ()) if weight
    )
    hours = tuple(replace(one, weekdays=weekdays or one.weekdays) for one in base.hours)
    if learnt.hours:
        opens, closes = learnt.hours
        hours = (
            Hours(
                start_min=60 * opens,
                end_min=60 * closes,
                weekdays=weekdays or base.hours[0].weekdays,
            ),
        )
    return replace(
        base, ranges=((first, last),), reference=last + _ONE_DAY, hours=hours
    )


def _demand(learnt: Learnt, base: Demand) -> Demand:
    return replace(
        base,
        weekday_weights=learnt.weekday_weights or base.weekday_weights,
        month_weights=learnt.month_weights or base.month_weights,
    )


def _rates(learnt: Learnt, base: StatusRates) -> StatusRates:
    if learnt.status_rates is None:
        return base
    rates = learnt.status_rates
    return StatusRates(
        cancelled=rates["cancelled"],
        no_show=rates["did not attend"],
        unknown=rates["unknown"],
    )


def _curve(learnt: Learnt, base: ClinicSpec) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if learnt.median_lead_days is not None and learnt.horizon_days is not None:
        found["median_lead_days"] = learnt.median_lead_days
        found["horizon_days"] = learnt.horizon_days
    if learnt.same_day:
        found["fill_rate"] = base.booking.fill_rate * (1 - learnt.same_day)
    return found


def _population(learnt: Learnt, base: Population) -> Population:
    found: dict[str, Any] = {}
    if learnt.age_shares is not None:
        cells = tuple(_cells(learnt.age_shares))
        found["cells"] = cells
        found["youngest"] = min(cell.youngest for cell in cells)
        found["oldest"] = max(cell.oldest for cell in cells)
    for name in ("visits_per_year", "first_attendance"):
        if getattr(learnt, name) is not None:
            found[name] = getattr(learnt, name)
    return replace(base, **found)


def _cells(shares: tuple[tuple[float, ...], tuple[float, ...]]) -> list[Cell]:
    return [
        Cell(
            sex=sex,
            youngest=BAND_YEARS * band,
            oldest=OLDEST if band == N_BANDS - 1 else BAND_YEARS * (band + 1) - 1,
            share=share,
        )
        for sex, row in zip((Sex.FEMALE, Sex.MALE), shares, strict=True)
        for band, share in enumerate(row)
        if share
    ]


def _day(learnt: Learnt) -> dict[str, float]:
    known = {
        "consult_mean": learnt.duration_mean_min,
        "consult_cv": learnt.duration_cv,
        "check_in_mean": learnt.check_in_mean_min,
        "check_in_sd": learnt.check_in_sd_min,
    }
    return {name: value for name, value in known.items() if value is not None}


def _services(learnt: Learnt, base: Preset) -> tuple[ServiceKind, ...]:
    """The services, their consultations as long on average as was learnt."""
    if learnt.duration_mean_min is None:
        return base.traits.services
    scale = learnt.duration_mean_min / base.clinic.day.consult_mean
    return tuple(
        replace(
            service,
            types=tuple(
                replace(
                    one, mean_min=scale * one.mean_min, cv=learnt.duration_cv or one.cv
                )
                for one in service.types
            ),
        )
        for service in base.traits.services
    )


def _slots_a_session(traits: Traits, spec: ClinicSpec) -> float:
    """Slots of a session on average over the weekly patterns."""
    total = sum(pattern.weight for pattern in traits.patterns)
    minutes = sum(
        pattern.weight
        / total
        * sum(
            60 * (end.hour - start.hour) + end.minute - start.minute
            for start, end in pattern.sessions
        )
        / len(pattern.sessions)
        for pattern in traits.patterns
    )
    return minutes / spec.calendar.slot_min
