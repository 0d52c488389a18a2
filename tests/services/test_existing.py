from uuid import UUID

import pytest
from tests.builders import given_patient, given_practitioner, given_session

from horarium.domain.errors import NoSuchThing
from horarium.services import existing

NOBODY = UUID("01a20095-72f6-70c4-b233-343536373839")


@pytest.mark.parametrize(
    "noun",
    [
        "practitioner",
        "service",
        "location",
        "patient",
        "roster",
        "session",
        "appointment",
        "token",
    ],
)
def test_an_id_that_names_nothing_is_refused_with_what_it_should_have_named(work, noun):
    with pytest.raises(NoSuchThing) as refusal:
        getattr(existing, noun)(work, NOBODY)

    assert (refusal.value.kind, refusal.value.identifier) == (noun, str(NOBODY))


@pytest.mark.parametrize(
    ("noun", "given"),
    [
        ("practitioner", given_practitioner),
        ("patient", given_patient),
        ("session", given_session),
    ],
)
def test_an_id_names_what_has_it(work, noun, given):
    made = given(work)

    assert getattr(existing, noun)(work, made.id).id == made.id
