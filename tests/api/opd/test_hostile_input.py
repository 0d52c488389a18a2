"""Nothing a client of the OPD interface can say makes it fail."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.api.opd.conftest import operations
from tests.builders import new_id

KNOWN = str(new_id())

NAMES = (
    "name",
    "specialization",
    "opd_days",
    "doctorId",
    "doctor_id",
    "date",
    "startTime",
    "endTime",
    "maxCapacity",
    "overflowLimit",
    "discipline",
    "slotId",
    "patientId",
    "patientName",
    "phoneNumber",
    "age",
    "reason",
    "status",
    "target_slot_id",
    "targetSlotId",
)

odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=60),
    st.sampled_from(
        ["", " ", "\0", "\ud800", KNOWN, "Monday", "2026-01-07", "10:00", "23:59"]
    ),
    st.sampled_from(["weights", "COMPLETED", "CHECKED_IN", "x" * 5000, "24:00"]),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
bodies = st.one_of(st.dictionaries(st.sampled_from(NAMES), odd, max_size=12), odd)
parts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
queries = st.dictionaries(
    st.sampled_from(["date", "limit", "offset", "delay_minutes", "specialization"]),
    st.text(st.characters(codec="utf-8"), max_size=20) | st.integers().map(str),
    max_size=3,
)


@pytest.fixture
def everything(app) -> list[tuple[str, str, dict[str, Any]]]:
    """Each endpoint with the answers it documents."""
    return [
        (method, path, operation["responses"])
        for _, method, path, operation in operations(app)
    ]


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_every_answer_is_one_that_is_documented(clinic, everything, data):
    method, path, documented = data.draw(st.sampled_from(everything))
    body, query = data.draw(bodies), data.draw(queries)
    while "{" in path:
        path = (
            path[: path.index("{")]
            + quote(data.draw(parts), safe="")
            + (path[path.index("}") + 1 :])
        )

    answer = clinic.client.request(
        method,
        path.removeprefix("/api"),
        params=query,
        content=json.dumps(body),
        headers={"Content-Type": "application/json"},
    )

    is_elsewhere = answer.status_code in (404, 405)
    assert str(answer.status_code) in documented or is_elsewhere, answer.text
    assert answer.status_code < 500
