"""Refusing a value by naming the field, the value, and what would be accepted."""

from collections.abc import Collection, Iterable

from horarium.domain.errors import InvalidField


def want(accepted: bool, field: str, value: object, wanted: str) -> None:
    """Raise ``InvalidField`` unless ``accepted``."""
    if not accepted:
        raise InvalidField(field, str(value), wanted)


def want_at_least(least: int, field: str, value: int | None) -> None:
    """Raise ``InvalidField`` for a number below ``least``; None passes."""
    want(value is None or value >= least, field, value, f"{least} or more")


def want_known(field: str, values: Iterable[str], known: Collection[str]) -> None:
    """Raise ``InvalidField`` for the first of ``values`` that is not ``known``."""
    for value in values:
        want(value in known, field, value, _one_of(known))


def want_distinct(field: str, values: Iterable[str]) -> None:
    """Raise ``InvalidField`` for the first value that comes a second time."""
    seen: set[str] = set()
    for value in values:
        want(value not in seen, field, value, "each name once")
        seen.add(value)


def _one_of(known: Collection[str], n_shown: int = 12) -> str:
    shown = list(known)[:n_shown]
    rest = len(known) - len(shown)
    more = f" and {rest} more" if rest else ""
    return f"one of {', '.join(shown)}{more}" if shown else "nothing: none is declared"
