"""How a page begins to speak to somebody."""

from datetime import datetime

NOON, EVENING = 12, 18


def greeting(now: datetime, name: str) -> str:
    """ "Good morning, Ana", by the clock of the site."""
    part = "morning" if now.hour < NOON else "afternoon"
    part = "evening" if now.hour >= EVENING else part
    words = f"Good {part}"
    return f"{words}, {name}" if name else words


def counted(n: int, one: str, many: str = "") -> str:
    """ "1 person", "3 people", "no people"."""
    word = one if n == 1 else many or f"{one}s"
    return f"{n or 'no'} {word}"
