"""Whose data a process serves."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from horarium.domain.actor import ActorKind
from horarium.domain.errors import InvalidField, NoOrganisation
from horarium.domain.ids import OrganisationId
from horarium.services import deployment
from horarium.services.deployment import (
    Deployment,
    Place,
    find_organisation,
    free_bytes,
    locate,
)
from horarium.store.people import Organisation


def make_organisation(slug: str) -> Organisation:
    return Organisation(OrganisationId(UUID(int=len(slug))), slug, slug, "Asia/Kolkata")


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch):
    """Sets which organisations the database holds."""

    def set_to(*slugs: str) -> None:
        found = [make_organisation(slug) for slug in slugs]
        monkeypatch.setattr(deployment.people, "organisations", lambda _db: found)

    return set_to


def test_the_only_organisation_needs_no_name(database, known):
    known("medicine")

    assert find_organisation(database, None).slug == "medicine"


def test_one_of_several_is_found_by_its_name(database, known):
    known("medicine", "surgery")

    assert find_organisation(database, "surgery").slug == "surgery"


@pytest.mark.parametrize("slug", [None, "dentistry"])
def test_which_of_several_must_be_said(database, known, slug: str | None):
    known("medicine", "surgery")

    with pytest.raises(InvalidField) as refusal:
        find_organisation(database, slug)

    assert refusal.value.field == "HORARIUM_ORGANISATION"
    assert "medicine, surgery" in refusal.value.wanted


def test_an_empty_database_is_refused_with_what_to_do(database, known):
    known()

    with pytest.raises(NoOrganisation) as refusal:
        find_organisation(database, None)

    assert "horarium demo" in refusal.value.sentence()


def test_a_unit_of_work_is_horariums_own_unless_somebody_is_named(
    database, organisation, clock, tmp_path
):
    served = Deployment(database, organisation, clock, tmp_path)

    with served.work() as work:
        assert work.actor.kind is ActorKind.SYSTEM
        assert work.organisation == organisation.id


def test_the_day_of_a_unit_of_work_is_the_organisations(database, clock, tmp_path):
    clock.at = datetime(2026, 1, 6, 20, 0, tzinfo=UTC)
    served = Deployment(database, make_organisation("india"), clock, tmp_path)

    with served.work() as work:
        assert work.today.day == 7


def test_a_database_of_ones_own_is_where_it_is_said_to_be(tmp_path):
    place = Place(tmp_path, "postgresql://ana@db/horarium")

    assert locate(place)() == "postgresql://ana@db/horarium"


def test_the_space_of_a_folder_that_is_not_made_yet_is_that_of_where_it_would_be(
    tmp_path,
):
    assert free_bytes(tmp_path / "not" / "yet") == pytest.approx(
        free_bytes(tmp_path), rel=0.5
    )
