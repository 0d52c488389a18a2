"""The people of the panel."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from horarium.domain.errors import InvalidField
from horarium.engines.synth.diary import invent_people
from horarium.engines.synth.diary.outcome import Person, Sex
from horarium.engines.synth.diary.params import People
from horarium.engines.synth.pyramid import SHARES

ON = date(2026, 3, 10)


def people(n: int, *, seed: int = 0, params: People | None = None) -> list[Person]:
    return list(invent_people(n, np.random.default_rng(seed), on=ON, params=params))


def age_of(person: Person) -> int:
    had_birthday = (ON.month, ON.day) >= (person.birth_on.month, person.birth_on.day)
    return ON.year - person.birth_on.year - (not had_birthday)


def test_ages_and_sexes_follow_the_pyramid() -> None:
    crowd = people(60_000, params=People(youngest=0))

    cells = Counter((person.sex, min(18, age_of(person) // 5)) for person in crowd)

    for sex, shares in SHARES:
        for band, percent in enumerate(shares):
            found = 100 * cells[sex, band] / len(crowd)
            assert found == pytest.approx(percent, abs=0.3), (sex, band)


def test_nobody_is_younger_than_the_youngest() -> None:
    assert min(age_of(person) for person in people(5000)) == 16


def test_the_pyramid_below_the_youngest_leaves_the_rest_in_proportion() -> None:
    crowd = people(40_000, params=People(youngest=85))

    female = sum(person.sex is Sex.FEMALE for person in crowd) / len(crowd)

    assert female == pytest.approx(3.055 / (3.055 + 2.461), abs=0.01)


def test_record_numbers_and_telephones_are_nobody_elses() -> None:
    crowd = people(8000)

    phones = [person.phone for person in crowd if person.phone]

    assert len({person.record_number for person in crowd}) == len(crowd)
    assert len(set(phones)) == len(phones)
    assert len(phones) / len(crowd) == pytest.approx(0.96, abs=0.01)


def test_every_telephone_lies_in_a_block_that_belongs_to_nobody() -> None:
    fictional = ("+44 7700 900", "+44 20 7946 0", "+44 1632 960", "+44 29 2018 0")

    phones = [person.phone for person in people(4000) if person.phone]

    assert all(
        phone.startswith(fictional) or " 496 0" in phone or "+44 191 498 0" in phone
        for phone in phones
    )
    assert all(sum(c.isdigit() for c in phone) in (11, 12) for phone in phones)


def test_people_are_numbered_on_from_those_there_are() -> None:
    more = invent_people(3, np.random.default_rng(0), on=ON, first=40)

    assert [person.number for person in more] == [40, 41, 42]


def test_nobody_can_be_invented_without_a_record_number_left() -> None:
    with pytest.raises(InvalidField) as refusal:
        people(900_001)

    assert refusal.value.field == "n"
