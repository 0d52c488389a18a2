"""FHIR resources say what the tables say, in FHIR's own codes."""

import json
from collections import Counter
from functools import cache

from tests.engines.synth.organisations import drawn, make_plan

from horarium.engines.synth.clinic_tables import clinic_tables
from horarium.engines.synth.drawn import Status
from horarium.engines.synth.plan import DataSetPlan
from horarium.engines.synth.writers.fhir import to_fhir

ZONE = "Europe/London"


@cache
def resources() -> dict[str, list[dict[str, object]]]:
    plan: DataSetPlan = make_plan()
    tables = clinic_tables(drawn(), plan.kind.traits.time_zone)
    return {
        part.table: [json.loads(line) for line in part.data.decode().splitlines()]
        for part in to_fhir(drawn(), tables, ZONE)
    }


def test_every_row_is_a_resource_of_its_type():
    own = drawn().drawn

    assert len(resources()["Appointment"]) == len(own.bookings)
    assert len(resources()["Patient"]) == len(own.visitors.people)
    assert len(resources()["Slot"]) == len(own.slots)
    assert all(
        one["resourceType"] == kind
        for kind, every in resources().items()
        for one in every
    )


def test_statuses_are_fhirs_codes():
    found = Counter(one["status"] for one in resources()["Appointment"])
    status = drawn().drawn.outcomes.status

    assert set(found) == {"fulfilled", "cancelled", "noshow", "booked"}
    assert found["noshow"] == (status == Status.NO_SHOW).sum()
    assert {one["status"] for one in resources()["Slot"]} == {"free", "busy"}


def test_only_cancelled_appointments_have_a_reason():
    for one in resources()["Appointment"]:
        assert ("cancelationReason" in one) == (one["status"] == "cancelled")


def test_instants_are_utc_and_summer_time_is_allowed_for():
    starts = {one["id"]: one["start"] for one in resources()["Slot"]}
    hours = {start[11:13] for start in starts.values()}
    summer = {start[11:13] for start in starts.values() if start > "2024-04-01"}

    assert all(start.endswith("Z") for start in starts.values())
    assert min(summer) < min(hours - summer)
