"""How an organisation predicts: the method, and the switch that turns it off."""

from dataclasses import dataclass, replace

from horarium.domain.attendance import AttendanceSetting
from horarium.domain.errors import InvalidField
from horarium.engines.attendance import METHODS
from horarium.services.permissions import Permission
from horarium.services.tokens import checked_reason
from horarium.services.work import Work
from horarium.store import attendance as store

LONGEST_DAYS = 90
"""A model that old has seen nothing of the season it scores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSetting:
    """A method, the switch, how learning goes on, and why; ``None`` leaves one as it is.

    Raises ``InvalidField``.
    """

    reason: str
    method: str | None = None
    is_off: bool | None = None
    recalibrates: bool | None = None
    learn_every_days: int | None = None

    def __post_init__(self) -> None:
        if self.method is not None and self.method not in METHODS:
            raise InvalidField("method", self.method, f"one of {', '.join(METHODS)}")
        days = self.learn_every_days
        if days is not None and not 1 <= days <= LONGEST_DAYS:
            wanted = f"1 to {LONGEST_DAYS} days"
            raise InvalidField("learn_every_days", str(days), wanted)

    def applied_to(self, before: AttendanceSetting) -> AttendanceSetting:
        """The setting with what was asked for."""
        asked = {
            name: getattr(self, name)
            for name in ("method", "is_off", "recalibrates", "learn_every_days")
        }
        return replace(
            before, **{name: one for name, one in asked.items() if one is not None}
        )


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
        request.applied_to(before), reason=reason, changed_at=work.clock.now()
    )
    store.keep_setting(work.db, work.organisation, after)
    work.record(
        "attendance.change",
        ("organisation", work.organisation),
        reason=reason,
        was=_told(before),
        now=_told(after),
    )
    return after


def _told(setting: AttendanceSetting) -> dict[str, object]:
    return {
        "method": setting.method,
        "is_off": setting.is_off,
        "recalibrates": setting.recalibrates,
        "learn_every_days": setting.learn_every_days,
    }
