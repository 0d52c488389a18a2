"""Every kind of rule there is. A new rule is a file here and a line in ``RULES``."""

from horarium.engines.rostering.problem import Rule
from horarium.engines.rostering.rules.average_hours import AverageHours
from horarium.engines.rostering.rules.commute import Commute
from horarium.engines.rostering.rules.continuity import Continuity
from horarium.engines.rostering.rules.contract_hours import ContractHours
from horarium.engines.rostering.rules.cover import CoverIsMet
from horarium.engines.rostering.rules.eligibility import Eligibility
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.leave import LeaveIsFree
from horarium.engines.rostering.rules.locks import LocksHold
from horarium.engines.rostering.rules.max_consecutive import MaxConsecutive
from horarium.engines.rostering.rules.max_duty_length import MaxDutyLength
from horarium.engines.rostering.rules.max_hours_in_window import MaxHoursInWindow
from horarium.engines.rostering.rules.max_in_window import MaxInWindow
from horarium.engines.rostering.rules.max_shifts import MaxShifts
from horarium.engines.rostering.rules.max_weekends import MaxWeekends
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.min_days_off import MinDaysOff
from horarium.engines.rostering.rules.min_rest import MinRest
from horarium.engines.rostering.rules.not_after import NotAfter
from horarium.engines.rostering.rules.one_duty import OneDutyAtATime
from horarium.engines.rostering.rules.partnership import Partnership
from horarium.engines.rostering.rules.quota import Quota
from horarium.engines.rostering.rules.requests import RequestsAreMet
from horarium.engines.rostering.rules.rest_after_run import RestAfterRun
from horarium.engines.rostering.rules.rotations import RotationsHold
from horarium.engines.rostering.rules.successions import Successions
from horarium.engines.rostering.rules.supervision import Supervision
from horarium.engines.rostering.rules.total_hours import TotalHours
from horarium.engines.rostering.rules.weekend_frequency import WeekendFrequency
from horarium.engines.rostering.rules.weighted_mix import WeightedMix

RULES: dict[str, type[Rule]] = {
    rule.kind: rule
    for rule in (
        CoverIsMet,
        Eligibility,
        LeaveIsFree,
        LocksHold,
        OneDutyAtATime,
        Successions,
        NotAfter,
        MinRest,
        RestAfterRun,
        MaxConsecutive,
        MinConsecutive,
        MinDaysOff,
        MaxDutyLength,
        MaxHoursInWindow,
        AverageHours,
        TotalHours,
        ContractHours,
        MaxWeekends,
        WeekendFrequency,
        MaxInWindow,
        MaxShifts,
        Quota,
        WeightedMix,
        Supervision,
        RotationsHold,
        Continuity,
        Commute,
        Partnership,
        RequestsAreMet,
        Fairness,
    )
}
"""The rules by their kind, the name used in files."""

BASIC_RULES: tuple[Rule, ...] = (
    CoverIsMet(),
    Eligibility(),
    LeaveIsFree(),
    LocksHold(),
    OneDutyAtATime(),
    Successions(),
    RotationsHold(),
    RequestsAreMet(),
)
"""What every problem is held to unless it says otherwise: the data it was given."""
