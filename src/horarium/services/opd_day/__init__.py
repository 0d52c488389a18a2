"""A whole day at an outpatient department, played through the real services.

``play`` runs it on a database in an organisation of its own, with a clock of its own;
the same parameters and seed give the same statistics.
"""

from horarium.services.opd_day.params import OpdDayParams
from horarium.services.opd_day.play import play
from horarium.services.opd_day.report import ClassReport, DayReport, DoctorReport
from horarium.services.opd_day.scene import Moment, RoomNow

__all__ = [
    "ClassReport",
    "DayReport",
    "DoctorReport",
    "Moment",
    "OpdDayParams",
    "RoomNow",
    "play",
]
