"""What is typed into pages: dates, numbers, whole forms, and the field that is refused."""

from dataclasses import asdict
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING

from horarium.domain.errors import InvalidField, Refused

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MOST_DIGITS = 9
"""Nothing that is typed into a page is counted in billions."""


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


def whole_number(field: str, typed: str) -> int:
    """A whole number, 0 or more; refuse with ``InvalidField`` what is none."""
    words = typed.strip()
    if not (words.isascii() and words.isdigit() and len(words) <= MOST_DIGITS):
        raise InvalidField(field, typed, "a whole number, 0 or more")
    return int(words)


def number(field: str, typed: str) -> float:
    """A finite number; refuse with ``InvalidField`` what is none."""
    try:
        found = float(typed)
    except ValueError:
        raise InvalidField(field, typed, "a number") from None
    if not isfinite(found):
        raise InvalidField(field, typed, "a number")
    return found


def filled(form: "DataclassInstance") -> dict[str, str]:
    """The fields of a form in which something was typed."""
    return {name: typed for name, typed in asdict(form).items() if typed}


def blamed(refusal: Refused, otherwise: str) -> str:
    """The field that a refusal names; ``otherwise`` when it names none."""
    return str(getattr(refusal, "field", otherwise))
