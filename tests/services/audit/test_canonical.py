from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from tests.builders import NINE

from horarium.services.audit.canonical import Header, event_bytes, leaf
from horarium.store.seals import EventRow, Seal

ROW = EventRow(
    id=7,
    organisation="0190",
    at_us=1_767_690_000_000_000,
    actor_kind="person",
    actor=None,
    actor_role="staff",
    action="tokens.check_in",
    object_kind="token",
    object_id="1",
    patient=None,
    details='{"n": 1}',
    request_id=None,
    xid=800,
)
SEAL = Seal(
    number=3,
    sealed_at=NINE,
    event_ids=(5, 7),
    leaves=bytes(64),
    root=bytes(32),
    previous=b"\1" * 32,
    signature=b"\2" * 64,
    last_id=9,
    horizon=801,
    settled_id=8,
)


def test_an_event_is_written_in_one_way_only() -> None:
    assert event_bytes(ROW) == (
        b'["horarium-event-1",7,"0190",1767690000000000,"person",null,"staff",'
        b'"tokens.check_in","token","1",null,"{\\"n\\": 1}",null,800]'
    )


@pytest.mark.parametrize("name", EventRow._fields)
def test_no_column_of_an_event_can_change_without_its_leaf(name: str) -> None:
    value = getattr(ROW, name)
    other = value + 1 if isinstance(value, int) else "other"

    assert leaf(ROW._replace(**{name: other})) != leaf(ROW)


def test_a_missing_value_is_not_the_word_for_it() -> None:
    assert leaf(ROW._replace(patient="null")) != leaf(ROW)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 4},
        {"sealed_at": NINE + timedelta(microseconds=1)},
        {"event_ids": (7, 5)},
        {"event_ids": (5,)},
        {"root": b"\3" * 32},
        {"previous": bytes(32)},
        {"last_id": 10},
        {"horizon": 802},
        {"settled_id": 9},
    ],
)
def test_no_part_of_a_seal_can_change_without_its_digest(
    change: dict[str, Any],
) -> None:
    changed = Header.of("o", replace(SEAL, **change))

    assert changed.digest() != Header.of("o", SEAL).digest()


def test_seals_of_two_organisations_differ() -> None:
    assert Header.of("a", SEAL).digest() != Header.of("b", SEAL).digest()


def test_the_zone_in_which_an_instant_is_read_makes_no_difference() -> None:
    elsewhere = datetime(2026, 1, 6, 14, 30, tzinfo=timezone(timedelta(hours=5.5)))
    assert elsewhere == SEAL.sealed_at.astimezone(UTC)

    moved = Header.of("o", replace(SEAL, sealed_at=elsewhere))

    assert moved.digest() == Header.of("o", SEAL).digest()
