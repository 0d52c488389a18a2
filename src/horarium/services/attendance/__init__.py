"""Who may not come, live: learning each night, scoring with a log, helping the risky."""

from horarium.services.attendance.fitting import (
    PROGRESS,
    TASK,
    fail,
    fits,
    is_due,
    request_fit,
    run,
)
from horarium.services.attendance.helping import (
    calls,
    plan_help,
    settle_call,
)
from horarium.services.attendance.keeping import KEEP_TASK, keep
from horarium.services.attendance.monitoring import Overview, overview
from horarium.services.attendance.recalibrating import (
    RECALIBRATE_TASK,
    recalibrate,
    recalibrated,
)
from horarium.services.attendance.scoring import score_new, scores
from horarium.services.attendance.settings import ChangeSetting, change, setting

__all__ = [
    "KEEP_TASK",
    "PROGRESS",
    "RECALIBRATE_TASK",
    "TASK",
    "ChangeSetting",
    "Overview",
    "calls",
    "change",
    "fail",
    "fits",
    "is_due",
    "keep",
    "overview",
    "plan_help",
    "recalibrate",
    "recalibrated",
    "request_fit",
    "run",
    "score_new",
    "scores",
    "setting",
    "settle_call",
]
