"""What waiting times are projected from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from horarium.domain.errors import InvalidField
from horarium.engines.queueing.calibration import Calibration
from horarium.engines.queueing.service_time import ServiceTimes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is known of the rest of the session.

    ``arrivals_per_min`` are further arrivals by priority class until the session ends,
    on top of the booked. ``p_show`` is the chance that a booked patient comes, where
    ``p_show_by_visit`` does not know better; of those who come, ``late_share`` come after
    their time, ``late_mean_min`` after it in the mean, so that nobody is expected for ever
    (Cerruti et al. 2023: 84.4 % come early; the mean of the others by the normal law).
    ``overdue_mean_min`` is how much longer a doctor is awaited who is already later than
    announced; ``break_mean_min`` a break without an announced end. ``coverage`` is
    promised by the interval; ``n_draws`` futures are played from ``seed``, the same for
    every patient, so that a page that asks again sees no jitter. Raises
    ``InvalidField``.
    """

    service: ServiceTimes = field(default_factory=ServiceTimes)
    arrivals_per_min: Mapping[str, float] = field(default_factory=dict)
    p_show: float = 0.77
    p_show_by_visit: Mapping[str, float] = field(default_factory=dict)
    late_share: float = 0.156
    late_mean_min: float = 5.0
    overdue_mean_min: float = 10.0
    break_mean_min: float = 10.0
    coverage: float = 0.8
    n_draws: int = 400
    seed: int = 0
    calibration: Calibration = field(default_factory=Calibration)

    def __post_init__(self) -> None:
        if not 0 < self.coverage < 1:
            raise InvalidField("coverage", str(self.coverage), "between 0 and 1")
        if not 0 <= self.p_show <= 1:
            raise InvalidField("p_show", str(self.p_show), "0 to 1")
        if not 0 <= self.late_share <= 1:
            raise InvalidField("late_share", str(self.late_share), "0 to 1")
        if not self.late_mean_min > 0:
            raise InvalidField("late_mean_min", str(self.late_mean_min), "above 0")
        for share in self.p_show_by_visit.values():
            if not 0 <= share <= 1:
                raise InvalidField("p_show_by_visit", str(share), "0 to 1")
        if self.n_draws < 1:
            raise InvalidField("n_draws", str(self.n_draws), "1 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocationParams:
    """What moving a patient costs, in minutes of delay.

    A move to an earlier time counts ``earlier_factor`` times. ``leftover`` is the cost
    of finding no place at all: far above any move, so that as many as possible move.
    """

    earlier_factor: float = 2.0
    leftover: float = 1e10
