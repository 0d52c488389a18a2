"""Looking after attendance: learning, recalibrating, scoring bookings, planning help."""

import structlog

from horarium.domain.clock import Clock
from horarium.domain.errors import Refused
from horarium.services import attendance
from horarium.services.organisations import openers
from horarium.store.database import Database

log = structlog.get_logger()


def attend_everybody(database: Database, clock: Clock) -> dict[str, int]:
    """One look at all organisations: fits asked for, bookings scored, help planned.

    What goes wrong in one organisation does not keep the others waiting.
    """
    kept = {"fits": 0, "scored": 0, "helped": 0}
    for open_work in openers(database, clock).values():
        try:
            with open_work() as work:
                for what, n in attendance.keep(work).items():
                    kept[what] += n
        except Refused as refusal:
            log.info("attendance.missed", code=refusal.code)
    return kept


def recalibrate_everybody(database: Database, clock: Clock) -> int:
    """Recalibrate the models of every organisation that is due; how many there were.

    What goes wrong in one organisation does not keep the others waiting.
    """
    n_shifted = 0
    for open_work in openers(database, clock).values():
        try:
            with open_work() as work:
                n_shifted += attendance.recalibrate(work) is not None
        except Refused as refusal:
            log.info("attendance.missed", code=refusal.code)
    return n_shifted
