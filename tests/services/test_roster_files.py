"""Stored rosters as files: drafts come in whole, private things go to makers alone."""

from dataclasses import replace

import pytest
from tests.services.duties import given_ward

from horarium.domain.actor import Role
from horarium.domain.errors import InvalidField, NoSuchThing, UnreadableInput
from horarium.domain.roster import RosterStatus
from horarium.engines.rostering.people import Request
from horarium.services import roster_files, rosters
from horarium.services.roster_files import WITH_PRIVATE, NewRosterFile

REASON = "a scan that nobody needs to know of"


def with_a_reason(problem):
    first = replace(
        problem.people[0], requests=(Request(day=1, weight=9, reason=REASON),)
    )
    return replace(problem, people=(first, *problem.people[1:]))


@pytest.fixture
def ward(work):
    return given_ward(work, alter=with_a_reason)


@pytest.mark.parametrize("form", ["xlsx", "csv", "toml", "json"])
def test_what_is_exported_comes_back_as_a_draft(ward, work_as, form):
    coordinator = work_as(Role.COORDINATOR)
    made = roster_files.export(coordinator, ward.stored.id, form)
    new = NewRosterFile(
        data=made.data, form=form, file=made.name, against=ward.stored.id
    )

    draft = roster_files.import_draft(coordinator, new)

    assert draft.status is RosterStatus.DRAFT
    assert draft.id != ward.stored.id
    lived = rosters.get(coordinator, ward.stored.id)
    assert set(draft.assignments) == set(lived.assignments)


def test_a_wrong_cell_keeps_the_whole_file_out(ward, work_as):
    coordinator = work_as(Role.COORDINATOR)
    made = roster_files.export(coordinator, ward.stored.id, "csv")
    wrong = made.data.replace(b",N,", b",X,", 1)
    before = rosters.headings(coordinator)

    with pytest.raises(UnreadableInput, match="row 2, column"):
        roster_files.import_draft(
            coordinator,
            NewRosterFile(data=wrong, form="csv", file="x.csv", against=ward.stored.id),
        )

    assert rosters.headings(coordinator) == before


def test_no_form_for_a_registrar_holds_anybodys_reasons(ward, work_as):
    doctor = ward.as_(work_as, 1)
    names = [form.name for form in roster_files.forms(doctor)]

    made = [roster_files.export(doctor, ward.stored.id, name).data for name in names]

    assert len(names) >= 5
    assert not set(names) & set(WITH_PRIVATE)
    assert not [data for data in made if REASON.encode() in data]
    with pytest.raises(InvalidField):
        roster_files.export(doctor, ward.stored.id, "json")


def test_drafts_are_for_their_makers(work, work_as):
    ward = given_ward(work, is_published=False)

    assert roster_files.export(work_as(Role.COORDINATOR), ward.stored.id, "csv").data
    with pytest.raises(NoSuchThing):
        roster_files.export(ward.as_(work_as, 0), ward.stored.id, "pdf")
