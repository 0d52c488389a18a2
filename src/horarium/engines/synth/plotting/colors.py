"""The palette of the plots."""

COLORS = {
    "primary": "#67A7D4",
    "secondary": "#F9A369",
    "grid": "#E5E7EB",
    "text": "#222222",
    "available": "#43AD7E",
    "unavailable": "#FF6F61",
    "male": "#4583B5",
    "female": "#EF7A84",
    "attended": "#B69DE1",
    "cancelled": "#B3C1F2",
    "did not attend": "#BDE3F0",
    "unknown": "#E5E5E5",
    "scheduled": "#CD77B6",
}
