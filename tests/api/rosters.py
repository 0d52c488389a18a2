"""A small roster problem in the engine's own form."""

N_DAYS = 3
ON_DAYS = {"weekdays": ["Mon", "Tue", "Wed"], "shift_types": ["D"]}


def make_document(codes):
    """Three days from 5 January; each day somebody must be on, and two are wanted."""
    cover = ON_DAYS | {"wanted": 2, "minimum": 1, "under_weight": 10, "over_weight": 1}
    return {
        "format": "horarium-roster-problem/1",
        "name": "Three days",
        "horizon": {"start": "2026-01-05", "days": N_DAYS},
        "shift_types": [{"id": "D", "start": "08:00", "end": "16:00"}],
        "people": [{"id": code} for code in codes],
        "cover": [cover],
    }
