"""How large the demo department is, and how long its roster may be searched for."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from horarium.engines.rostering.params import SolveParams
from horarium.engines.synth.diary import SynthParams
from horarium.services.demo.department import TIME_ZONE, Department, registrars

SLUG = "demo"
"""The organisation's name in settings and addresses."""

NAME = "Department of Medicine"


def _four_weeks() -> SolveParams:
    return SolveParams(limit=timedelta(seconds=35), gap=0.01)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoParams:
    """Knobs of the demo.

    ``department`` invents who works where and what is wanted of them.
    ``n_patients`` is the panel. At least ``n_running`` sessions are on at the present;
    extra ones begin ``elapsed`` before it and last ``length``. A session counts as
    running when it began at least ``least_elapsed`` ago and has ``least_left`` to go; the
    demo's doctor gets one also where only ``edge`` is left on either side.
    """

    department: Department = registrars
    n_patients: int = 3600
    n_running: int = 4
    elapsed: timedelta = timedelta(minutes=75)
    length: timedelta = timedelta(hours=4)
    least_elapsed: timedelta = timedelta(minutes=60)
    least_left: timedelta = timedelta(minutes=75)
    edge: timedelta = timedelta(minutes=20)
    slot_min: int = 20
    overflow_limit: int = 2
    solve: SolveParams = field(default_factory=_four_weeks)
    synth: SynthParams = field(default_factory=SynthParams)


def monday_of(now: datetime) -> date:
    """The Monday of the week that ``now`` lies in, in the department's zone."""
    today = now.astimezone(ZoneInfo(TIME_ZONE)).date()
    return today - timedelta(days=today.weekday())
