"""The page that says whether the system is ready."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from horarium.web.pages.shell import Shell


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One thing that was looked at, and what was found."""

    name: str
    says: str
    is_fine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessPage:
    """``GET /system``: what was found ``at`` that time."""

    template: ClassVar[str] = "readiness.html"

    shell: Shell
    at: datetime
    checks: tuple[CheckRow, ...]

    @property
    def n_faults(self) -> int:
        """How many checks found something missing."""
        return sum(not one.is_fine for one in self.checks)
