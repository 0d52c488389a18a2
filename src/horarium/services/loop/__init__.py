"""The loop: one sick call mends the roster, moves the patients, and tells everyone why."""

from horarium.services.loop.absences import (
    NewAbsence,
    come_back,
    report_absence,
    returning,
    to_come,
)
from horarium.services.loop.absences import get as get_absence
from horarium.services.loop.applying import apply
from horarium.services.loop.calling import Called, call_back, call_in
from horarium.services.loop.cause import Cause, CauseKind
from horarium.services.loop.plan import (
    Audience,
    Closing,
    DutyChange,
    Filling,
    Handover,
    LoopPlan,
    PlanStatus,
    Telling,
    Waiting,
)
from horarium.services.loop.proposing import (
    TASK,
    ProposalParams,
    get,
    newest,
    propose,
    queue,
    stop,
    work_out,
)

__all__ = [
    "TASK",
    "Audience",
    "Called",
    "Cause",
    "CauseKind",
    "Closing",
    "DutyChange",
    "Filling",
    "Handover",
    "LoopPlan",
    "NewAbsence",
    "PlanStatus",
    "ProposalParams",
    "Telling",
    "Waiting",
    "apply",
    "call_back",
    "call_in",
    "come_back",
    "get",
    "get_absence",
    "newest",
    "propose",
    "queue",
    "report_absence",
    "returning",
    "stop",
    "to_come",
    "work_out",
]
