"""Whether the scores that were given came true, and how the newest model was judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from horarium.domain.attendance import (
    AttendanceSetting,
    Fit,
    Recalibration,
    ScorePurpose,
)
from horarium.engines.attendance.monitor import by_group
from horarium.engines.attendance.outcome import GroupCalibration
from horarium.services.attendance.fitting import fits
from horarium.services.attendance.history import as_visits, visits_of
from horarium.services.attendance.recalibrating import recalibrated
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import attendance as store
from horarium.store import attendance_scores as score_log

LIVE_WINDOW = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All that an administrator should know.

    ``in_force`` is the newest fit that went well, ``fits`` the last ones, newest first,
    and ``recalibrated`` those of that fit and of earlier ones, newest first.
    ``live`` holds the scores given the day before visits that are over by now, against
    what became of them, by group; ``n_scores`` counts the log of these days by purpose.
    """

    setting: AttendanceSetting
    in_force: Fit | None
    fits: tuple[Fit, ...]
    recalibrated: tuple[Recalibration, ...]
    live: tuple[GroupCalibration, ...]
    n_scores: Mapping[str, int]

    @property
    def recalibration(self) -> Recalibration | None:
        """The last recalibration of the fit in force."""
        fit = None if self.in_force is None else self.in_force.id
        return next((one for one in self.recalibrated if one.fit == fit), None)

    @property
    def card(self) -> str:
        """The card of what is in force: of the fit, or of its last recalibration."""
        fit = "" if self.in_force is None else self.in_force.card
        return fit if self.recalibration is None else self.recalibration.card


def overview(work: Work) -> Overview:
    """How predicting goes in the organisation."""
    work.require(Permission.ATTENDANCE_READ)
    return Overview(
        setting=store.setting(work.db),
        in_force=store.newest_fit(work.db),
        fits=tuple(fits(work)),
        recalibrated=tuple(recalibrated(work)),
        live=_live(work),
        n_scores=score_log.count(work.db, work.today - LIVE_WINDOW),
    )


def _live(work: Work) -> tuple[GroupCalibration, ...]:
    now = work.clock.now()
    given = score_log.judged(work.db, ScorePurpose.DAY_AHEAD, now - LIVE_WINDOW, now)
    known = [one for one in visits_of(work, list(given)) if one.no_show is not None]
    if not known:
        return ()
    chances = np.array([given[one.appointment] for one in known])
    return by_group(as_visits(known, work.zone), chances)
