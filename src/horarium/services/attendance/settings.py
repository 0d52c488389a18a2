"""How an organisation predicts: the method, and the switch that turns it off."""

from dataclasses import dataclass, replace

from horarium.domain.attendance import AttendanceSetting
from horarium.domain.errors import InvalidField
from horarium.engines.attendance import METHODS
from horarium.services.permissions import Permission
from horarium.services.tokens import checked_reason
from horarium.services.work import Work
from horarium.store import attendance as store


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSetting:
    """A method, the switch, and why; ``None`` leaves one as it is.

    Raises ``InvalidField``.
    """

    reason: str
    method: str | None = None
    is_off: bool | None = None

    def __post_init__(self) -> None:
        if self.method is not None and self.method not in METHODS:
            raise InvalidField("method", self.method, f"one of {', '.join(METHODS)}")


def setting(work: Work) -> AttendanceSetting:
    """How the organisation predicts."""
    work.require(Permission.ATTENDANCE_READ)
    return store.setting(work.db)


def change(work: Work, request: ChangeSetting) -> AttendanceSetting:
    """Set it, from the next score on; another method is learnt at the next fit.

    Switched off, everybody is given the rate of everybody, whatever was learnt.
    """
    work.require(Permission.ATTENDANCE_MANAGE)
    reason = checked_reason(request.reason)
    before = store.setting(work.db)
    after = replace(
        before,
        method=before.method if request.method is None else request.method,
        is_off=before.is_off if request.is_off is None else request.is_off,
        reason=reason,
        changed_at=work.clock.now(),
    )
    store.keep_setting(work.db, work.organisation, after)
    work.record(
        "attendance.change",
        ("organisation", work.organisation),
        reason=reason,
        was={"method": before.method, "is_off": before.is_off},
        now={"method": after.method, "is_off": after.is_off},
    )
    return after
