"""Dates as people and addresses type them."""

from datetime import date

from horarium.domain.errors import InvalidField


def day_or_none(typed: str) -> date | None:
    """A date of an address; one that makes no sense is as good as none."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def birth_date(typed: str) -> date | None:
    """A date of birth, if any was typed; refuse with ``InvalidField`` what is none."""
    words = typed.strip()
    found = day_or_none(words)
    if words and found is None:
        raise InvalidField("born", typed, "a date like 1980-02-29")
    return found
