"""The judge must see what is wrong: each fault is planted and found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.engines.synth.diary.builders import (
    TUESDAY,
    invent,
    make_problem,
    make_session,
)

from horarium.domain.token import TokenStatus
from horarium.engines.synth.diary import Outpatients, Visit, faults

Spoil = Callable[[Visit], Visit]


def spoilt(change: Spoil, *, status: TokenStatus) -> set[str]:
    """The kinds of fault found after ``change`` is made to one visit of that status."""
    problem = make_problem(make_session(), working=frozenset({"clinic"}))
    found = invent(problem)
    at = next(i for i, visit in enumerate(found.visits) if visit.status is status)
    visits = [*found.visits[:at], change(found.visits[at]), *found.visits[at + 1 :]]
    return {
        fault.kind for fault in faults(problem, replace(found, visits=tuple(visits)))
    }


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        (lambda v: replace(v, number=99), TokenStatus.BOOKED, "numbers"),
        (lambda v: replace(v, slot=v.slot.shifted(timedelta(days=1))), TokenStatus.BOOKED, "slot"),
        (lambda v: replace(v, arrived_at=TUESDAY), TokenStatus.BOOKED, "status"),
        (lambda v: replace(v, arrived_at=TUESDAY + timedelta(1)), TokenStatus.ARRIVED, "future"),
        (lambda v: replace(v, ended_at=v.made_at - timedelta(1)), TokenStatus.COMPLETED, "order"),
        (lambda v: replace(v, ended_at=TUESDAY), TokenStatus.COMPLETED, "doctor"),
        (lambda v: replace(v, patient=9999), TokenStatus.BOOKED, "people"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(
    change: Spoil, status: TokenStatus, kind: str
) -> None:
    assert kind in spoilt(change, status=status)


def test_a_patient_in_two_rooms_at_once_is_found() -> None:
    problem = make_problem(make_session("one"), make_session("two"))
    found = invent(problem)
    moved = tuple(replace(visit, patient=1) for visit in found.visits)

    kinds = {fault.kind for fault in faults(problem, Outpatients(found.people, moved))}

    assert "double-booked" in kinds


def test_more_patients_than_places_are_found() -> None:
    problem = make_problem()
    smaller = make_problem(make_session(capacity=2, overflow_limit=0))

    kinds = {fault.kind for fault in faults(smaller, invent(problem))}

    assert "places" in kinds


def test_a_visit_before_birth_is_found() -> None:
    problem = make_problem()
    found = invent(problem)
    unborn = tuple(
        replace(person, birth_on=TUESDAY.date() + timedelta(days=1))
        for person in found.people
    )

    kinds = {fault.kind for fault in faults(problem, Outpatients(unborn, found.visits))}

    assert kinds == {"birth"}


def test_a_record_number_given_twice_is_found() -> None:
    problem = make_problem()
    found = invent(problem)
    people = tuple(replace(person, record_number="D1") for person in found.people)

    kinds = {fault.kind for fault in faults(problem, Outpatients(people, found.visits))}

    assert kinds == {"people"}
