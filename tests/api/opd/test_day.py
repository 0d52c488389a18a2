"""A whole morning as a client of the original would run it."""

from typing import Any

import pytest

PEOPLE = [
    ("book", {"patientId": "PAT-1", "patientName": "Ana", "phoneNumber": "1"}),
    ("walkin", {"patientName": "Ben", "phoneNumber": "2"}),
    ("priority", {"patientId": "PAT-3", "patientName": "Cleo"}),
    ("followup", {"patientId": "PAT-4", "patientName": "Dan"}),
    ("emergency", {"patientName": "Eve"}),
]


class Morning:
    """A doctor, two slots and five people in the first, by their names."""

    def __init__(self, client) -> None:
        self._client = client
        self.doctor = self._doctor()
        self.first = self._slot("09:30", "10:30")
        self.second = self._slot("10:30", "11:30")
        self.tokens = {
            body["patientName"]: self.call(
                "POST", f"/tokens/{kind}", {"slotId": self.first} | body
            )["data"]
            for kind, body in PEOPLE
        }

    def call(self, method: str, address: str, body: Any = None) -> dict[str, Any]:
        """The answer's envelope; the client knows only the original's addresses."""
        answer = self._client.request(method, address, json=body)
        assert answer.status_code in (200, 201), answer.text
        told = answer.json()
        assert told["success"] is True
        return told

    def set_status(self, name: str, status: str) -> None:
        address = f"/tokens/{self.tokens[name]['id']}/status"
        self.call("PATCH", address, {"status": status})

    def names(self, slot: str) -> list[str]:
        queue = self.call("GET", f"/tokens/queue/{slot}")
        assert queue["count"] == len(queue["data"])
        return [one["patientName"] for one in queue["data"]]

    def _doctor(self) -> str:
        body = {
            "name": "Dr. Lena Moss",
            "specialization": "General Medicine",
            "opd_days": ["Monday", "Tuesday", "Friday"],
        }
        return self.call("POST", "/doctors", body)["data"]["_id"]

    def _slot(self, start: str, end: str) -> str:
        body = {
            "doctorId": self.doctor,
            "date": "2026-01-06",
            "startTime": start,
            "endTime": end,
            "maxCapacity": 5,
        }
        return self.call("POST", "/slots", body)["data"]["_id"]


@pytest.fixture
def morning(clinic) -> Morning:
    return Morning(clinic.client)


def test_five_people_fill_a_slot_in_the_order_of_their_classes(morning):
    filled = morning.call("GET", f"/slots/doctor/{morning.doctor}/filled")

    assert morning.names(morning.first) == ["Eve", "Cleo", "Dan", "Ana", "Ben"]
    assert [one["id"] for one in filled["data"]] == [morning.first]


def test_a_morning_ends_in_the_next_slot_when_the_doctor_is_late(morning):
    for status in ("CHECKED_IN", "CONSULTING", "COMPLETED"):
        morning.set_status("Eve", status)
    gone = f"/tokens/{morning.tokens['Ben']['id']}/cancel"
    morning.call("DELETE", gone, {"reason": "left"})
    morning.call("PATCH", f"/slots/{morning.first}/delay?delay_minutes=45")

    moved = morning.call(
        "POST",
        f"/tokens/reallocate/{morning.first}",
        {"target_slot_id": morning.second},
    )

    assert moved["data"]["reallocated"] == 3
    assert morning.names(morning.second) == ["Cleo", "Dan", "Ana"]
    stats = morning.call("GET", f"/slots/{morning.first}/stats")["data"]
    assert stats["tokenStats"] == {"COMPLETED": 1, "CANCELLED": 1}
    mine = morning.call("GET", "/tokens/patient/PAT-1")["data"]
    assert [one["slotId"] for one in mine] == [morning.second]
    assert mine[0]["estimatedTime"] == "2026-01-06T10:50:00"
