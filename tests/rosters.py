"""Rostering problems in the form in which they are asked for."""

from datetime import date, timedelta
from typing import Any

WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def make_problem(codes: list[str], **changes: Any) -> dict[str, Any]:
    """Everybody may work a day shift; two a day are wanted, one is needed."""
    cover = {"weekdays": WEEK, "shift_types": ["D"], "wanted": 2, "minimum": 1}
    known = {
        "format": "horarium-roster-problem/1",
        "name": "A small week",
        "horizon": {"start": "2026-01-05", "days": 7},
        "shift_types": [{"id": "D", "start": "08:00", "end": "16:00"}],
        "people": [{"id": code} for code in codes],
        "cover": [cover | {"under_weight": 10, "over_weight": 10}],
    }
    return known | changes


def make_hard_problem(codes: list[str]) -> dict[str, Any]:
    """Wishes that cannot all be met, so that proving anything takes long."""
    wishes = [
        {
            "id": code,
            "requests": [
                {
                    "kind": "off",
                    "day": f"{date(2026, 1, 5) + timedelta(day)}",
                    "weight": 1 + n * day % 5,
                }
                for day in range(0, 84, 1 + n % 3)
            ],
        }
        for n, code in enumerate(codes)
    ]
    shifts = [
        {"id": "D", "start": "08:00", "end": "16:00"},
        {"id": "L", "start": "08:00", "end": "20:30"},
        {"id": "N", "start": "20:00", "end": "08:30", "never_before": ["D", "L"]},
    ]
    cover = [
        {
            "weekdays": WEEK,
            "shift_types": [shift["id"]],
            "wanted": len(codes) // 4,
            "under_weight": 7,
            "over_weight": 3,
        }
        for shift in shifts
    ]
    return make_problem(
        codes,
        horizon={"start": "2026-01-05", "days": 84},
        shift_types=shifts,
        people=wishes,
        cover=cover,
        packs=["uk-2016-refreshed"],
    )
