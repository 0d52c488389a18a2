"""What is due each hour, and no more often than it is due."""

from horarium.services.attendance.fitting import is_due, request_fit
from horarium.services.attendance.helping import plan_help
from horarium.services.attendance.scoring import score_new
from horarium.services.work import Work
from horarium.store import attendance as store

KEEP_TASK = "keep-attendance"
"""The periodic job's name in the queue."""


def keep(work: Work) -> dict[str, int]:
    """Ask for today's fit; once it is there or failed, score what was booked and plan
    today's help; what was done.

    Nothing when another worker is at it.
    """
    if not store.claim(work.db, work.organisation):
        return {}
    if is_due(work):
        # Whoever makes the fit keeps on: the day's help is planned with the new model.
        request_fit(work)
        return {"fits": 1}
    return {"scored": score_new(work), "helped": plan_help(work)}
