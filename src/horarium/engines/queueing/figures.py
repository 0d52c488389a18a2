"""What numbers of a line are refused: no limit is below zero, none is no number."""

from math import isfinite

from horarium.domain.errors import InvalidField


def require_no_less(name: str, value: float) -> None:
    """Raise ``InvalidField`` unless ``value`` is finite and 0 or more."""
    if not (isfinite(value) and value >= 0):
        raise InvalidField(name, str(value), "0 or more")


def require_count(name: str, value: int) -> None:
    """Raise ``InvalidField`` unless ``value`` is a whole number, 0 or more."""
    if not (isfinite(value) and value >= 0 and value == int(value)):
        raise InvalidField(name, str(value), "a whole number, 0 or more")
