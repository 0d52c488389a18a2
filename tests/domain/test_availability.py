"""Where slots lie."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from horarium.domain.availability import Stretch
from horarium.domain.interval import Interval

NINE = datetime(2026, 1, 6, 9, tzinfo=UTC)


def minutes(n: int) -> datetime:
    """So many minutes after nine."""
    return NINE + timedelta(minutes=n)


@given(
    end=st.integers(1, 240),
    slot_min=st.integers(1, 45),
    rest=st.tuples(st.integers(0, 240), st.integers(1, 60)) | st.none(),
)
def test_a_slot_is_found_at_its_start_and_nowhere_else(end, slot_min, rest):
    planned = None
    if rest is not None and rest[0] < end:
        planned = Interval(minutes(rest[0]), minutes(min(end, sum(rest))))
    stretch = Stretch(Interval(NINE, minutes(end)), slot_min, planned)

    found = [stretch.slot_at(minutes(n)) for n in range(-50, end + 50)]

    assert [slot for slot in found if slot is not None] == stretch.slots()
