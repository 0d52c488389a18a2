"""What somebody on the roster asks for: days off, duties, leave."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from horarium.domain.ids import DutyRequestId, PractitionerId


class DutyRequestKind(StrEnum):
    """Not to work, to work, or to be away for good reason."""

    OFF = "off"
    ON = "on"
    LEAVE = "leave"


class Importance(StrEnum):
    """How much a wish weighs; leave that was granted is never weighed."""

    LIKE = "like"
    IMPORTANT = "important"
    NEEDED = "needed"


class DutyRequestStatus(StrEnum):
    """Where a request stands; all but the first are for good."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRequest:
    """A request for the days ``first_on`` to ``last_on``, both included.

    ``reason`` is for the asker and the coordinators only; ``answer`` is what the
    coordinator said. ``shift_types`` are meant by a request to work, or not to work,
    these; none means any.
    """

    id: DutyRequestId
    practitioner: PractitionerId
    staff_code: str
    name: str
    kind: DutyRequestKind
    first_on: date
    last_on: date
    shift_types: tuple[str, ...]
    importance: Importance
    reason: str
    status: DutyRequestStatus
    asked_at: datetime
    answer: str = ""
    decided_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.status is DutyRequestStatus.ASKED

    @property
    def version(self) -> int:
        """1 as asked, 2 once decided, 3 once withdrawn."""
        return _VERSIONS[self.status]


_VERSIONS = {
    DutyRequestStatus.ASKED: 1,
    DutyRequestStatus.GRANTED: 2,
    DutyRequestStatus.REFUSED: 2,
    DutyRequestStatus.WITHDRAWN: 3,
}
