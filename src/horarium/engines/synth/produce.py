"""A partition of a data set: one clinic, encoded and counted."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from horarium.engines.synth.card import PER_MILLE
from horarium.engines.synth.clinic import ClinicDrawn, draw_clinic
from horarium.engines.synth.clinic_tables import clinic_tables, site_table, sites_of
from horarium.engines.synth.drawn import NEVER, SEXES, STATUSES, Flags, Status
from horarium.engines.synth.plan import DataSetPlan, Format
from horarium.engines.synth.stream import Part, Produced
from horarium.engines.synth.tally import Tally
from horarium.engines.synth.writers.fhir import to_fhir
from horarium.engines.synth.writers.tables import to_copy, to_csv, to_parquet

_LONGEST_WAIT_MIN = 600

Encode = Callable[[str, Any], Part]
_ENCODE: Mapping[Format, Encode] = {
    Format.PARQUET: to_parquet,
    Format.DUCKDB: to_parquet,
    Format.CSV: to_csv,
    Format.POSTGRES: to_copy,
}


def produce(plan: DataSetPlan, index: int) -> Produced:
    """Clinic ``index`` of the plan: its tables as files of the plan's format.

    A pure function; any process gives the same bytes.
    """
    own = draw_clinic(plan, index)
    time_zone = plan.kind.traits.time_zone
    tables = clinic_tables(own, time_zone, with_events=plan.events)
    sites = sites_of(plan.organisation, index)
    if sites:
        tables = {"sites": site_table(sites)} | tables
    if plan.format is Format.FHIR_NDJSON:
        parts = to_fhir(own, tables, time_zone)
    else:
        encode = _ENCODE[plan.format]
        parts = tuple(encode(name, table) for name, table in tables.items())
    rows = {name: table.num_rows for name, table in tables.items()}
    return Produced(index, parts, Tally({"rows": rows} | counts_of(own)))


def counts_of(own: ClinicDrawn) -> dict[str, dict[str, int]]:
    """What the card needs to know of a clinic, as counts that add up.

    Statuses, leads and first attendances are of past bookings, without whoever just came.
    """
    drawn, booked = own.drawn, own.is_booked
    slots, made, who = drawn.slots, drawn.bookings, drawn.visitors
    past = made.slot < slots.n_past
    rows = booked & past
    status = drawn.outcomes.status
    held = np.unique(made.slot[rows & (made.cancelled_s == NEVER)])
    lead = slots.day[made.slot] - made.made_s // 86_400
    seen = drawn.times.start_s != NEVER
    wait_min = (drawn.times.start_s[seen] - drawn.times.check_in_s[seen]) // 60
    early = drawn.times.check_in_s <= slots.start_s[made.slot]
    first = who.is_first[past]
    return {
        "past slot": _counts(
            np.bincount([0, 1], weights=[slots.n_past - len(held), len(held)]),
            ("open", "held"),
        ),
        "status": _counts(np.bincount(status[rows], minlength=5), STATUSES),
        "lead days": _whole(lead[rows]),
        "attendance": _counts(np.bincount(first, minlength=2), ("return", "first")),
        "sex": _counts(np.bincount(who.people.sex[who.patient], minlength=2), SEXES),
        "punctuality": _counts(
            np.bincount(early[seen & booked], minlength=2), ("late", "early")
        ),
        "wait minutes": _whole(np.minimum(wait_min, _LONGEST_WAIT_MIN)),
        "modality": _counts(
            np.bincount(own.kinds.is_virtual[booked], minlength=2), ("AMB", "VR")
        ),
        "chance of missed": _chances(own, rows & (status == Status.NO_SHOW)),
        "chance of came": _chances(own, rows & (status == Status.ATTENDED)),
    }


def _chances(own: ClinicDrawn, rows: Flags) -> dict[str, int]:
    p = own.drawn.outcomes.p_no_show[rows]
    return _whole(np.round(PER_MILLE * p).astype(np.int64))


def _whole(values: "np.ndarray[Any, Any]") -> dict[str, int]:
    found, n = np.unique(values, return_counts=True)
    return {
        str(value): count
        for value, count in zip(found.tolist(), n.tolist(), strict=True)
    }


def _counts(n: "np.ndarray[Any, Any]", names: tuple[str, ...]) -> dict[str, int]:
    return {
        name: int(count) for name, count in zip(names, n.tolist(), strict=True) if count
    }
