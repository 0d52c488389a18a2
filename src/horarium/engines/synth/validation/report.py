"""Requested against achieved, as a value, as text and as HTML."""

from dataclasses import dataclass
from html import escape

from horarium.engines.synth.validation.faults import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One parameter: what was requested, what was achieved, how far apart they may be.

    ``tolerance`` is absolute, in the unit of the values. ``note`` says what the request
    means here, for instance that the slots cannot take more.
    """

    name: str
    requested: float
    achieved: float
    tolerance: float
    unit: str = ""
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the difference lies within the tolerance; NaN never does."""
        return abs(self.achieved - self.requested) <= self.tolerance + 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All checks, whatever cannot be in a real clinic, and facts without a request."""

    checks: tuple[Check, ...]
    faults: tuple[Fault, ...]
    facts: tuple[tuple[str, float], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every check holds and there is no fault."""
        return not self.faults and all(check.holds for check in self.checks)

    @property
    def failures(self) -> tuple[Check, ...]:
        """The checks that do not hold."""
        return tuple(check for check in self.checks if not check.holds)

    def text(self) -> str:
        """A table for a terminal, a line for each check."""
        head = f"{'':4}{'what':38}{'requested':>12}{'achieved':>12}{'tolerance':>12}"
        lines = [head, *(_line(check) for check in self.checks)]
        lines += [f"    {name:38}{'':>12}{value:>12.4f}" for name, value in self.facts]
        lines += [f"FAULT {fault.kind}: {fault.sentence}" for fault in self.faults]
        return "\n".join([*lines, self._verdict()])

    def html(self) -> str:
        """A section with one table; it has no style of its own."""
        names = ("", "What", "Requested", "Achieved", "Tolerance", "Note")
        head = "".join(f'<th scope="col">{name}</th>' for name in names)
        rows = "".join(_row(check) for check in self.checks)
        rows += "".join(
            f"<tr><td></td><th scope='row'>{escape(name)}</th><td></td>"
            f"<td>{value:.4f}</td><td></td><td></td></tr>"
            for name, value in self.facts
        )
        faults = "".join(
            f"<li>{escape(fault.kind)}: {escape(fault.sentence)}</li>"
            for fault in self.faults
        )
        return (
            "<section><h2>Requested and achieved</h2>"
            f"<p>{escape(self._verdict())}</p>"
            '<div class="wide" tabindex="0" role="region" aria-label="Statistics">'
            f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
            f"{'<h3>Faults</h3><ul>' + faults + '</ul>' if faults else ''}</section>"
        )

    def _verdict(self) -> str:
        n_off = len(self.failures)
        if self.holds:
            return f"All {len(self.checks)} checks hold, no faults."
        return f"{n_off} of {len(self.checks)} checks off, {len(self.faults)} faults."


def _line(check: Check) -> str:
    mark = "ok" if check.holds else "OFF"
    values = f"{check.requested:>12.4f}{check.achieved:>12.4f}{check.tolerance:>12.4f}"
    told = " ".join(part for part in (check.unit, check.note) if part)
    return f"{mark:4}{check.name:38}{values}  {told}".rstrip()


def _row(check: Check) -> str:
    cells = (
        "✓" if check.holds else "✗",
        f"{check.requested:.4f}",
        f"{check.achieved:.4f}",
        f"{check.tolerance:.4f} {escape(check.unit)}".strip(),
        escape(check.note),
    )
    mark, *rest = (f"<td>{cell}</td>" for cell in cells)
    return f"<tr>{mark}<th scope='row'>{escape(check.name)}</th>{''.join(rest)}</tr>"
